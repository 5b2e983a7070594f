//! A push (消息推送, 事件推送) as a typed value.

mod dedup;
mod place;
mod scene;

use wechat_user_core::{OpenId, Timestamp, UnionId};

use crate::fields::Fields;
use crate::refusal::Refusal;

pub use dedup::DedupKey;
pub use place::{Coordinates, LocationReport, LocationSelect, Place};
pub use scene::QrScene;

/// One push: what the five fields that all pushes have say, and the rest by kind.
///
/// `Debug` shows neither text nor places, and only the ends of openids.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Push {
    /// `ToUserName` (开发者微信号): the account's original id, `gh_` and 12 characters.
    pub to_user: String,
    /// `FromUserName` (发送方帐号).
    pub openid: OpenId,
    /// `CreateTime` (消息创建时间).
    pub created: Timestamp,
    /// `MsgId` (消息id), 64 bits. Messages have one; of the events only those about a mass or template message.
    pub msg_id: Option<u64>,
    /// `UnionId`, which some accounts get that are bound to an Open Platform account.
    pub unionid: Option<UnionId>,
    /// What it is about.
    pub kind: PushKind,
    /// All fields as they came, those above included.
    pub fields: Fields,
}

/// What a push is about.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum PushKind {
    /// The event `LOCATION` (上报地理位置): where a user is who has opened the chat and allowed this. Only
    /// [`Reply::Success`](crate::Reply::Success) and [`Reply::Empty`](crate::Reply::Empty) answer it.
    LocationReport(LocationReport),
    /// A location message (地理位置消息): a place that a user has sent.
    LocationMessage(Place),
    /// The event `location_select` (弹出地理位置选择器): a place that a user has chosen from a menu. The message itself follows.
    LocationSelect(LocationSelect),
    /// The event `subscribe` (关注事件), with the QR code (带参数二维码) that led to it.
    Subscribe(Option<QrScene>),
    /// The event `unsubscribe` (取消关注事件). The service demands that the user's data be deleted.
    Unsubscribe,
    /// The event `SCAN`: a follower scanned a QR code of the account (用户已关注时的事件推送).
    Scan(QrScene),
    /// A text message (文本消息).
    Text(TextMessage),
    /// Any other message or event: see [`Push::fields`].
    Other(OtherPush),
}

/// A text message (文本消息).
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TextMessage {
    /// `Content` (文本消息内容).
    pub content: String,
}

/// A push without a type of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OtherPush {
    /// `MsgType` (消息类型) as it came.
    pub msg_type: String,
    /// `Event` (事件类型) as it came, if `MsgType` is `event`.
    pub event: Option<String>,
}

impl Push {
    /// Reads a message that was verified and, if need be, decrypted: [`Inbox`](crate::Inbox) does this.
    ///
    /// # Errors
    ///
    /// [`Refusal::MissingField`] without `ToUserName`, `FromUserName`, `CreateTime` or `MsgType` (or what the type demands),
    /// [`Refusal::BadField`] for numbers that are none.
    pub fn from_fields(fields: Fields) -> Result<Self, Refusal> {
        Ok(Self {
            to_user: need(&fields, "ToUserName")?.to_owned(),
            openid: OpenId::new(need(&fields, "FromUserName")?).map_err(|_| missing("FromUserName"))?,
            created: Timestamp::from_unix_secs(whole_number(need(&fields, "CreateTime")?, "CreateTime")?),
            msg_id: fields.said("MsgId").map(|text| whole_number(text, "MsgId")).transpose()?,
            unionid: fields.said("UnionId").and_then(|text| UnionId::new(text.trim()).ok()),
            kind: PushKind::of(&fields)?,
            fields,
        })
    }

    /// The place that the push tells of, whichever of the three kinds it is.
    #[must_use]
    pub const fn coordinates(&self) -> Option<Coordinates> {
        match &self.kind {
            PushKind::LocationReport(report) => Some(report.coordinates),
            PushKind::LocationMessage(place) => Some(place.coordinates),
            PushKind::LocationSelect(selected) => Some(selected.place.coordinates),
            _ => None,
        }
    }

    /// What is equal for two deliveries of the same push: the service repeats what was not answered within 5 seconds, three times in total.
    #[must_use]
    pub fn dedup_key(&self) -> DedupKey {
        DedupKey::of(self)
    }
}

impl PushKind {
    fn of(fields: &Fields) -> Result<Self, Refusal> {
        let msg_type = need(fields, "MsgType")?;
        let is = |name: &str| msg_type.eq_ignore_ascii_case(name);
        if is("event") {
            return Self::of_event(fields, msg_type, need(fields, "Event")?);
        }
        if is("location") {
            return Place::read(fields).map(Self::LocationMessage);
        }
        if is("text") {
            let content = fields.text("Content").ok_or_else(|| missing("Content"))?.to_owned();
            return Ok(Self::Text(TextMessage { content }));
        }
        Ok(Self::Other(OtherPush { msg_type: msg_type.to_owned(), event: None }))
    }

