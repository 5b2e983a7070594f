//! The content of a push to send.

use wechat_user_core::{AppId, OpenId, Timestamp, UnionId};

use crate::markup::{Content, Message};
use crate::push::RevokedData;

/// A push to send with a [`PushSender`](super::PushSender).
///
/// Coordinates are written with six decimals, as the service does.
#[derive(Clone, PartialEq)]
pub struct PushDraft {
    pub(super) to_user: String,
    /// `FromUserName`: the user, except for events of the platform.
    pub(super) sender: String,
    pub(super) message: Message,
}

impl PushDraft {
    /// `FromUserName` of the events that the platform sends: it looks like an openid, and is not a user's.
    pub const PLATFORM: &str = "oPlatformPushService00000000";

    /// Any message: `ToUserName` (the account's original id, `gh_...`), `FromUserName` (the user), `CreateTime` and
    /// `MsgType`.
    #[must_use]
    pub fn message(to_user: &str, openid: &OpenId, created: Timestamp, msg_type: &str) -> Self {
        let message = Message::default().text("ToUserName", to_user).text("FromUserName", openid.as_str());
        let message = message.number("CreateTime", created.as_unix_secs()).text("MsgType", msg_type);
        Self { to_user: to_user.to_owned(), sender: openid.as_str().to_owned(), message }
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

    /// The event `user_info_modified` (授权用户资料变更). `app_id` is the account's.
    #[must_use]
    pub fn user_info_modified(to_user: &str, openid: &OpenId, created: Timestamp, app_id: &AppId) -> Self {
        Self::authorization(to_user, openid, created, app_id, "user_info_modified")
    }

    /// The event `user_authorization_revoke` (授权用户资料撤回).
    #[must_use]
    pub fn authorization_revoked(
        to_user: &str,
        openid: &OpenId,
        created: Timestamp,
        app_id: &AppId,
        data: &[RevokedData],
    ) -> Self {
        let codes: Vec<&str> = data.iter().map(RevokedData::code).collect();
        let draft = Self::authorization(to_user, openid, created, app_id, "user_authorization_revoke");
        draft.with_text("RevokeInfo", &codes.join(","))
    }

    /// The event `user_authorization_cancellation` (授权用户完成注销).
    #[must_use]
    pub fn authorization_cancelled(to_user: &str, openid: &OpenId, created: Timestamp, app_id: &AppId) -> Self {
        Self::authorization(to_user, openid, created, app_id, "user_authorization_cancellation")
    }

    /// The platform sends these events, about the user in `OpenID`.
    fn authorization(to_user: &str, openid: &OpenId, created: Timestamp, app_id: &AppId, event: &str) -> Self {
        let message = Message::default()
            .text("ToUserName", to_user)
            .text("FromUserName", Self::PLATFORM)
            .number("CreateTime", created.as_unix_secs())
            .text("MsgType", "event")
            .text("Event", event)
            .text("OpenID", openid.as_str())
            .text("AppID", app_id.as_str());
        Self { to_user: to_user.to_owned(), sender: Self::PLATFORM.to_owned(), message }
    }

    /// A text message (文本消息).
    #[must_use]
    pub fn text(to_user: &str, openid: &OpenId, created: Timestamp, content: &str) -> Self {
        Self::message(to_user, openid, created, "text").with_text("Content", content)
    }

    /// With `MsgId`: every message has its own.
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
        f.debug_struct("PushDraft").field("to_user", &self.to_user).finish_non_exhaustive()
    }
}
