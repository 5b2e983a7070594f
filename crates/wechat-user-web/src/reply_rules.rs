//! What the service accepts as a reply message, by its `MsgType`.
//!
//! The service reports no error to the account. For a reply that it cannot use, it shows the user that the account is
//! out of service (该公众号暂时无法提供服务).

use crate::fields::{Fields, Value};

/// A message that the service would not accept as a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MessageError {
    /// A field is missing, empty, or holds fields where a text belongs.
    #[error("a reply of this MsgType needs {name}")]
    #[non_exhaustive]
    MissingField {
        /// Its name; for one inside another, with a dot.
        name: &'static str,
    },
    /// `CreateTime` is not a number of seconds.
    #[error("CreateTime of a reply must be a whole number of seconds")]
    CreateTime,
    /// A type of message that cannot be a reply.
    #[error("MsgType of a reply must be text, image, voice, video, music, news or transfer_customer_service")]
    MsgType,
    /// An empty text.
    #[error("the text of a reply must not be empty; to send no message, reply with success")]
    EmptyText,
    /// A text that is too long.
    #[error("the text of a reply has at most {limit} bytes, got {given}")]
    #[non_exhaustive]
    TextTooLong {
        /// 2,048.
        limit: usize,
        /// How many bytes it has.
        given: usize,
    },
    /// No article, or too many.
    #[error("this news reply (图文消息) may have 1 to {limit} articles, got {given}")]
    #[non_exhaustive]
    Articles {
        /// 1 in reply to a user's message, 8 in reply to an event.
        limit: usize,
        /// How many there are.
        given: usize,
    },
    /// `ArticleCount` is not the number of articles.
    #[error("ArticleCount must be the number of articles, {given}")]
    #[non_exhaustive]
    ArticleCount {
        /// How many there are.
        given: usize,
    },
}

/// The most bytes in the text of a reply.
const MAX_TEXT_BYTES: usize = 2_048;
/// The most articles in reply to an event.
pub(crate) const MAX_ARTICLES: usize = 8;

/// Checks a whole message: the four fields of the envelope, and those of its type.
pub(crate) fn check(message: &Fields, max_articles: usize) -> Result<(), MessageError> {
    for name in ["ToUserName", "FromUserName", "CreateTime", "MsgType"] {
        need(message, name, name)?;
    }
    if message.whole_number("CreateTime").is_none() {
        return Err(MessageError::CreateTime);
    }
    match message.value("MsgType").unwrap_or_default() {
        "text" => check_text(message.text("Content").ok_or(MessageError::MissingField { name: "Content" })?),
        "image" => need_inside(message, "Image", "MediaId", "Image.MediaId"),
        "voice" => need_inside(message, "Voice", "MediaId", "Voice.MediaId"),
        "video" => need_inside(message, "Video", "MediaId", "Video.MediaId"),
        "music" => need_inside(message, "Music", "ThumbMediaId", "Music.ThumbMediaId"),
        "news" => check_news(message, max_articles),
        "transfer_customer_service" => Ok(()),
        _ => Err(MessageError::MsgType),
    }
}

/// Checks the text of a text message.
pub(crate) const fn check_text(text: &str) -> Result<(), MessageError> {
    match text.len() {
        0 => Err(MessageError::EmptyText),
        1..=MAX_TEXT_BYTES => Ok(()),
        given => Err(MessageError::TextTooLong { limit: MAX_TEXT_BYTES, given }),
    }
}

fn check_news(message: &Fields, limit: usize) -> Result<(), MessageError> {
    let articles = message.nested("Articles").ok_or(MessageError::MissingField { name: "Articles" })?;
    let given = articles.iter().filter(|(name, _)| *name == "item").count();
    if given == 0 || given > limit {
        return Err(MessageError::Articles { limit, given });
    }
    if message.whole_number("ArticleCount") != u64::try_from(given).ok() {
        return Err(MessageError::ArticleCount { given });
    }
    for (_, article) in articles.iter().filter(|(name, _)| *name == "item") {
        let Value::Fields(article) = article else {
            return Err(MessageError::MissingField { name: "Articles.item.Title" });
        };
        need(article, "Title", "Articles.item.Title")?;
    }
    Ok(())
}

