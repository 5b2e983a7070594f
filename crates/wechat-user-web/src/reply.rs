//! Replies (被动回复) to pushes.

use wechat_user_core::Timestamp;

use crate::accepted::{self, BadMessage};
use crate::document::{self, Format};
use crate::fields::Fields;
use crate::limits::Limits;
use crate::markup::{Message, is_forbidden};
use crate::push::Push;
use crate::refusal::Refusal;
use crate::sealing::MessageTooLong;

/// The reply to a push. The service waits 5 seconds for it, and sends the push up to three times in total. Without a usable reply it tells the
/// user that the account is out of service (该公众号暂时无法提供服务).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reply {
    /// The word `success`: received, nothing to say.
    Success,
    /// An empty body, which means the same.
    Empty,
    /// A text message (回复文本消息) to the user: 1 to 2,048 bytes.
    Text(String),
    /// A message of any kind, written as the service wants it, in the format of the push (XML or JSON). It is checked for what the service
    /// is known to demand, and encrypted like a text.
    ///
    /// | `MsgType` | needs |
    /// |---|---|
    /// | all | `ToUserName` (the user), `FromUserName` (the account), `CreateTime` |
    /// | `text` (文本) | `Content`, 1 to 2,048 bytes |
    /// | `image` (图片), `voice` (语音), `video` (视频) | `MediaId` inside `Image`, `Voice`, `Video` |
    /// | `music` (音乐) | `ThumbMediaId` inside `Music` |
    /// | `news` (图文) | `ArticleCount`, and so many `item`s with a `Title` inside `Articles`: 1 in reply to a message, 1 to 8 to an event |
    /// | `transfer_customer_service` (转发客服) | nothing more |
    ///
    /// The event `debug_demo` of the console's test page is the exception: it takes any JSON.
    Raw(String),
}

/// A reply that cannot be sent, or that the service would not take.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadReply {
    /// The event `LOCATION` takes `success` or nothing.
    #[error("a LOCATION event takes no message as its reply, only success or an empty body")]
    ToLocationReport,
    /// A character that XML does not have.
    #[error("XML cannot hold the control character U+{:04X}", u32::from(*character))]
    ControlCharacter {
        /// The character.
        character: char,
    },
    /// A message that cannot be read, verified or decrypted.
    #[error(transparent)]
    Unreadable(#[from] Refusal),
    /// XML in reply to JSON, or JSON in reply to XML.
    #[error("a reply has the format of its push; expected {expected:?}")]
    Format {
        /// The format of the push.
        expected: Format,
    },
    /// XML whose root element is not `xml`.
    #[error("the root element of a reply is <xml>")]
    Root,
    /// The message is not for the user that sent the push. `ToUserName` and `FromUserName` are often swapped.
    #[error("ToUserName of a reply is the openid of the push")]
    Recipient,
    /// A message that the service does not accept.
    #[error(transparent)]
    Message(#[from] BadMessage),
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
    pub(crate) fn message(&self, push: &Push, format: Format, now: Timestamp) -> Result<Option<String>, BadReply> {
        if !matches!(self, Self::Success | Self::Empty) && push.is_event_named("LOCATION") {
            return Err(BadReply::ToLocationReport);
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

fn text_message(text: &str, push: &Push, now: Timestamp, format: Format) -> Result<String, BadReply> {
    if let Some(character) = text.chars().find(|character| is_forbidden(*character)) {
        return Err(BadReply::ControlCharacter { character });
    }
    accepted::check_text(text)?;
    let message = Message::default()
        .text("ToUserName", push.openid.as_str())
        .text("FromUserName", push.to_user.as_str())
        .number("CreateTime", now.as_unix_secs())
        .text("MsgType", "text")
        .text("Content", text);
    Ok(message.write(format))
}

fn check_raw(message: &str, push: &Push, format: Format) -> Result<(), BadReply> {
    if format == Format::Json && push.is_event_named("debug_demo") {
        return Ok(());
    }
    let max_articles = if push.is_event() { accepted::MAX_ARTICLES } else { 1 };
    let fields = read_message(message.as_bytes(), "message", format, max_articles)?;
    if fields.value("ToUserName") == Some(push.openid.as_str()) { Ok(()) } else { Err(BadReply::Recipient) }
}

/// Reads a reply message as the service does: in one format, strictly, and with all that its type demands.
pub(crate) fn read_message(
    bytes: &[u8],
    part: &'static str,
    expected: Format,
    max_articles: usize,
) -> Result<Fields, BadReply> {
    let fields = read_document(bytes, part, expected)?;
    accepted::check(&fields, max_articles)?;
    Ok(fields)
}

/// Reads one document of a reply: a message, or the envelope of an encrypted one.
pub(crate) fn read_document(bytes: &[u8], part: &'static str, expected: Format) -> Result<Fields, BadReply> {
    let (format, root, fields) = document::read_strict(bytes, part, Limits::DEFAULT)?;
    if format != expected {
        return Err(BadReply::Format { expected });
    }
    if format == Format::Xml && root != "xml" {
        return Err(BadReply::Root);
    }
    Ok(fields)
}
