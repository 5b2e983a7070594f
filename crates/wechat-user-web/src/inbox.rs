//! The entry for requests of the service: they are verified, decrypted and parsed.

use std::time::Duration;

use http::Method;
use wechat_user_core::{AppId, Timestamp};

use crate::document;
use crate::encryption::DecryptError;
use crate::fields::Fields;
use crate::incoming::{Inbound, Incoming, KeyUsed, ReplyEncryption, UrlCheck};
use crate::limits::Limits;
use crate::push::Push;
use crate::push_error::PushError;
use crate::query::Query;
use crate::secret::{EncodingAesKey, PushToken};
use crate::signature::same;

/// Receives the requests for one account, by its callback settings (服务器配置).
///
/// ```
/// use wechat_user_core::{http::Method, Timestamp};
/// use wechat_user_web::{Inbound, Inbox, PushToken, PushError};
///
/// let inbox = Inbox::new("wxba5fad812f8e6fb9", PushToken::new("AAAAA")?);
/// let now = Timestamp::from_unix_secs(1_714_036_505);
/// let query = "signature=f464b24fc39322e44b38aa78f5edd27bd1441696&echostr=4375120948345356249&timestamp=1714036504&nonce=1514711492";
/// match inbox.receive(&Method::GET, query, b"", now)? {
///     Inbound::UrlCheck(check) => assert_eq!(check.echo(), "4375120948345356249"),
///     _ => unreachable!(),
/// }
/// let forged = query.replace("1714036504", "1714036505");
/// assert_eq!(inbox.receive(&Method::GET, &forged, b"", now).unwrap_err(), PushError::Signature);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Inbox {
    app_id: AppId,
    token: PushToken,
    key: Option<EncodingAesKey>,
    previous_key: Option<EncodingAesKey>,
    accept_plain: bool,
    freshness: Option<Duration>,
    limits: Limits,
}

impl Inbox {
    /// An inbox for plain mode (明文模式). The signature covers time and nonce only, not the body: a sender that has
    /// seen one request can send any body with it. Prefer safe mode.
    pub fn new(app_id: impl Into<AppId>, token: PushToken) -> Self {
        Self {
            app_id: app_id.into(),
            token,
            key: None,
            previous_key: None,
            accept_plain: false,
            freshness: None,
            limits: Limits::DEFAULT,
        }
    }

    /// Decrypts pushes: safe mode (安全模式), and the encrypted half of compatible mode (兼容模式). Pushes that are not
    /// encrypted are refused ([`PushError::NotEncrypted`]), unless [`accepting_plain`](Self::accepting_plain) is set.
    #[must_use]
    pub fn with_aes_key(mut self, key: EncodingAesKey) -> Self {
        self.key = Some(key);
        self
    }

    /// Also decrypts pushes with the previous key: both occur while the key is changed. The response is encrypted with
    /// the key of the push.
    #[must_use]
    pub fn with_previous_key(mut self, key: EncodingAesKey) -> Self {
        self.previous_key = Some(key);
        self
    }

    /// Accepts pushes that are not encrypted although a key is set: for the hour in which the account is switched to
    /// another mode.
    #[must_use]
    pub const fn accepting_plain(mut self) -> Self {
        self.accept_plain = true;
        self
    }

    /// Refuses requests whose timestamp differs from `now` by more than this.
    ///
    /// A filter, not a proof: the signature joins its parts without separators, so a sender that has seen a request can
    /// move digits between timestamp and nonce. Deduplicate ([`Push::dedup_key`]) as well.
    #[must_use]
    pub const fn with_freshness(mut self, window: Duration) -> Self {
        self.freshness = Some(window);
        self
    }

    /// The most bytes of a body; 262,144 unless set.
    #[must_use]
    pub const fn with_max_body(mut self, bytes: usize) -> Self {
        self.limits.body = bytes;
        self
    }

    /// Receives a request: its method, its query (without `?`) and its body.
    ///
    /// # Errors
    ///
    /// A [`PushError`] with the reason; respond with its [`status`](PushError::status) and an empty body.
    pub fn receive(&self, method: &Method, query: &str, body: &[u8], now: Timestamp) -> Result<Inbound, PushError> {
        let query = Query::read(query, self.limits)?;
        match *method {
            Method::GET => self.url_check(&query, now).map(Inbound::UrlCheck),
            Method::POST => self.push(&query, body, now).map(|incoming| Inbound::Push(Box::new(incoming))),
            _ => Err(PushError::Method),
        }
    }

    /// The same for a request of the `http` crate.
    ///
    /// # Errors
    ///
    /// As [`receive`](Self::receive).
    pub fn receive_request<B: AsRef<[u8]>>(
        &self,
        request: &http::Request<B>,
        now: Timestamp,
    ) -> Result<Inbound, PushError> {
        self.receive(request.method(), request.uri().query().unwrap_or_default(), request.body().as_ref(), now)
    }

