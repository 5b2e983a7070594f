//! Requests as the service sends them: signed, and encrypted if a key is set.

use std::time::Duration;

use http::{HeaderValue, Uri, header};
use wechat_user_core::transport::{Request, Response, TimeLeft, Transport, TransportError};
use wechat_user_core::{AppId, Timestamp};

use crate::document::Format;
use crate::encryption::MessageTooLong;
use crate::fields::Fields;
use crate::markup::{Content, Message, is_name};
use crate::push_error::PushError;
use crate::query::MAX_NONCE_CHARS;
use crate::reply::{ReplyError, read_document, read_message};
use crate::reply_rules::MAX_ARTICLES;
use crate::secret::{EncodingAesKey, PushToken};
use crate::signature::same;

use super::draft::PushDraft;

/// The service's side of the callback settings: creates the requests and reads the replies. [`deliver`](Self::deliver)
/// sends a request through your transport.
///
/// ```
/// use wechat_user_core::{OpenId, Timestamp};
/// use wechat_user_web::{EncodingAesKey, Inbound, Inbox, PushDraft, PushKind, PushSender, PushToken};
///
/// let token = PushToken::new("AAAAA")?;
/// let key = EncodingAesKey::new("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")?;
/// let now = Timestamp::from_unix_secs(1_714_112_445);
/// let random = [7; 16]; // from your random number generator
///
/// let sender = PushSender::new("wxba5fad812f8e6fb9", token.clone()).with_aes_key(key.clone());
/// let draft = PushDraft::subscribe("gh_97417a04a28d", &OpenId::new("o9AgO5Kd5ggOC-bXrbNODIiE3bGY")?, now);
/// let request = sender.push("http://127.0.0.1:8080/wechat", &draft, now, "415670741", random)?;
///
/// let inbox = Inbox::new("wxba5fad812f8e6fb9", token).with_aes_key(key);
/// let Inbound::Push(incoming) = inbox.receive_request(&request, now)? else { unreachable!() };
/// assert_eq!(incoming.push().kind, PushKind::Subscribe(None));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct PushSender {
    app_id: AppId,
    token: PushToken,
    key: Option<EncodingAesKey>,
    mode: PushMode,
    format: Format,
}

/// How much of a push is encrypted (消息加解密方式) if a key is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PushMode {
    /// Everything (安全模式).
    Safe,
    /// The plain fields and the encrypted ones, in one body (兼容模式).
    Compatible,
}

/// What the account replied.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AccountReply {
    /// `success` or an empty body.
    Received,
    /// A message to the user.
    Message(Fields),
}

/// A push that cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SendError {
    /// Not an absolute `http://` or `https://` URL.
    #[error("the URL of a push must be an absolute http:// or https:// URL")]
    Url,
    /// The receiver would refuse the nonce.
    #[error("a nonce has 1 to {limit} characters, got {given}")]
    #[non_exhaustive]
    Nonce {
        /// 32.
        limit: usize,
        /// How many characters it has.
        given: usize,
    },
    /// The name of a field cannot be the name of an XML element.
    #[error("the name of a field must start with a letter or _ and have only letters, digits, _, - and .")]
    FieldName,
    /// A coordinate that is not a number.
    #[error("{name} must be a finite number")]
    #[non_exhaustive]
    NotFinite {
        /// The name of the field.
        name: String,
    },
    /// Too long to be encrypted.
    #[error(transparent)]
    TooLong(#[from] MessageTooLong),
}

impl PushSender {
    /// How often a push is sent without a response: 3 times.
    pub const ATTEMPTS: u32 = 3;
    /// How long the service waits for a response: 5 seconds. Every request carries it as its [`TimeLeft`].
    pub const REPLY_WITHIN: Duration = Duration::from_secs(5);

    /// A sender in plain mode (明文模式) that writes XML.
    pub fn new(app_id: impl Into<AppId>, token: PushToken) -> Self {
        Self { app_id: app_id.into(), token, key: None, mode: PushMode::Safe, format: Format::Xml }
    }

    /// Encrypts pushes: safe mode unless [`with_mode`](Self::with_mode) is used.
    #[must_use]
    pub fn with_aes_key(mut self, key: EncodingAesKey) -> Self {
        self.key = Some(key);
        self
    }

    /// How much is encrypted if a key is set.
    #[must_use]
    pub const fn with_mode(mut self, mode: PushMode) -> Self {
        self.mode = mode;
        self
    }

    /// XML or JSON.
    #[must_use]
    pub const fn with_format(mut self, format: Format) -> Self {
        self.format = format;
        self
    }

    /// The URL check (验证服务器地址的有效性): GET with `echostr`. The response must be `echostr`.
    ///
    /// # Errors
    ///
    /// [`SendError::Url`], [`SendError::Nonce`].
    pub fn url_check(&self, url: &str, now: Timestamp, nonce: &str, echo: &str) -> Result<Request, SendError> {
        check_nonce(nonce)?;
        let timestamp = now.as_unix_secs().to_string();
        let signature = self.token.sign(&timestamp, nonce);
        let parameters = [("signature", &*signature), ("echostr", echo), ("timestamp", &*timestamp), ("nonce", nonce)];
        request(http::Method::GET, url, &parameters, None, Vec::new())
    }

