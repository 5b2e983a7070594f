//! The inbound half of a WeChat Official Account (公众号): the pushes of the service to your server, and what pages
//! inside WeChat need.
//!
//! Bytes in, typed values out. The crate has no server, clock or random numbers: you pass in method, query, body, the
//! time and, for an encrypted reply, 16 random bytes, and send back the result. It works with any HTTP library. The
//! guide is `docs/inbound.md`.
//!
//! | you want to | take |
//! |---|---|
//! | receive pushes (消息推送): locations, subscriptions, scans, texts | [`Inbox`], [`Push`], [`Reply`] |
//! | sign a page for the JS-SDK (`wx.config`) | [`JsSdk`] |
//! | read a page's network state (网络状态) | [`NetworkState`], [`NETWORK_STATE_JS`] |
//! | send pushes to your own server as WeChat does | [`PushSender`], [`PushDraft`] |
//! | use the cryptography alone | [`PushToken::sign`], [`EncodingAesKey::decrypt`] |
//!
//! ```text
//!              method, query, body, now
//!                        |
//!   Inbox::receive ------+--> PushError ----------------------> status, empty body
//!                        +--> Inbound::UrlCheck --response--> echostr
//!                        +--> Inbound::Push(Incoming) ------> Push { kind, openid, created, .. }
//!                                   +-- respond(Reply) -----> success, empty, or a message (encrypted if the push was)
//! ```
//!
//! It sends no requests to WeChat: calls, tokens and OAuth are in `wechat-user-core` and `wechat-user`.
//!
//! ```
//! use wechat_user_core::{http::Method, Timestamp};
//! use wechat_user_web::{Inbound, Inbox, PushKind, PushToken};
//!
//! let inbox = Inbox::new("wx0123456789abcdef", PushToken::new("my-token")?);
//!
//! // From your HTTP library:
//! let query = "signature=bd476ea9feb91d24f43e1405dc2a3579715886c4&timestamp=1714037059&nonce=486452656";
//! let body = br#"<xml><ToUserName><![CDATA[gh_97417a04a28d]]></ToUserName>
//!     <FromUserName><![CDATA[o9AgO5Kd5ggOC-bXrbNODIiE3bGY]]></FromUserName><CreateTime>1714037059</CreateTime>
//!     <MsgType><![CDATA[event]]></MsgType><Event><![CDATA[LOCATION]]></Event>
//!     <Latitude>23.137466</Latitude><Longitude>113.352425</Longitude><Precision>119.385040</Precision></xml>"#;
//! let now = Timestamp::from_unix_secs(1_714_037_060);
//!
//! match inbox.receive(&Method::POST, query, body, now)? {
//!     Inbound::UrlCheck(check) => { check.response(); }
//!     Inbound::Push(incoming) => match &incoming.push().kind {
//!         PushKind::LocationReport(report) => assert_eq!(report.coordinates.latitude, 23.137466),
//!         PushKind::Unsubscribe => { /* delete the user's data */ }
//!         _ => {}
//!     },
//!     _ => {}
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod document;
mod encryption;
mod fields;
mod inbox;
mod incoming;
mod json;
mod jssdk;
mod limits;
mod markup;
mod network_state;
mod outgoing;
mod push;
mod push_error;
mod query;
mod reply;
mod reply_rules;
mod response;
mod secret;
mod signature;
mod xml;

pub use document::Format;
pub use encryption::{DecryptError, MessageTooLong};
pub use fields::{Fields, Value};
pub use inbox::Inbox;
pub use incoming::{Inbound, Incoming, KeyUsed, UrlCheck};
pub use jssdk::{JsSdk, PageError, WxConfig};
pub use network_state::{NETWORK_STATE_JS, NetworkState, UnknownNetworkState};
pub use outgoing::{AccountReply, PushDraft, PushMode, PushSender, SendError};
pub use push::{
    Coordinates, DedupKey, LocationReport, LocationSelect, OtherPush, Place, Push, PushKind, QrScene,
    RevokedAuthorization, RevokedData, TextMessage,
};
pub use push_error::PushError;
pub use reply::{Reply, ReplyError};
pub use reply_rules::MessageError;
pub use response::CallbackResponse;
pub use secret::{EncodingAesKey, PushToken, SecretError};

/// Runs the examples in the README.
#[cfg(doctest)]
mod texts {
    #[doc = include_str!("../README.md")]
    struct Readme;
}