    fn of_event(fields: &Fields, msg_type: &str, event: &str) -> Result<Self, Refusal> {
        Ok(match event.to_ascii_lowercase().as_str() {
            "location" => Self::LocationReport(LocationReport::read(fields)?),
            "location_select" => Self::LocationSelect(LocationSelect::read(fields)?),
            "subscribe" => Self::Subscribe(QrScene::of_subscribe(fields)),
            "unsubscribe" => Self::Unsubscribe,
            "scan" => Self::Scan(QrScene::of_scan(fields)?),
            _ => Self::Other(OtherPush { msg_type: msg_type.to_owned(), event: Some(event.to_owned()) }),
        })
    }
}

impl std::fmt::Debug for TextMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TextMessage({} characters)", self.content.chars().count())
    }
}

const fn missing(name: &'static str) -> Refusal {
    Refusal::MissingField { name }
}

fn need<'f>(fields: &'f Fields, name: &'static str) -> Result<&'f str, Refusal> {
    fields.said(name).ok_or_else(|| missing(name))
}

fn whole_number(text: &str, name: &'static str) -> Result<u64, Refusal> {
    text.trim().parse().map_err(|_| Refusal::BadField { name, expected: "a whole number of 64 bits" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn push(inner: &str) -> Result<Push, Refusal> {
        let head = "<ToUserName>gh_1</ToUserName><FromUserName>o1</FromUserName>";
        Push::from_fields(Fields::from_xml(&format!("<xml>{head}{inner}</xml>"))?)
    }

    #[test]
    fn names_are_matched_without_regard_to_case() {
        let push = push("<createtime>1</createtime><MSGTYPE>Event</MSGTYPE><event>UnSubscribe</event><MsgID>7</MsgID>")
            .unwrap();
        assert_eq!(
            (push.kind, push.msg_id, push.created),
            (PushKind::Unsubscribe, Some(7), Timestamp::from_unix_secs(1))
        );
    }

    #[test]
    fn ids_have_64_bits_and_no_more() {
        let of = |id: &str| push(&format!("<CreateTime>1</CreateTime><MsgType>image</MsgType><MsgId>{id}</MsgId>"));
        assert_eq!(of("18446744073709551615").unwrap().msg_id, Some(u64::MAX));
        assert_eq!(of("").unwrap().msg_id, None);
        for bad in ["18446744073709551616", "-1", "1.0", "x"] {
            let expected = "a whole number of 64 bits";
            assert_eq!(of(bad), Err(Refusal::BadField { name: "MsgId", expected }), "{bad}");
        }
    }

    #[test]
    fn what_every_push_has_must_be_there() {
        for (inner, name) in [
            ("", "CreateTime"),
            ("<CreateTime/>", "CreateTime"),
            ("<CreateTime>1</CreateTime>", "MsgType"),
            ("<CreateTime>1</CreateTime><MsgType>event</MsgType>", "Event"),
            ("<CreateTime>1</CreateTime><MsgType>text</MsgType>", "Content"),
            ("<CreateTime>1</CreateTime><MsgType>event</MsgType><Event>SCAN</Event>", "EventKey"),
            ("<CreateTime>1</CreateTime><MsgType>event</MsgType><Event>LOCATION</Event>", "Latitude"),
        ] {
            assert_eq!(push(inner), Err(Refusal::MissingField { name }), "{inner}");
        }
        for (text, name) in [("<xml/>", "ToUserName"), ("<xml><ToUserName>x</ToUserName></xml>", "FromUserName")] {
            assert_eq!(Push::from_fields(Fields::from_xml(text).unwrap()), Err(Refusal::MissingField { name }));
        }
    }

    #[test]
    fn debug_shows_neither_text_nor_place_nor_whole_openid() {
        let text = "<xml><ToUserName>gh_1</ToUserName><FromUserName>oSECRETSECRETSECRETSECRET1234</FromUserName>\
                    <CreateTime>1</CreateTime><UnionId>uSECRETSECRETSECRETSECRET1234</UnionId>";
        for inner in [
            "<MsgType>text</MsgType><Content>SECRET</Content></xml>",
            "<MsgType>event</MsgType><Event>LOCATION</Event><Latitude>47.11</Latitude><Longitude>47.11</Longitude></xml>",
            "<MsgType>location</MsgType><Location_X>47.11</Location_X><Location_Y>47.11</Location_Y><Label>SECRET</Label></xml>",
        ] {
            let push = Push::from_fields(Fields::from_xml(&format!("{text}{inner}")).unwrap()).unwrap();
            let debug = format!("{push:?} {:?}", push.dedup_key());
            assert!(!debug.contains("SECRET") && !debug.contains("47.11"), "{debug}");
        }
    }
}
