//! The content of a push to be sent.

use wechat_user_core::{OpenId, Timestamp, UnionId};

use crate::markup::{Content, Message};

/// A push to be sent: made by kind, sent by a [`PushSender`](super::PushSender).
///
/// Places are written with six decimals, as the service does.
#[derive(Clone, PartialEq)]
pub struct PushDraft {
    pub(super) to_user: String,
    pub(super) openid: OpenId,
    pub(super) message: Message,
}

impl PushDraft {
    /// Any message: `ToUserName` (the account's original id, `gh_...`), `FromUserName` (the user), `CreateTime` and `MsgType`.
    #[must_use]
    pub fn message(to_user: &str, openid: &OpenId, created: Timestamp, msg_type: &str) -> Self {
        let message = Message::default().text("ToUserName", to_user).text("FromUserName", openid.as_str());
        let message = message.number("CreateTime", created.as_unix_secs()).text("MsgType", msg_type);
        Self { to_user: to_user.to_owned(), openid: openid.clone(), message }
    }

    /// Any event: a message of the type `event`, with `Event`.
    #[must_use]
    pub fn event(to_user: &str, openid: &OpenId, created: Timestamp, event: &str) -> Self {
        Self::message(to_user, openid, created, "event").with_text("Event", event)
    }

    /// The event `LOCATION` (上报地理位置事件).
    #[must_use]
    pub fn location_report(
        to_user: &str,
        openid: &OpenId,
        created: Timestamp,
        latitude: f64,
        longitude: f64,
        precision: f64,
    ) -> Self {
        let mut draft = Self::event(to_user, openid, created, "LOCATION");
        for (name, degrees) in [("Latitude", latitude), ("Longitude", longitude), ("Precision", precision)] {
            draft.message.push(name, Content::Number(format!("{degrees:.6}")));
        }
        draft
    }

    /// A location message (地理位置消息).
    #[must_use]
    pub fn location_message(
        to_user: &str,
        openid: &OpenId,
        created: Timestamp,
        latitude: f64,
        longitude: f64,
        label: &str,
    ) -> Self {
        let mut draft = Self::message(to_user, openid, created, "location");
        for (name, degrees) in [("Location_X", latitude), ("Location_Y", longitude)] {
            draft.message.push(name, Content::Number(format!("{degrees:.6}")));
        }
        draft.with_number("Scale", 20).with_text("Label", label)
    }

    /// The event `location_select` (弹出地理位置选择器的事件推送).
    #[must_use]
    pub fn location_select(
        to_user: &str,
        openid: &OpenId,
        created: Timestamp,
        event_key: &str,
        latitude: f64,
        longitude: f64,
        label: &str,
    ) -> Self {
        let info = Message::default()
            .text("Location_X", latitude.to_string())
            .text("Location_Y", longitude.to_string())
            .text("Scale", "15")
            .text("Label", label)
            .text("Poiname", "");
        let mut draft = Self::event(to_user, openid, created, "location_select").with_text("EventKey", event_key);
        draft.message.push("SendLocationInfo", Content::Nested(info));
        draft
    }

    /// The event `subscribe` (关注事件).
    #[must_use]
    pub fn subscribe(to_user: &str, openid: &OpenId, created: Timestamp) -> Self {
        Self::event(to_user, openid, created, "subscribe")
    }

    /// The event `subscribe` after a scan of a QR code (扫描带参数二维码).
    #[must_use]
    pub fn subscribe_by_scan(to_user: &str, openid: &OpenId, created: Timestamp, scene: &str, ticket: &str) -> Self {
        let event_key = format!("qrscene_{scene}");
        Self::subscribe(to_user, openid, created).with_text("EventKey", &event_key).with_text("Ticket", ticket)
    }

    /// The event `unsubscribe` (取消关注事件).
    #[must_use]
    pub fn unsubscribe(to_user: &str, openid: &OpenId, created: Timestamp) -> Self {
        Self::event(to_user, openid, created, "unsubscribe")
    }

    /// The event `SCAN` (扫描带参数二维码, 用户已关注).
    #[must_use]
    pub fn scan(to_user: &str, openid: &OpenId, created: Timestamp, scene: &str, ticket: &str) -> Self {
        Self::event(to_user, openid, created, "SCAN").with_text("EventKey", scene).with_text("Ticket", ticket)
    }

    /// A text message (文本消息).
    #[must_use]
    pub fn text(to_user: &str, openid: &OpenId, created: Timestamp, content: &str) -> Self {
        Self::message(to_user, openid, created, "text").with_text("Content", content)
    }

    /// With `MsgId`: every message has one, of which there are no two.
    #[must_use]
    pub fn with_msg_id(self, msg_id: u64) -> Self {
        self.with_number("MsgId", msg_id)
    }

    /// With `UnionId`.
    #[must_use]
    pub fn with_unionid(self, unionid: &UnionId) -> Self {
        self.with_text("UnionId", unionid.as_str())
    }

    /// With a further field: CDATA in XML, a string in JSON.
    #[must_use]
    pub fn with_text(mut self, name: &str, text: &str) -> Self {
        self.message.push(name, Content::Text(text.to_owned()));
        self
    }

    /// With a further field of digits only.
    #[must_use]
    pub fn with_number(mut self, name: &str, number: u64) -> Self {
        self.message.push(name, Content::Number(number.to_string()));
        self
    }
}

impl std::fmt::Debug for PushDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PushDraft")
            .field("to_user", &self.to_user)
            .field("openid", &self.openid)
            .finish_non_exhaustive()
    }
}
