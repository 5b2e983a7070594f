//! One exchange: the request that a machine wants executed, and what comes back.

use alloc::borrow::Cow;
use core::fmt;
use core::time::Duration;

use crate::errors::errcode::ErrCode;
use crate::errors::error::Error;
use crate::io::transport::{Delivery, Request, Response, TimeLeft, TransportError};
use crate::values::credential_kind::CredentialKind;
use crate::values::ids::AppId;
use crate::values::origin::Origin;
use crate::values::secret::CredentialValue;
use crate::values::time::Timestamp;
use crate::values::token_mode::TokenMode;
use crate::wire::redact::Redacted;

/// Names one exchange; unique within a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExchangeId(pub(crate) u64);

/// A request that a machine wants executed. `Debug` prints method and path only.
pub struct Outgoing {
    pub(crate) id: ExchangeId,
    pub(crate) purpose: Purpose,
    pub(crate) deadline: Timestamp,
    pub(crate) time_left: Duration,
    pub(crate) request: Request,
}

/// What a request is for.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a driver decides on it what to do")]
pub enum Purpose {
    /// A call of the service.
    Api,
    /// A credential: a driver that has a source or a store may answer the want with a [`Grant`] instead of sending the
    /// request.
    Credential(Want),
}

/// A credential that is wanted.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Want {
    /// Which of the account's credentials.
    pub kind: CredentialKind,
    /// The account.
    pub app_id: AppId,
    /// Where the account's requests go: the same account behind another origin has other credentials.
    pub origin: Origin,
    /// Which of the two kinds of tokens: they know nothing of each other.
    pub mode: TokenMode,
    /// The value that must not be handed out again: the service rejected it, or a caller found that it does not work.
    pub rejected: Option<CredentialValue>,
    /// The value in use, if this is an early renewal: it works until the new one is there.
    pub current: Option<CredentialValue>,
    /// A forced refresh: only a new value from the service helps, not a stored one.
    pub forced: bool,
    /// When the result must be there; the call that needs the credential ends then.
    pub deadline: Timestamp,
    /// How long one HTTP exchange for it may take.
    pub fetch_timeout: Duration,
}

impl Outgoing {
    /// The id for [`Machine::handle`](crate::Machine::handle).
    #[must_use]
    pub const fn id(&self) -> ExchangeId {
        self.id
    }

    /// What it is for.
    #[must_use]
    pub const fn purpose(&self) -> &Purpose {
        &self.purpose
    }

    /// When the response must be there.
    #[must_use]
    pub const fn deadline(&self) -> Timestamp {
        self.deadline
    }

    /// How long the exchange may take. For a credential that can be less than what is left until the deadline.
    #[must_use]
    pub const fn time_left(&self) -> Duration {
        self.time_left
    }

    /// The request. Its own `Debug` prints the token; see [`Redacted`].
    #[must_use]
    pub const fn request(&self) -> &Request {
        &self.request
    }

    /// The request, by value, with [`TimeLeft`] in its extensions: for
    /// [`Transport::send`](crate::transport::Transport::send) and for other HTTP libraries.
    #[must_use]
    pub fn into_request(self) -> Request {
        let mut request = self.request;
        request.extensions_mut().insert(TimeLeft(self.time_left));
        request
    }

    /// The request and the time that it may take: for
    /// [`Transport::send_within`](crate::transport::Transport::send_within).
    #[must_use]
    pub fn into_parts(self) -> (Request, Duration) {
        (self.request, self.time_left)
    }
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Outgoing({:?}, {})", self.id, Redacted(&self.request))
    }
}

/// How an exchange ended. A transport's result converts into it. `Debug` prints no body and no text of a transport:
/// either may hold a token.
#[non_exhaustive]
pub enum Outcome {
    /// An HTTP response.
    Response(Response),
    /// No response.
    Failed(TransportError),
    /// The wanted credential, from a source or a store of the driver.
    Granted(Grant),
    /// The wanted credential cannot be had, for this reason; see [`Error::source_failed`].
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

/// A credential with its expiry, as a source or a store hands it over.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Grant {
    /// The value.
    pub value: CredentialValue,
    /// When it was fetched from the service, if that is known. Without it the value is renewed 120 s before it expires.
    pub obtained: Option<Timestamp>,
    /// When it expires.
    pub expires: Timestamp,
    /// Whether it was adopted, that is, not fetched now. Only a fetch counts as the one fetch that a call may make.
    pub adopted: bool,
}

impl Grant {
    /// A value that was there already: from a store, from another process. [`Timestamp::FAR_FUTURE`] if its expiry is
    /// unknown.
    #[must_use]
    pub fn adopted(value: impl Into<CredentialValue>, expires: Timestamp) -> Self {
        Self { value: value.into(), obtained: None, expires, adopted: true }
    }

    /// A value that the service handed out just now.
    #[must_use]
    pub fn fetched(value: impl Into<CredentialValue>, obtained: Timestamp, expires: Timestamp) -> Self {
        Self { value: value.into(), obtained: Some(obtained), expires, adopted: false }
    }

    /// The moment at which it was fetched from the service.
    #[must_use]
    pub const fn obtained_at(mut self, obtained: Timestamp) -> Self {
        self.obtained = Some(obtained);
        self
    }
}

/// The result of one exchange, for observers: no token, no query, no body.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The path of the request.
    pub path: Cow<'static, str>,
    /// Whether it was a token request.
    pub token_request: bool,
    /// The number of the attempt for this call, from 1. Token requests are counted apart.
    pub attempt: u32,
    /// The HTTP status, if there was a response.
    pub status: Option<u16>,
    /// The `errcode`, if the service reported an error.
    pub errcode: Option<ErrCode>,
    /// Whether a request without a response may have arrived.
    pub delivery: Option<Delivery>,
    /// Whether the body had to be repaired before it could be read.
    pub repaired: bool,
    /// When it will be tried again, if it will.
    pub retry_at: Option<Timestamp>,
    /// Another process seems to fetch tokens for this account: plain tokens are rejected long before they expire, again
    /// and again. Only token requests say so.
    pub rival_suspected: bool,
    /// The response was not expected: it came twice, or too late.
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
            rival_suspected: false,
            ignored: false,
        }
    }

    pub(crate) const fn ignored() -> Self {
        let mut report = Self::new(Cow::Borrowed(""), false, 0);
        report.ignored = true;
        report
    }
}