    /// A push: POST. `random` is used when it is encrypted.
    ///
    /// # Errors
    ///
    /// A [`SendError`].
    pub fn push(
        &self,
        url: &str,
        draft: &PushDraft,
        now: Timestamp,
        nonce: &str,
        random: [u8; 16],
    ) -> Result<Request, SendError> {
        check_nonce(nonce)?;
        check(&draft.message)?;
        let timestamp = now.as_unix_secs().to_string();
        let signature = self.token.sign(&timestamp, nonce);
        let mut parameters = vec![
            ("signature", &*signature),
            ("timestamp", &*timestamp),
            ("nonce", nonce),
            ("openid", draft.sender.as_str()),
        ];
        let plain = draft.message.write(self.format);
        let Some(key) = &self.key else {
            return request(http::Method::POST, url, &parameters, Some(self.format), plain.into_bytes());
        };
        let encrypted = key.encrypt(random, plain.as_bytes(), &self.app_id)?;
        let msg_signature = self.token.sign_encrypted(&timestamp, nonce, &encrypted);
        parameters.extend([("encrypt_type", "aes"), ("msg_signature", &*msg_signature)]);
        let envelope = match self.mode {
            PushMode::Safe => Message::default().text("ToUserName", draft.to_user.as_str()),
            PushMode::Compatible => draft.message.clone(),
        };
        let body = envelope.text("Encrypt", encrypted).write(self.format);
        request(http::Method::POST, url, &parameters, Some(self.format), body.into_bytes())
    }

    /// Sends a request as the service does: up to [`ATTEMPTS`](Self::ATTEMPTS) times, unchanged, until there is a
    /// response of any status within [`REPLY_WITHIN`](Self::REPLY_WITHIN).
    ///
    /// # Errors
    ///
    /// The error of the last attempt.
    pub fn deliver(transport: &dyn Transport, request: &Request) -> Result<Response, TransportError> {
        let mut last = transport.send(request.clone());
        for _ in 1..Self::ATTEMPTS {
            if last.is_ok() {
                break;
            }
            last = transport.send(request.clone());
        }
        last
    }

    /// Reads the body of a response to a push as the service does. It must be `success`, empty, or a whole reply
    /// message in the format of this sender, encrypted if this sender encrypts. An encrypted one is verified and
    /// decrypted.
    ///
    /// # Errors
    ///
    /// A [`ReplyError`]; it holds [`PushError::NotEncrypted`] for a plain message to a sender in safe mode.
    pub fn read_reply(&self, body: &[u8]) -> Result<AccountReply, ReplyError> {
        if body.is_empty() || body == b"success" {
            return Ok(AccountReply::Received);
        }
        let Some(key) = &self.key else { return self.read_plain(body) };
        let envelope = read_document(body, "body", self.format)?;
        let Some(encrypted) = envelope.value("Encrypt") else {
            return match self.mode {
                PushMode::Safe => Err(PushError::NotEncrypted.into()),
                PushMode::Compatible => self.read_plain(body),
            };
        };
        let need = |name| envelope.value(name).ok_or(PushError::MissingField { name });
        if !same(&self.token.sign_encrypted(need("TimeStamp")?, need("Nonce")?, encrypted), need("MsgSignature")?) {
            return Err(PushError::MsgSignature.into());
        }
        let message = key.decrypt(encrypted, &self.app_id).map_err(PushError::from)?;
        read_message(&message, "message", self.format, MAX_ARTICLES).map(AccountReply::Message)
    }

    fn read_plain(&self, body: &[u8]) -> Result<AccountReply, ReplyError> {
        read_message(body, "body", self.format, MAX_ARTICLES).map(AccountReply::Message)
    }
}

fn check_nonce(nonce: &str) -> Result<(), SendError> {
    let (limit, given) = (MAX_NONCE_CHARS, nonce.chars().count());
    if (1..=limit).contains(&given) { Ok(()) } else { Err(SendError::Nonce { limit, given }) }
}

fn check(message: &Message) -> Result<(), SendError> {
    for (name, content) in message.all() {
        if !is_name(name) {
            return Err(SendError::FieldName);
        }
        if let Content::Number(digits) = content
            && !digits.parse::<f64>().is_ok_and(f64::is_finite)
        {
            return Err(SendError::NotFinite { name: name.to_owned() });
        }
    }
    Ok(())
}

fn request(
    method: http::Method,
    url: &str,
    parameters: &[(&str, &str)],
    format: Option<Format>,
    body: Vec<u8>,
) -> Result<Request, SendError> {
    let url: Uri = url.parse().map_err(|_| SendError::Url)?;
    let (Some(scheme @ ("http" | "https")), Some(authority)) = (url.scheme_str(), url.authority()) else {
        return Err(SendError::Url);
    };
    let mut query = form_urlencoded::Serializer::new(url.query().unwrap_or_default().to_owned());
    query.extend_pairs(parameters);
    let path_and_query = format!("{}?{}", url.path(), query.finish());
    let uri = Uri::builder().scheme(scheme).authority(authority.clone());
    let uri = uri.path_and_query(path_and_query).build().map_err(|_| SendError::Url)?;
    let mut request = Request::new(body);
    *request.method_mut() = method;
    *request.uri_mut() = uri;
    if let Some(format) = format {
        let content_type = match format {
            Format::Xml => "text/xml",
            Format::Json => "application/json",
        };
        request.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    request.extensions_mut().insert(TimeLeft(PushSender::REPLY_WITHIN));
    Ok(request)
}
