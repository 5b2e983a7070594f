//! `/_mock/push`: sends a push to the program under test, as WeChat does.

use std::sync::atomic::{AtomicU32, Ordering};

use serde::Deserialize;
use serde_json::json;
use transport_mock::FakeWeChat;
use transport_ureq::UreqTransport;
use wechat_user_core::clock::Clock;
use wechat_user_core::transport::{Response, Transport, transport_fn};
use wechat_user_core::{AppId, OpenId, Timestamp};
use wechat_user_web::{AccountReply, EncodingAesKey, Format, PushDraft, PushMode, PushSender, PushToken, RevokedData};

use super::Context;
use super::message::{Reply, read};

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
    Subscribe { scene: Option<String> },
    Unsubscribe {},
    Scan { scene: String },
    UserInfoModified {},
    UserAuthorizationRevoke { revoke_info: String },
    UserAuthorizationCancellation {},
    Text { content: String },
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Mode {
    #[default]
    Safe,
    Compatible,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Notation {
    #[default]
    Xml,
    Json,
}

/// Sends a push as the service does, and returns what the program responded. The account does not change.
pub(super) fn push(context: &Context<'_>) -> Reply {
    let wechat = &context.wechat;
    let asked: PushRequest = read(context.body)?;
    let [random, number] = random()?;
    let number = u128::from_le_bytes(number);
    let (nonce, now) = (number % 10_000_000_000, wechat.clock().now());
    let openid = match &asked.openid {
        Some(openid) => OpenId::new(openid.as_str())?,
        None => wechat
            .with_service(|service| service.first_follower())
            .ok_or("the account has no followers: set \"openid\", or start with followers")?,
    };
    // Message ids are positive 64-bit integers with a sign.
    let msg_id = u64::try_from(number >> 65).unwrap_or_default();
    let to_user = asked.to_user.clone().unwrap_or_else(|| wechat.original_id());
    let draft = asked.push.draft(&wechat.app_id(), &to_user, &openid, now, msg_id);
    let sender = asked.sender(wechat)?;
    let request = sender.push(&asked.to, &draft, now, &nonce.to_string(), random).map_err(text)?;

    let (transport, attempts) = (UreqTransport::new(), AtomicU32::new(0));
    let counted = transport_fn(|request| {
        attempts.fetch_add(1, Ordering::Relaxed);
        transport.send(request)
    });
    let delivered = PushSender::deliver(&counted, &request).map_err(text);
    let status = delivered.as_ref().ok().map(|response| response.status().as_u16());
    let answered = delivered.and_then(|response| understand(&sender, &response));
    let (received, message, error) = match answered {
        Ok(AccountReply::Message(fields)) => (true, Some(fields), None),
        Ok(_) => (true, None, None),
        Err(error) => (false, None, Some(error)),
    };
    let attempts = attempts.into_inner();
    let result =
        json!({"attempts": attempts, "status": status, "received": received, "message": message, "error": error});
    Ok(result.into())
}

/// How the service would read the response.
fn understand(sender: &PushSender, response: &Response) -> Result<AccountReply, String> {
    match response.status().as_u16() {
        200 => sender.read_reply(response.body()).map_err(text),
        status => Err(format!("the response to a push must have status 200, got {status}")),
    }
}

impl PushRequest {
    fn sender(&self, wechat: &FakeWeChat) -> Result<PushSender, String> {
        let format = match self.format {
            Notation::Xml => Format::Xml,
            Notation::Json => Format::Json,
        };
        let token = PushToken::new(self.token.as_str()).map_err(text)?;
        let sender = PushSender::new(wechat.app_id(), token).with_format(format);
        let Some(key) = &self.aes_key else {
            return match self.mode {
                Mode::Safe => Ok(sender),
                Mode::Compatible => Err("compatible mode requires an aes_key".to_owned()),
            };
        };
        let mode = match self.mode {
            Mode::Safe => PushMode::Safe,
            Mode::Compatible => PushMode::Compatible,
        };
        Ok(sender.with_aes_key(EncodingAesKey::new(key).map_err(text)?).with_mode(mode))
    }
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
            Self::Subscribe { scene: None } => PushDraft::subscribe(to, from, now),
            Self::Subscribe { scene: Some(scene) } => PushDraft::subscribe_by_scan(to, from, now, scene, TICKET),
            Self::Unsubscribe {} => PushDraft::unsubscribe(to, from, now),
            Self::Scan { scene } => PushDraft::scan(to, from, now, scene, TICKET),
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

fn random() -> Result<[[u8; 16]; 2], String> {
    let mut bytes = [[0; 16]; 2];
    getrandom::fill(bytes.as_flattened_mut()).map_err(text)?;
    Ok(bytes)
}

fn text(error: impl ToString) -> String {
    error.to_string()
}
