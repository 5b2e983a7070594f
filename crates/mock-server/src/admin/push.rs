//! `/_mock/push`: sends a push to the program under test, as WeChat does.

mod delivery;

use serde::Deserialize;
use wechat_user_core::clock::Clock;
use wechat_user_core::{AppId, OpenId, Timestamp};
use wechat_user_web::{PushDraft, RevokedData};

use super::Context;
use super::message::{Reply, read};
use delivery::random;
pub(super) use delivery::{Callback, Mode, Notation};

/// The body: the target, its callback settings, and the push.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with \"to\", \"token\" and \"push\"")]
struct PushRequest {
    to: String,
    token: String,
    aes_key: Option<String>,
    #[serde(default)]
    mode: Mode,
    #[serde(default)]
    format: Notation,
    /// The first follower by default.
    openid: Option<String>,
    /// The account's original id by default.
    to_user: Option<String>,
    push: Kind,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields, expecting = "a push such as {\"text\":{\"content\":\"..\"}}")]
enum Kind {
    Location { latitude: f64, longitude: f64, precision: Option<f64>, label: Option<String> },
    Subscribe { scene: Option<String>, ticket: Option<String> },
    Unsubscribe {},
    Scan { scene: String, ticket: Option<String> },
    UserInfoModified {},
    UserAuthorizationRevoke { revoke_info: String },
    UserAuthorizationCancellation {},
    Text { content: String },
}

/// Sends a push as the service does, and returns what the program responded. The account does not change.
pub(super) fn push(context: &Context<'_>) -> Reply {
    let wechat = &context.wechat;
    let asked: PushRequest = read(context.body)?;
    let openid = match &asked.openid {
        Some(openid) => OpenId::new(openid.as_str())?,
        None => wechat
            .with_service(|service| service.first_follower())
            .ok_or("the account has no followers: set \"openid\", or start with followers")?,
    };
    // Message ids are positive 64-bit integers with a sign.
    let msg_id = u64::from_le_bytes(random()?) >> 1;
    let to_user = asked.to_user.clone().unwrap_or_else(|| wechat.original_id());
    let draft = asked.push.draft(&wechat.app_id(), &to_user, &openid, wechat.clock().now(), msg_id);
    let settings = (asked.mode, asked.format);
    let callback = Callback::new(wechat, &asked.to, &asked.token, asked.aes_key.as_deref(), settings)?;
    Ok(callback.send(wechat, &draft)?.into())
}

impl Kind {
    fn draft(&self, app_id: &AppId, to: &str, from: &OpenId, now: Timestamp, msg_id: u64) -> PushDraft {
        /// Identifies the QR code; the service sends some 90 characters.
        const TICKET: &str = "TICKET";
        match self {
            Self::Location { latitude, longitude, precision, label: None } => {
                PushDraft::location_report(to, from, now, *latitude, *longitude, precision.unwrap_or(119.385_04))
            }
            Self::Location { latitude, longitude, label: Some(label), .. } => {
                PushDraft::location_message(to, from, now, *latitude, *longitude, label).with_msg_id(msg_id)
            }
            Self::Subscribe { scene: None, .. } => PushDraft::subscribe(to, from, now),
            Self::Subscribe { scene: Some(scene), ticket } => {
                PushDraft::subscribe_by_scan(to, from, now, scene, ticket.as_deref().unwrap_or(TICKET))
            }
            Self::Unsubscribe {} => PushDraft::unsubscribe(to, from, now),
            Self::Scan { scene, ticket } => PushDraft::scan(to, from, now, scene, ticket.as_deref().unwrap_or(TICKET)),
            Self::UserInfoModified {} => PushDraft::user_info_modified(to, from, now, app_id),
            Self::UserAuthorizationRevoke { revoke_info } => {
                let data: Vec<_> = revoke_info.split(',').map(|code| RevokedData::from_code(code.trim())).collect();
                PushDraft::authorization_revoked(to, from, now, app_id, &data)
            }
            Self::UserAuthorizationCancellation {} => PushDraft::authorization_cancelled(to, from, now, app_id),
            Self::Text { content } => PushDraft::text(to, from, now, content).with_msg_id(msg_id),
        }
    }
}
