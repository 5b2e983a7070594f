//! One exchange: the request that a machine wants executed, and what comes back.

use alloc::borrow::Cow;
use core::fmt;

use crate::errors::errcode::ErrCode;
use crate::errors::error::Error;
use crate::flow::credentials::TokenMode;
use crate::io::transport::{Delivery, Request, Response, TransportError};
use crate::values::ids::AppId;
use crate::values::secret::AccessToken;
use crate::values::time::Timestamp;
use crate::wire::redact::Redacted;

/// Names one exchange; unique within a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExchangeId(pub(crate) u64);

/// A request that a machine wants executed. `Debug` prints method and path only.
pub struct Outgoing {
    pub(crate) id: ExchangeId,
    pub(crate) purpose: Purpose,
    pub(crate) deadline: Timestamp,
    pub(crate) request: Request,
}

/// What a request is for.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a driver decides on it what to do")]
pub enum Purpose {
    /// A call of the service.
    Api,
    /// A token: a driver with a store may answer the want with a [`Grant`], without sending the request.
    Token(TokenWant),
}

/// A token that is wanted.
#[derive(Debug)]
#[non_exhaustive]
pub struct TokenWant {
    /// Which of the account's credentials.
    pub credential: Credential,
    /// The account.
    pub app_id: AppId,
    /// Which of the two worlds of tokens: they know nothing of each other.
    pub mode: TokenMode,
    /// The token that the service rejected, if that is why another is wanted: a store that still has it must not answer with it.
    pub rejected: Option<AccessToken>,
    /// The generation of the last token; a store's record must have a higher version to be adopted.
    pub generation: u64,
}

/// What a session keeps for the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Credential {
    /// The `access_token` (接口调用凭据).
    AccessToken,
}

impl Outgoing {
    /// The id to answer with.
    #[must_use]
    pub const fn id(&self) -> ExchangeId {
        self.id
    }

    /// What it is for.
    #[must_use]
    pub const fn purpose(&self) -> &Purpose {
        &self.purpose
    }

    /// When the answer must be there. What is left of it also travels in the request's extensions ([`TimeLeft`](crate::transport::TimeLeft)).
    #[must_use]
    pub const fn deadline(&self) -> Timestamp {
        self.deadline
    }

    /// The request. Its own `Debug` prints the token; see [`Redacted`].
    #[must_use]
    pub const fn request(&self) -> &Request {
        &self.request
    }

    /// The request, by value.
    #[must_use]
    pub fn into_request(self) -> Request {
        self.request
    }
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Outgoing({:?}, {})", self.id, Redacted(&self.request))
    }
}

/// How an exchange ended. A transport's result converts into it. `Debug` prints no body and no text of a transport: either may hold a token.
#[non_exhaustive]
pub enum Outcome {
    /// An HTTP answer.
    Response(Response),
    /// No answer.
    Failed(TransportError),
    /// The wanted token, from wherever the driver has it.
    Granted(Grant),
    /// The wanted token cannot be had, for this reason.
    Denied(Error),
}

impl fmt::Debug for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Response(response) => write!(f, "Response({}, {} bytes)", response.status(), response.body().len()),
            Self::Failed(error) => write!(f, "Failed({:?})", error.delivery()),
            Self::Granted(grant) => f.debug_tuple("Granted").field(grant).finish(),
            Self::Denied(error) => f.debug_tuple("Denied").field(error).finish(),
        }
    }
}

impl From<Result<Response, TransportError>> for Outcome {
    fn from(result: Result<Response, TransportError>) -> Self {
        match result {
            Ok(response) => Self::Response(response),
            Err(error) => Self::Failed(error),
        }
    }
}

/// A token with its expiry, as a store or a token server hands it over.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Grant {
    /// The token.
    pub token: AccessToken,
    /// When it expires.
    pub expires: Timestamp,
    /// The version of the record it comes from, if the store counts; only a higher one than the session's generation is adopted.
    pub version: Option<u64>,
}

impl Grant {
    /// A token that expires at this moment ([`Timestamp::FAR_FUTURE`] if nobody knows).
    #[must_use]
    pub const fn new(token: AccessToken, expires: Timestamp) -> Self {
        Self { token, expires, version: None }
    }

    /// The version of the record it comes from.
    #[must_use]
    pub const fn with_version(mut self, version: u64) -> Self {
        self.version = Some(version);
        self
    }
}

/// What became of one exchange, for observers: no token, no query, no body.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The path of the request.
    pub path: Cow<'static, str>,
    /// Whether it was a token request.
    pub token_request: bool,
    /// The how-manieth request of its kind for this call, from 1.
    pub attempt: u32,
    /// The HTTP status, if there was an answer.
    pub status: Option<u16>,
    /// The `errcode`, if the service complained.
    pub errcode: Option<ErrCode>,
    /// Whether a request without an answer may have arrived.
    pub delivery: Option<Delivery>,
    /// Whether the body had to be repaired before it could be read.
    pub repaired: bool,
    /// When it will be tried again, if it will.
    pub retry_at: Option<Timestamp>,
    /// Nobody waited for this answer: it came twice, or too late.
    pub ignored: bool,
}

impl Report {
    pub(crate) const fn new(path: Cow<'static, str>, token_request: bool, attempt: u32) -> Self {
        Self {
            path,
            token_request,
            attempt,
            status: None,
            errcode: None,
            delivery: None,
            repaired: false,
            retry_at: None,
            ignored: false,
        }
    }

    pub(crate) const fn ignored() -> Self {
        let mut report = Self::new(Cow::Borrowed(""), false, 0);
        report.ignored = true;
        report
    }
}
