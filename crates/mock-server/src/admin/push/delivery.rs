//! Sending to the callback of the program under test, as WeChat does, and reading its response.

use std::sync::atomic::{AtomicU32, Ordering};

use serde::Deserialize;
use serde_json::{Value, json};
use transport_mock::FakeWeChat;
use transport_ureq::UreqTransport;
use wechat_user_core::clock::Clock;
use wechat_user_core::transport::{Response, Transport, transport_fn};
use wechat_user_web::{AccountReply, EncodingAesKey, Format, PushDraft, PushMode, PushSender, PushToken};

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in super::super) enum Mode {
    #[default]
    Safe,
    Compatible,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in super::super) enum Notation {
    #[default]
    Xml,
    Json,
}

/// The callback settings (服务器配置) of one account.
#[derive(Clone)]
pub(in super::super) struct Callback {
    url: String,
    sender: PushSender,
}

impl Callback {
    pub(in super::super) fn new(
        wechat: &FakeWeChat,
        url: &str,
        token: &str,
        aes_key: Option<&str>,
        (mode, format): (Mode, Notation),
    ) -> Result<Self, String> {
        let format = match format {
            Notation::Xml => Format::Xml,
            Notation::Json => Format::Json,
        };
        let token = PushToken::new(token).map_err(text)?;
        let sender = PushSender::new(wechat.app_id(), token).with_format(format);
        let sender = match (aes_key, mode) {
            (None, Mode::Safe) => sender,
            (None, Mode::Compatible) => return Err("compatible mode requires an aes_key".to_owned()),
            (Some(key), mode) => {
                let mode = match mode {
                    Mode::Safe => PushMode::Safe,
                    Mode::Compatible => PushMode::Compatible,
                };
                sender.with_aes_key(EncodingAesKey::new(key).map_err(text)?).with_mode(mode)
            }
        };
        Ok(Self { url: url.to_owned(), sender })
    }

    pub(in super::super) fn url(&self) -> &str {
        &self.url
    }

    /// Sends the URL check (验证服务器地址的有效性). The response must be the `echostr`.
    pub(in super::super) fn check(&self, wechat: &FakeWeChat) -> Result<(), String> {
        let (nonce, echo) = (nonce(random()?), u64::from_le_bytes(random()?).to_string());
        let request = self.sender.url_check(&self.url, wechat.clock().now(), &nonce, &echo).map_err(text)?;
        let response = UreqTransport::new().send(request).map_err(|error| format!("the URL check failed: {error}"))?;
        match response.status().as_u16() {
            200 if response.body() == echo.as_bytes() => Ok(()),
            200 => Err("the response to the URL check is not the echostr".to_owned()),
            status => Err(format!("the response to the URL check must have status 200, got {status}")),
        }
    }

    /// Sends a push up to three times, and describes the outcome.
    pub(in super::super) fn send(&self, wechat: &FakeWeChat, draft: &PushDraft) -> Result<Value, String> {
        let (nonce, now) = (nonce(random()?), wechat.clock().now());
        let request = self.sender.push(&self.url, draft, now, &nonce, random()?).map_err(text)?;
        let (transport, attempts) = (UreqTransport::new(), AtomicU32::new(0));
        let counted = transport_fn(|request| {
            attempts.fetch_add(1, Ordering::Relaxed);
            transport.send(request)
        });
        let delivered = PushSender::deliver(&counted, &request).map_err(text);
        let status = delivered.as_ref().ok().map(|response| response.status().as_u16());
        let answered = delivered.and_then(|response| self.understand(&response));
        let (received, message, error) = match answered {
            Ok(AccountReply::Message(fields)) => (true, Some(fields), None),
            Ok(_) => (true, None, None),
            Err(error) => (false, None, Some(error)),
        };
        let attempts = attempts.into_inner();
        Ok(json!({"attempts": attempts, "status": status, "received": received, "message": message, "error": error}))
    }

    /// How the service would read the response.
    fn understand(&self, response: &Response) -> Result<AccountReply, String> {
        match response.status().as_u16() {
            200 => self.sender.read_reply(response.body()).map_err(text),
            status => Err(format!("the response to a push must have status 200, got {status}")),
        }
    }
}

/// Ten digits at most.
fn nonce(random: [u8; 8]) -> String {
    (u64::from_le_bytes(random) % 10_000_000_000).to_string()
}

pub(in super::super) fn random<const N: usize>() -> Result<[u8; N], String> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(text)?;
    Ok(bytes)
}

fn text(error: impl ToString) -> String {
    error.to_string()
}
