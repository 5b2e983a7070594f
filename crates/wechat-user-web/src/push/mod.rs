//! A push (消息推送, 事件推送) as a typed value.

mod authorization;
mod dedup;
mod place;
mod scene;

use wechat_user_core::{OpenId, Timestamp, UnionId};

use crate::fields::Fields;
use crate::push_error::PushError;

pub use authorization::{RevokedAuthorization, RevokedData};
pub use dedup::DedupKey;
pub use place::{Coordinates, LocationReport, LocationSelect, Place};
pub use scene::QrScene;

/// One push: the fields that all pushes have, and the rest by kind.
///
/// `Debug` shows neither text nor places, and only the ends of openids.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Push {
    /// `ToUserName` (开发者微信号): the account's original id, `gh_` and 12 characters.
    pub to_user: String,
    /// The user: `FromUserName` (发送方帐号), or `OpenID` in the three authorization events, whose `FromUserName` is
    /// the platform.
    pub openid: OpenId,
    /// `CreateTime` (消息创建时间).
    pub created: Timestamp,
    /// `MsgId` (消息id), 64 bits. Messages have one; of the events only those about a mass or template message.
    pub msg_id: Option<u64>,
    /// `UnionId`, which some accounts get that are bound to an Open Platform account.
    pub unionid: Option<UnionId>,
    /// What it is about.
    pub kind: PushKind,
    /// All fields as received, including those above.
    pub fields: Fields,
}

/// What a push is about.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum PushKind {
    /// The event `LOCATION` (上报地理位置): the position of a user that has the chat open and allowed this. It takes
    /// only [`Reply::Success`](crate::Reply::Success) or [`Reply::Empty`](crate::Reply::Empty) as its reply.
    LocationReport(LocationReport),
    /// A location message (地理位置消息): a place that a user sent.
    LocationMessage(Place),
    /// The event `location_select` (弹出地理位置选择器): a place that a user chose from a menu. The message itself
    /// follows.
    LocationSelect(LocationSelect),
    /// The event `subscribe` (关注事件), with the QR code (带参数二维码) that led to it.
    Subscribe(Option<QrScene>),
    /// The event `unsubscribe` (取消关注事件). The service demands that you delete the user's data.
    Unsubscribe,
    /// The event `SCAN`: a follower scanned a QR code of the account (用户已关注时的事件推送).
    Scan(QrScene),
    /// A text message (文本消息).
    Text(TextMessage),
    /// The event `user_info_modified` (授权用户资料变更): the platform has removed the user's nickname or avatar.
    /// Delete or renew what you keep of them.
    UserInfoModified,
    /// The event `user_authorization_revoke` (授权用户资料撤回): the user takes back what a page was allowed to know.
    /// Delete it.
    AuthorizationRevoked(RevokedAuthorization),
    /// The event `user_authorization_cancellation` (授权用户完成注销): the user has closed the WeChat account. Delete
    /// the user's data.
    AuthorizationCancelled,
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
    /// `MsgType` (消息类型) as received.
    pub msg_type: String,
    /// `Event` (事件类型) as received, if `MsgType` is `event`.
    pub event: Option<String>,
}

impl Push {
    /// Reads a message that was verified and, in safe mode, decrypted: [`Inbox`](crate::Inbox) does this.
    ///
    /// Only the four fields of every push are required. Any other field with an impossible value is absent. A push of a
    /// known kind that cannot exist without it becomes [`PushKind::Other`].
    ///
    /// # Errors
    ///
    /// [`PushError::MissingField`] without `ToUserName`, `FromUserName`, `CreateTime` or `MsgType`,
    /// [`PushError::BadField`] if one of them has an impossible value.
    pub fn from_fields(fields: Fields) -> Result<Self, PushError> {
        let need = |name| fields.value(name).ok_or(PushError::MissingField { name });
        let bad = |name, expected| PushError::BadField { name, expected };
        let to_user = need("ToUserName")?.to_owned();
        let sender = fields.openid("FromUserName").ok_or(PushError::MissingField { name: "FromUserName" })?;
        need("CreateTime")?;
        let created = fields.whole_number("CreateTime").ok_or(bad("CreateTime", "a whole number of 64 bits"))?;
        let kind = PushKind::of(&fields, need("MsgType")?);
        Ok(Self {
            to_user,
            openid: kind.authorized_user(&fields).unwrap_or(sender),
            created: Timestamp::from_unix_secs(created),
            msg_id: fields.whole_number("MsgId"),
            unionid: fields.value("UnionId").and_then(|text| UnionId::new(text).ok()),
            kind,
            fields,
        })
    }

    /// The position in the push, for the three kinds that have one.
    #[must_use]
    pub const fn coordinates(&self) -> Option<Coordinates> {
        match &self.kind {
            PushKind::LocationReport(report) => Some(report.coordinates),
            PushKind::LocationMessage(place) => Some(place.coordinates),
            PushKind::LocationSelect(selected) => Some(selected.place.coordinates),
            _ => None,
        }
    }

    /// Whether this is an event (事件推送) and not a message (普通消息).
    #[must_use]
    pub fn is_event(&self) -> bool {
        self.fields.value("MsgType").is_some_and(|msg_type| msg_type.eq_ignore_ascii_case("event"))
    }

    /// Whether this is this event. The service writes the names of events in different letter cases.
    pub(crate) fn is_event_named(&self, name: &str) -> bool {
        self.is_event() && self.fields.value("Event").is_some_and(|event| event.eq_ignore_ascii_case(name))
    }

    /// A key that is equal for all deliveries of one push: without a response within 5 seconds, the service sends a
    /// push up to three times.
    #[must_use]
    pub fn dedup_key(&self) -> DedupKey {
        DedupKey::of(self)
    }
}

