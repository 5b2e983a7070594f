//! The form of a value in Redis.

use std::fmt;
use std::time::Duration;

use serde_json::{Value, json};
use wechat_user_core::machine::CredentialKind;
use wechat_user_core::secret::CredentialValue;
use wechat_user_core::store::{StoreError, Stored};

/// How the text of the key holds the value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    /// `{"value":"..","life_ms":7200000}`.
    Own,
    /// The bare text.
    #[default]
    Raw,
    /// The bare text; older versions of silenceper/wechat wrote it as JSON, with quotes.
    RawOrJsonString,
    /// JSON text, with quotes.
    JsonString,
    /// An object with `access_token` or `ticket`, and `expires_at`.
    JsonObject,
}

/// What a text says.
pub(super) struct Read {
    pub(super) value: CredentialValue,
    /// The whole life, from the fetch to the end.
    pub(super) life: Option<Duration>,
    /// Seconds since 1970.
    pub(super) expires_at: Option<u64>,
}

const NOT_OURS: StoreError =
    StoreError::new("the value of the key has not the form that the layout demands, so it is left as it is");

impl Form {
    /// `None` for no text. In our own form also for one that cannot be read: it is then written again. In another
    /// library's, that is an error: perhaps the key belongs to something else.
    pub(super) fn read(self, kind: CredentialKind, text: &[u8]) -> Result<Option<Read>, StoreError> {
        if text.is_empty() {
            return Ok(None);
        }
        let known = |value: &str| Read { value: CredentialValue::from(value), life: None, expires_at: None };
        let read = match self {
            Self::Own => return Ok(own(text)),
            Self::RawOrJsonString if text.starts_with(b"\"") => string(text).map(|value| known(&value)),
            Self::Raw | Self::RawOrJsonString => std::str::from_utf8(text).ok().map(known),
            Self::JsonString => string(text).map(|value| known(&value)),
            Self::JsonObject => object(text).and_then(|object| {
                let value = object.get(field(kind))?.as_str()?;
                Some(Read { expires_at: object.get("expires_at").and_then(Value::as_u64), ..known(value) })
            }),
        };
        read.map(Some).ok_or(NOT_OURS)
    }

    pub(super) fn write(self, kind: CredentialKind, new: &Stored, expires_at: u64) -> String {
        let value = new.value.expose();
        match self {
            Self::Own => {
                let life = new.age.map(|age| u64::try_from((new.left + age).as_millis()).unwrap_or(u64::MAX));
                json!({ "value": value, "life_ms": life }).to_string()
            }
            Self::Raw | Self::RawOrJsonString => value.to_owned(),
            Self::JsonString => Value::from(value).to_string(),
            Self::JsonObject => json!({ field(kind): value, "expires_at": expires_at }).to_string(),
        }
    }
}

const fn field(kind: CredentialKind) -> &'static str {
    match kind {
        CredentialKind::AccessToken => "access_token",
        _ => "ticket",
    }
}

fn own(text: &[u8]) -> Option<Read> {
    let object = object(text)?;
    let value = CredentialValue::from(object.get("value")?.as_str()?);
    let life = object.get("life_ms").and_then(Value::as_u64).map(Duration::from_millis);
    Some(Read { value, life, expires_at: None })
}

fn string(text: &[u8]) -> Option<String> {
    serde_json::from_slice(text).ok()
}

fn object(text: &[u8]) -> Option<serde_json::Map<String, Value>> {
    serde_json::from_slice(text).ok()
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Own => "own",
            Self::Raw | Self::RawOrJsonString => "raw",
            Self::JsonString => "json-string",
            Self::JsonObject => "json-object",
        })
    }
}
