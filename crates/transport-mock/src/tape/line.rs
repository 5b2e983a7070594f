//! One exchange as one line of JSON.

use serde::{Deserialize, Serialize};
use wechat_user_core::transport::{Delivery, Response, TransportError};

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    pub(super) verb: String,
    pub(super) path: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) query: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Bytes::is_empty")]
    pub(super) body: Bytes,
    #[serde(flatten)]
    pub(super) outcome: Outcome,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Outcome {
    Response {
        status: u16,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        content_type: Option<String>,
        body: Bytes,
    },
    /// Without the error's text, which may contain the URL.
    Failed(Failure),
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Failure {
    NotSent,
    Unknown,
}

/// A text, or bytes in hexadecimal if they are not UTF-8.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Bytes {
    #[default]
    None,
    Text(String),
    Hex {
        hex: String,
    },
}

impl Bytes {
    pub(super) fn new(bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) if text.is_empty() => Self::None,
            Ok(text) => Self::Text(text),
            Err(error) => Self::Hex { hex: error.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect() },
        }
    }

    fn is_empty(&self) -> bool {
        *self == Self::None
    }

    /// The bytes; `None` if the hexadecimal is invalid.
    pub(super) fn get(&self) -> Option<Vec<u8>> {
        match self {
            Self::None => Some(Vec::new()),
            Self::Text(text) => Some(text.clone().into_bytes()),
            Self::Hex { hex } => {
                let digits: Vec<u8> =
                    hex.chars().map(|c| c.to_digit(16).map(|digit| digit as u8)).collect::<Option<_>>()?;
                let pairs = digits.chunks_exact(2);
                pairs.remainder().is_empty().then(|| pairs.map(|pair| pair[0] << 4 | pair[1]).collect())
            }
        }
    }
}

impl Failure {
    pub(super) fn of(error: &TransportError) -> Self {
        match error.delivery() {
            Delivery::NotSent => Self::NotSent,
            _ => Self::Unknown,
        }
    }

    fn error(self) -> TransportError {
        match self {
            Self::NotSent => TransportError::not_sent("recorded: not sent"),
            Self::Unknown => TransportError::unknown("recorded: no response"),
        }
    }
}

impl Outcome {
    /// The result of the transport; `None` if the recording was edited so that it cannot be played.
    pub(super) fn play(&self) -> Option<Result<Response, TransportError>> {
        let (status, content_type, body) = match self {
            Self::Failed(failure) => return Some(Err(failure.error())),
            Self::Response { status, content_type, body } => (status, content_type, body),
        };
        let builder = http::Response::builder().status(*status);
        let builder = match content_type {
            Some(content_type) => builder.header(http::header::CONTENT_TYPE, content_type),
            None => builder,
        };
        builder.body(body.get()?).ok().map(Ok)
    }
}