impl PushKind {
    /// A push that lacks a field that its kind requires is [`Self::Other`], so it is still delivered.
    fn of(fields: &Fields, msg_type: &str) -> Self {
        let is_event = msg_type.eq_ignore_ascii_case("event");
        let event = fields.value("Event").filter(|_| is_event);
        let typed = match event {
            Some(event) => Self::of_event(fields, event),
            None if is_event => None,
            None => Self::of_message(fields, msg_type),
        };
        let other = || OtherPush { msg_type: msg_type.to_owned(), event: event.map(str::to_owned) };
        typed.unwrap_or_else(|| Self::Other(other()))
    }

    fn of_message(fields: &Fields, msg_type: &str) -> Option<Self> {
        match msg_type.to_ascii_lowercase().as_str() {
            "location" => Place::read(fields).map(Self::LocationMessage),
            "text" => {
                let content = fields.text("Content")?.to_owned();
                Some(Self::Text(TextMessage { content }))
            }
            _ => None,
        }
    }

    /// The user of an authorization event, whose `FromUserName` is the platform.
    fn authorized_user(&self, fields: &Fields) -> Option<OpenId> {
        match self {
            Self::UserInfoModified | Self::AuthorizationRevoked(_) | Self::AuthorizationCancelled => {
                fields.openid("OpenID")
            }
            _ => None,
        }
    }

    fn of_event(fields: &Fields, event: &str) -> Option<Self> {
        // Without a user, a program cannot act on an authorization event.
        let about_user = |kind: Self| kind.authorized_user(fields).map(|_| kind);
        match event.to_ascii_lowercase().as_str() {
            "location" => LocationReport::read(fields).map(Self::LocationReport),
            "location_select" => LocationSelect::read(fields).map(Self::LocationSelect),
            "subscribe" => Some(Self::Subscribe(QrScene::of_subscribe(fields))),
            "unsubscribe" => Some(Self::Unsubscribe),
            "scan" => QrScene::of_scan(fields).map(Self::Scan),
            "user_info_modified" => about_user(Self::UserInfoModified),
            "user_authorization_revoke" => about_user(Self::AuthorizationRevoked(RevokedAuthorization::read(fields))),
            "user_authorization_cancellation" => about_user(Self::AuthorizationCancelled),
            _ => None,
        }
    }
}

impl std::fmt::Debug for TextMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TextMessage({} characters)", self.content.chars().count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn push(inner: &str) -> Result<Push, PushError> {
        let head = "<ToUserName>gh_1</ToUserName><FromUserName>o1</FromUserName>";
        Push::from_fields(Fields::from_xml(&format!("<xml>{head}{inner}</xml>"))?)
    }

    #[test]
    fn names_match_in_any_letter_case() {
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
        assert_eq!(of(" 7.0\n").unwrap().msg_id, Some(7));
        for bad in ["", "18446744073709551616", "-1", "+1", "1.5", "x"] {
            assert_eq!(of(bad).unwrap().msg_id, None, "{bad}");
        }
    }

    #[test]
    fn the_sender_is_taken_as_the_service_writes_it() {
        let text = "<xml><ToUserName>g</ToUserName><FromUserName> o,\"1 2 </FromUserName><CreateTime>1</CreateTime>\
                    <MsgType>image</MsgType></xml>";
        assert_eq!(Push::from_fields(Fields::from_xml(text).unwrap()).unwrap().openid.as_str(), "o,\"1 2");
    }

    #[test]
    fn the_four_fields_of_every_push_are_required() {
        for (inner, refusal) in [
            ("", PushError::MissingField { name: "CreateTime" }),
            ("<CreateTime/>", PushError::MissingField { name: "CreateTime" }),
            (
                "<CreateTime>soon</CreateTime>",
                PushError::BadField { name: "CreateTime", expected: "a whole number of 64 bits" },
            ),
            ("<CreateTime>1</CreateTime>", PushError::MissingField { name: "MsgType" }),
        ] {
            assert_eq!(push(inner), Err(refusal), "{inner}");
        }
        for (text, name) in [("<xml/>", "ToUserName"), ("<xml><ToUserName>x</ToUserName></xml>", "FromUserName")] {
            assert_eq!(Push::from_fields(Fields::from_xml(text).unwrap()), Err(PushError::MissingField { name }));
        }
    }

    #[test]
    fn a_push_that_lacks_a_required_field_of_its_kind_is_other() {
        for (inner, event) in [
            ("<MsgType>event</MsgType>", None),
            ("<MsgType>text</MsgType>", None),
            ("<MsgType>location</MsgType><Location_X/><Location_Y>1</Location_Y>", None),
            ("<MsgType>event</MsgType><Event>SCAN</Event>", Some("SCAN")),
            ("<MsgType>event</MsgType><Event>SCAN</Event><EventKey><A/></EventKey>", Some("SCAN")),
            ("<MsgType>event</MsgType><Event>LOCATION</Event>", Some("LOCATION")),
            ("<MsgType>event</MsgType><Event>location_select</Event>", Some("location_select")),
        ] {
            let push = push(&format!("<CreateTime>1</CreateTime>{inner}<Extra>x</Extra>")).unwrap();
            let PushKind::Other(other) = &push.kind else { panic!("{inner}: {push:?}") };
            assert_eq!(other.event.as_deref(), event, "{inner}");
            assert_eq!((push.coordinates(), push.fields.text("Extra")), (None, Some("x")), "{inner}");
            assert_eq!(push.is_event(), inner.starts_with("<MsgType>event"), "{inner}");
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
