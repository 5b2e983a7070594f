//! A verified request of the service, and the response to it.

use wechat_user_core::{AppId, Timestamp};

use crate::document::Format;
use crate::markup::Message;
use crate::push::Push;
use crate::reply::{Reply, ReplyError};
use crate::response::CallbackResponse;
use crate::secret::{EncodingAesKey, PushToken};

/// A verified request.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Inbound {
    /// The check of the URL (验证服务器地址的有效性) when the callback settings are saved.
    UrlCheck(UrlCheck),
    /// A push.
    Push(Box<Incoming>),
}

/// The check of the URL: send back its [`response`](Self::response).
#[derive(Clone, Debug)]
pub struct UrlCheck(String);

/// A push, with what a response to it needs.
#[derive(Clone, Debug)]
pub struct Incoming {
    push: Push,
    format: Format,
    encryption: Option<ReplyEncryption>,
}

/// Which key decrypted a push.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyUsed {
    /// [`Inbox::with_aes_key`](crate::Inbox::with_aes_key).
    Current,
    /// [`Inbox::with_previous_key`](crate::Inbox::with_previous_key). When it has not been used for a day, remove that
    /// key.
    Previous,
}

#[derive(Clone, Debug)]
pub(crate) struct ReplyEncryption {
    pub(crate) key: EncodingAesKey,
    pub(crate) key_used: KeyUsed,
    pub(crate) token: PushToken,
    pub(crate) app_id: AppId,
    pub(crate) nonce: String,
}

impl UrlCheck {
    pub(crate) const fn new(echo: String) -> Self {
        Self(echo)
    }

    /// The `echostr`, decrypted if it was encrypted.
    #[must_use]
    pub fn echo(&self) -> &str {
        &self.0
    }

    /// The response: `echostr` only, as plain text.
    #[must_use]
    pub fn response(&self) -> CallbackResponse {
        CallbackResponse::plain(self.0.clone())
    }
}

impl Incoming {
    pub(crate) const fn new(push: Push, format: Format, encryption: Option<ReplyEncryption>) -> Self {
        Self { push, format, encryption }
    }

    /// The push.
    #[must_use]
    pub const fn push(&self) -> &Push {
        &self.push
    }

    /// Takes the push out, when no more response is needed than `success`.
    #[must_use]
    pub fn into_push(self) -> Push {
        self.push
    }

    /// XML or JSON.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// Which key decrypted it; `None` if it was not encrypted.
    #[must_use]
    pub fn key_used(&self) -> Option<KeyUsed> {
        self.encryption.as_ref().map(|encryption| encryption.key_used)
    }

    /// The response that holds a reply: in the format of the push, and encrypted with its key if the push was
    /// encrypted. `success` and the empty body are never encrypted. Respond within 5 seconds, otherwise the service
    /// sends the push again.
    ///
    /// `random` must be new and unpredictable each time; only encrypted messages use it.
    ///
    /// ```
    /// # use wechat_user_core::{http::Method, Timestamp};
    /// # use wechat_user_web::{Inbound, Inbox, PushToken, Reply};
    /// # let token = PushToken::new("AAAAA")?;
    /// # let query = format!("signature={}&timestamp=1&nonce=2", token.sign("1", "2"));
    /// # let inbox = Inbox::new("wx1", token);
    /// # let body = b"<xml><ToUserName>gh_1</ToUserName><FromUserName>o1</FromUserName><CreateTime>1</CreateTime><MsgType>text</MsgType><Content>hi</Content></xml>";
    /// # let now = Timestamp::from_unix_secs(7);
    /// # let Inbound::Push(incoming) = inbox.receive(&Method::POST, &query, body, now)? else { unreachable!() };
    /// let random = [0; 16]; // from your random number generator
    /// let response = incoming.respond(&Reply::Text("你好".to_owned()), now, random)?;
    /// assert!(response.body().contains("<Content><![CDATA[你好]]></Content>"));
    /// assert_eq!(incoming.respond(&Reply::Success, now, random)?.body(), "success");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A [`ReplyError`].
    pub fn respond(&self, reply: &Reply, now: Timestamp, random: [u8; 16]) -> Result<CallbackResponse, ReplyError> {
        let Some(message) = reply.message(&self.push, self.format, now)? else {
            return Ok(CallbackResponse::plain(reply.word().to_owned()));
        };
        match &self.encryption {
            None => Ok(CallbackResponse::message(message, self.format)),
            Some(encryption) => encryption.encrypt(&message, self.format, now, random),
        }
    }
}

impl ReplyEncryption {
    fn encrypt(
        &self,
        message: &str,
        format: Format,
        now: Timestamp,
        random: [u8; 16],
    ) -> Result<CallbackResponse, ReplyError> {
        let encrypted = self.key.encrypt(random, message.as_bytes(), &self.app_id)?;
        let timestamp = now.as_unix_secs().to_string();
        let signature = self.token.sign_encrypted(&timestamp, &self.nonce, &encrypted);
        let envelope = Message::default().text("Encrypt", encrypted).text("MsgSignature", signature);
        let envelope = envelope.number("TimeStamp", timestamp).text("Nonce", self.nonce.as_str());
        Ok(CallbackResponse::message(envelope.write(format), format))
    }
}
