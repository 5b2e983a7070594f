//! Replies (被动回复) to pushes.

use wechat_user_core::Timestamp;

use crate::document::{self, Format};
use crate::encryption::MessageTooLong;
use crate::fields::Fields;
use crate::limits::Limits;
use crate::markup::{Message, is_forbidden};
use crate::push::Push;
use crate::push_error::PushError;
use crate::reply_rules::{self, MessageError};

/// The reply to a push. The service waits 5 seconds for it and sends the push up to three times. Without a usable reply
/// it shows the user that the account is out of service (该公众号暂时无法提供服务).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reply {
    /// The word `success`: the push was received, and there is no message.
    Success,
    /// An empty body, which means the same.
    Empty,
    /// A text message (回复文本消息) to the user: 1 to 2,048 bytes.
    Text(String),
    /// A message of any type, as the service expects it, in the format of the push (XML or JSON). It is checked against
    /// the known rules and encrypted like a text.
    ///
    /// | `MsgType` | needs |
    /// |---|---|
    /// | any | `ToUserName` (the user), `FromUserName` (the account), `CreateTime` |
    /// | `text` (文本) | `Content`, 1 to 2,048 bytes |
    /// | `image` (图片), `voice` (语音), `video` (视频) | `MediaId` inside `Image`, `Voice`, `Video` |
    /// | `music` (音乐) | `ThumbMediaId` inside `Music` |
    /// | `news` (图文) | `ArticleCount`, and as many `item`s with a `Title` in `Articles`: 1, or up to 8 to an event |
    /// | `transfer_customer_service` (转发客服) | no more fields |
    ///
    /// Exception: the event `debug_demo` of the console's test page takes any JSON.
    Raw(String),
}

/// A reply that cannot be sent, or that the service would not accept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReplyError {
    /// The event `LOCATION` takes `success` or an empty body.
    #[error("the event LOCATION takes no message as its reply, only success or an empty body")]
    ToLocationReport,
    /// A character that XML cannot hold.
    #[error("a reply must not hold the control character U+{:04X}: XML cannot hold it", u32::from(*character))]
    #[non_exhaustive]
    ControlCharacter {
        /// The character.
        character: char,
    },
    /// A message that cannot be read, verified or decrypted.
    #[error(transparent)]
    Unreadable(#[from] PushError),
    /// XML in reply to JSON, or JSON in reply to XML.
    #[error("a reply must have the format of its push, {expected:?}")]
    #[non_exhaustive]
    Format {
        /// The format of the push.
        expected: Format,
    },
    /// XML whose root element is not `xml`.
    #[error("the root element of a reply must be <xml>")]
    Root,
    /// The message is not for the user of the push. A common mistake: `ToUserName` and `FromUserName` are swapped.
    #[error("ToUserName of a reply must be the openid of the push")]
    Recipient,
    /// A message that the service does not accept.
    #[error(transparent)]
    Message(#[from] MessageError),
    /// Too long to be encrypted.
    #[error(transparent)]
    TooLong(#[from] MessageTooLong),
}

impl Reply {
    /// The body of a reply that is not a message.
    pub(crate) const fn word(&self) -> &'static str {
        match self {
            Self::Success => "success",
            _ => "",
        }
    }

    /// The message of a reply that has one, not yet encrypted.
    pub(crate) fn message(&self, push: &Push, format: Format, now: Timestamp) -> Result<Option<String>, ReplyError> {
        if !matches!(self, Self::Success | Self::Empty) && push.is_event_named("LOCATION") {
            return Err(ReplyError::ToLocationReport);
        }
        match self {
            Self::Success | Self::Empty => Ok(None),
            Self::Raw(message) => {
                check_raw(message, push, format)?;
                Ok(Some(message.clone()))
            }
            Self::Text(text) => text_message(text, push, now, format).map(Some),
        }
    }
}

fn text_message(text: &str, push: &Push, now: Timestamp, format: Format) -> Result<String, ReplyError> {
    if let Some(character) = text.chars().find(|character| is_forbidden(*character)) {
        return Err(ReplyError::ControlCharacter { character });
    }
    reply_rules::check_text(text)?;
    let message = Message::default()
        .text("ToUserName", push.openid.as_str())
        .text("FromUserName", push.to_user.as_str())
        .number("CreateTime", now.as_unix_secs())
        .text("MsgType", "text")
        .text("Content", text);
    Ok(message.write(format))
}

fn check_raw(message: &str, push: &Push, format: Format) -> Result<(), ReplyError> {
    if format == Format::Json && push.is_event_named("debug_demo") {
        return Ok(());
    }
    let max_articles = if push.is_event() { reply_rules::MAX_ARTICLES } else { 1 };
    let fields = read_message(message.as_bytes(), "message", format, max_articles)?;
    if fields.value("ToUserName") == Some(push.openid.as_str()) { Ok(()) } else { Err(ReplyError::Recipient) }
}

/// Reads a reply message as the service does: strictly, in one format, with all required fields of its type.
pub(crate) fn read_message(
    bytes: &[u8],
    part: &'static str,
    expected: Format,
    max_articles: usize,
) -> Result<Fields, ReplyError> {
    let fields = read_document(bytes, part, expected)?;
    reply_rules::check(&fields, max_articles)?;
    Ok(fields)
}

/// Reads one document of a reply: a message, or the envelope of an encrypted one.
pub(crate) fn read_document(bytes: &[u8], part: &'static str, expected: Format) -> Result<Fields, ReplyError> {
    let (format, root, fields) = document::read_strict(bytes, part, Limits::DEFAULT)?;
    if format != expected {
        return Err(ReplyError::Format { expected });
    }
    if format == Format::Xml && root != "xml" {
        return Err(ReplyError::Root);
    }
    Ok(fields)
}