fn need(fields: &Fields, name: &str, full_name: &'static str) -> Result<(), MessageError> {
    fields.value(name).map(drop).ok_or(MessageError::MissingField { name: full_name })
}

fn need_inside(fields: &Fields, outer: &str, inner: &str, full_name: &'static str) -> Result<(), MessageError> {
    fields
        .nested(outer)
        .map_or(Err(MessageError::MissingField { name: full_name }), |fields| need(fields, inner, full_name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(inner: &str) -> Result<(), MessageError> {
        let head = "<ToUserName>o1</ToUserName><FromUserName>gh_1</FromUserName><CreateTime>1</CreateTime>";
        check(&Fields::from_xml(&format!("<xml>{head}{inner}</xml>")).unwrap(), 1)
    }

    #[test]
    fn every_type_has_its_fields() {
        for (good, without) in [
            ("<MsgType>text</MsgType><Content>x</Content>", "Content"),
            ("<MsgType>image</MsgType><Image><MediaId>x</MediaId></Image>", "Image.MediaId"),
            ("<MsgType>voice</MsgType><Voice><MediaId>x</MediaId></Voice>", "Voice.MediaId"),
            ("<MsgType>video</MsgType><Video><MediaId>x</MediaId><Title/></Video>", "Video.MediaId"),
            ("<MsgType>music</MsgType><Music><ThumbMediaId>x</ThumbMediaId></Music>", "Music.ThumbMediaId"),
            (
                "<MsgType>news</MsgType><ArticleCount>1</ArticleCount><Articles><item><Title>x</Title></item></Articles>",
                "Articles",
            ),
        ] {
            assert_eq!(checked(good), Ok(()), "{good}");
            let (msg_type, _) = good.split_once("</MsgType>").unwrap();
            assert_eq!(checked(&format!("{msg_type}</MsgType>")), Err(MessageError::MissingField { name: without }));
        }
        assert_eq!(checked("<MsgType>transfer_customer_service</MsgType>"), Ok(()));
        assert_eq!(checked("<MsgType>location</MsgType>"), Err(MessageError::MsgType));
        assert_eq!(checked(""), Err(MessageError::MissingField { name: "MsgType" }));
        let nested = checked("<MsgType>text</MsgType><Content><b>x</b></Content>");
        assert_eq!(nested, Err(MessageError::MissingField { name: "Content" }));
        let late = Fields::from_xml(
            "<xml><ToUserName>o</ToUserName><FromUserName>g</FromUserName><CreateTime>soon</CreateTime><MsgType>text</MsgType></xml>",
        );
        assert_eq!(check(&late.unwrap(), 1), Err(MessageError::CreateTime));
    }

    #[test]
    fn a_text_has_1_to_2048_bytes() {
        assert_eq!(check_text(""), Err(MessageError::EmptyText));
        assert_eq!(check_text(&"x".repeat(2_048)), Ok(()));
        let refused = check_text(&"中".repeat(683)).unwrap_err();
        assert_eq!(refused, MessageError::TextTooLong { limit: 2_048, given: 2_049 });
        assert_eq!(refused.to_string(), "the text of a reply has at most 2048 bytes, got 2049");
    }

    #[test]
    fn articles_are_counted() {
        let news = |count: usize, articles: usize| {
            let items = "<item><Title>x</Title></item>".repeat(articles);
            checked(&format!(
                "<MsgType>news</MsgType><ArticleCount>{count}</ArticleCount><Articles>{items}<x/></Articles>"
            ))
        };
        assert_eq!(news(1, 1), Ok(()));
        assert_eq!(news(2, 2), Err(MessageError::Articles { limit: 1, given: 2 }));
        assert_eq!(news(0, 0), Err(MessageError::Articles { limit: 1, given: 0 }));
        assert_eq!(news(2, 1), Err(MessageError::ArticleCount { given: 1 }));
    }
}
