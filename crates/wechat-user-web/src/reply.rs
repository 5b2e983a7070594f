//! Replies (被动回复) to pushes.

use wechat_user_core::Timestamp;

use crate::document::Format;
use crate::markup::{Message, is_forbidden};
use crate::push::{Push, PushKind};
use crate::sealing::MessageTooLong;

/// What to say to a push. Anything but an answer within 5 seconds makes the service send the push again, three times in total; after that the
/// user reads that the account is out of service (该公众号暂时无法提供服务).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reply {
    /// The word `success`: received, nothing to say.
    Success,
    /// An empty body, which means the same.
    Empty,
    /// A text message (回复文本消息) to the user.
    Text(String),
    /// Any other message, written as the service wants it, in the format of the push (XML or JSON). Encrypted like a text; not checked.
    Raw(String),
}

/// A reply that cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadReply {
    /// The event `LOCATION` is answered with `success` or nothing.
    #[error("a LOCATION event takes no message as its reply, only success or an empty body")]
    ToLocationReport,
    /// A character that XML does not have.
    #[error("XML cannot hold the control character U+{:04X}", u32::from(*character))]
    ControlCharacter {
        /// The character.
        character: char,
    },
    /// Too long to be encrypted.
    #[error(transparent)]
    TooLong(#[from] MessageTooLong),
}

/// What the server answers: status 200, this content type, this body.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    content_type: &'static str,
    body: String,
}

impl Reply {
    /// The body of a reply that is no message.
    pub(crate) const fn word(&self) -> &'static str {
        match self {
            Self::Success => "success",
            _ => "",
        }
    }

    /// The message of a reply that has one, not yet encrypted.
    pub(crate) fn message(&self, push: &Push, format: Format, now: Timestamp) -> Result<Option<String>, BadReply> {
        let message = match self {
            Self::Success | Self::Empty => return Ok(None),
            Self::Raw(message) => message.clone(),
            Self::Text(text) => text_message(text, push, now, format)?,
        };
        if matches!(push.kind, PushKind::LocationReport(_)) {
            return Err(BadReply::ToLocationReport);
        }
        Ok(Some(message))
    }
}

fn text_message(text: &str, push: &Push, now: Timestamp, format: Format) -> Result<String, BadReply> {
    if let Some(character) = text.chars().find(|character| is_forbidden(*character)) {
        return Err(BadReply::ControlCharacter { character });
    }
    let message = Message::default()
        .text("ToUserName", push.openid.as_str())
        .text("FromUserName", push.to_user.as_str())
        .number("CreateTime", now.as_unix_secs())
        .text("MsgType", "text")
        .text("Content", text);
    Ok(message.write(format))
}

impl Answer {
    pub(crate) const fn plain(body: String) -> Self {
        Self { content_type: "text/plain; charset=utf-8", body }
    }

    pub(crate) const fn message(body: String, format: Format) -> Self {
        let content_type = match format {
            Format::Xml => "application/xml; charset=utf-8",
            Format::Json => "application/json; charset=utf-8",
        };
        Self { content_type, body }
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }

    /// The content type.
    #[must_use]
    pub const fn content_type(&self) -> &'static str {
        self.content_type
    }
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Answer({}, {} bytes)", self.content_type, self.body.len())
    }
}

impl From<Answer> for http::Response<Vec<u8>> {
    fn from(answer: Answer) -> Self {
        let mut response = Self::new(answer.body.into_bytes());
        let headers = response.headers_mut();
        headers.insert(http::header::CONTENT_TYPE, http::HeaderValue::from_static(answer.content_type));
        // An echo is text that came with the request: no browser should take it for a page.
        headers.insert(http::header::X_CONTENT_TYPE_OPTIONS, http::HeaderValue::from_static("nosniff"));
        response
    }
}