    fn url_check(&self, query: &Query<'_>, now: Timestamp) -> Result<UrlCheck, PushError> {
        let echo = query.need("echostr")?;
        if query.get("msg_signature").is_none() {
            self.check_signature(query, now)?;
            return Ok(UrlCheck::new(echo.to_owned()));
        }
        // Base64 has plus signs. A plus sign that was not escaped in a query is read as a blank.
        let encrypted = echo.replace(' ', "+");
        self.check_msg_signature(query, &encrypted, now)?;
        let decrypted = self.decrypt(&encrypted)?;
        String::from_utf8(decrypted.message).map(UrlCheck::new).map_err(|_| PushError::NotUtf8 { part: "message" })
    }

    fn push(&self, query: &Query<'_>, body: &[u8], now: Timestamp) -> Result<Incoming, PushError> {
        if query.is_encrypted()? && self.has_key() {
            return self.encrypted_push(query, body, now);
        }
        if self.has_key() && !self.accept_plain {
            return Err(PushError::NotEncrypted);
        }
        self.check_signature(query, now)?;
        let (format, fields) = document::read(body, "body", self.limits)?;
        // Without a key, the plain half of compatible mode is read.
        if fields.value("Encrypt").is_some() && fields.value("MsgType").is_none() {
            return Err(PushError::NoAesKey);
        }
        Ok(Incoming::new(Push::from_fields(fields)?, format, None))
    }

    /// In compatible mode, the envelope holds plain fields as well. They are not signed, so only the encrypted text is
    /// read.
    fn encrypted_push(&self, query: &Query<'_>, body: &[u8], now: Timestamp) -> Result<Incoming, PushError> {
        let (_, envelope) = document::read(body, "body", self.limits)?;
        let encrypted = envelope.value("Encrypt").ok_or(PushError::MissingField { name: "Encrypt" })?;
        self.check_msg_signature(query, encrypted, now)?;
        let decrypted = self.decrypt(encrypted)?;
        let (format, fields) = document::read(&decrypted.message, "message", self.limits)?;
        check_recipient(&envelope, &fields)?;
        let encryption = ReplyEncryption {
            key: decrypted.key.clone(),
            key_used: decrypted.key_used,
            token: self.token.clone(),
            app_id: self.app_id.clone(),
            nonce: query.need("nonce")?.to_owned(),
        };
        Ok(Incoming::new(Push::from_fields(fields)?, format, Some(encryption)))
    }

    const fn has_key(&self) -> bool {
        self.key.is_some() || self.previous_key.is_some()
    }

    /// Tries the current key, then the previous one.
    fn decrypt(&self, encrypted: &str) -> Result<Decrypted<'_>, PushError> {
        let keys = [(&self.key, KeyUsed::Current), (&self.previous_key, KeyUsed::Previous)];
        let mut refusal = PushError::NoAesKey;
        for (key, key_used) in keys {
            let Some(key) = key else { continue };
            match key.decrypt(encrypted, &self.app_id) {
                Ok(message) => return Ok(Decrypted { message, key, key_used }),
                Err(DecryptError::Unreadable) => refusal = PushError::Decrypt(DecryptError::Unreadable),
                // Another key would not change it.
                Err(reason) => return Err(reason.into()),
            }
        }
        Err(refusal)
    }

    fn check_signature(&self, query: &Query<'_>, now: Timestamp) -> Result<(), PushError> {
        let signed = query.signed()?;
        if !same(&self.token.sign(signed.timestamp, signed.nonce), query.need("signature")?) {
            return Err(PushError::Signature);
        }
        self.check_freshness(signed.sent, now)
    }

    fn check_msg_signature(&self, query: &Query<'_>, encrypted: &str, now: Timestamp) -> Result<(), PushError> {
        let signed = query.signed()?;
        let expected = self.token.sign_encrypted(signed.timestamp, signed.nonce, encrypted);
        if !same(&expected, query.need("msg_signature")?) {
            return Err(PushError::MsgSignature);
        }
        self.check_freshness(signed.sent, now)
    }

    fn check_freshness(&self, sent: Timestamp, now: Timestamp) -> Result<(), PushError> {
        let Some(window) = self.freshness else { return Ok(()) };
        let (age, ahead) = (now.since(sent), sent.since(now));
        if age > window {
            return Err(PushError::TooOld { age, window });
        }
        if ahead > window {
            return Err(PushError::TooEarly { ahead, window });
        }
        Ok(())
    }
}

/// A decrypted text and its key.
struct Decrypted<'a> {
    message: Vec<u8>,
    key: &'a EncodingAesKey,
    key_used: KeyUsed,
}

fn check_recipient(envelope: &Fields, message: &Fields) -> Result<(), PushError> {
    match (envelope.value("ToUserName"), message.value("ToUserName")) {
        (Some(outside), Some(inside)) if outside != inside => Err(PushError::Recipient),
        _ => Ok(()),
    }
}
