//! What can go wrong, in one concrete type: context in the struct, cause in the kind, the source chain whole, and no
//! secret in any text.

mod kind;

pub use kind::ErrorKind;

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use crate::errors::errcode::{Concerns, ErrCode, Remedy};
use crate::errors::service_error::ServiceError;
use crate::errors::source_error::SourceError;
use crate::io::transport::{Delivery, TransportError};
use crate::values::input_error::InputError;
use crate::values::openid::OpenId;
use crate::values::time::Timestamp;

/// A call that did not succeed. Cheap to clone: many callers may share the failure of one token request.
///
/// `Display` is one line that names the path, what happened, what it means and the `rid`; [`remedy`](Self::remedy) says
/// what to do. No text of it, or of its sources, holds a token, a secret or a query.
#[derive(Clone)]
pub struct Error(Arc<Inner>);

struct Inner {
    path: Cow<'static, str>,
    attempts: u32,
    retry_at: Option<Timestamp>,
    rival: bool,
    kind: ErrorKind,
}

impl Error {
    pub(crate) fn new(path: Cow<'static, str>, attempts: u32, kind: ErrorKind) -> Self {
        Self(Arc::new(Inner { path, attempts, retry_at: None, rival: false, kind }))
    }

    pub(crate) fn with_retry_at(self, at: Option<Timestamp>) -> Self {
        match Arc::try_unwrap(self.0) {
            Ok(inner) => Self(Arc::new(Inner { retry_at: at, ..inner })),
            Err(shared) => Self(shared),
        }
    }

    pub(crate) fn with_attempts(self, attempts: u32) -> Self {
        match Arc::try_unwrap(self.0) {
            Ok(inner) => Self(Arc::new(Inner { attempts, ..inner })),
            Err(shared) => Self(shared),
        }
    }

    /// The same error with another kind; as it is when others share it.
    pub(crate) fn with_kind(self, change: impl FnOnce(ErrorKind) -> ErrorKind) -> Self {
        match Arc::try_unwrap(self.0) {
            Ok(inner) => Self(Arc::new(Inner { kind: change(inner.kind), ..inner })),
            Err(shared) => Self(shared),
        }
    }

    /// The same error, with the note that another process seems to fetch tokens for the account.
    pub(crate) fn with_rival(self) -> Self {
        match Arc::try_unwrap(self.0) {
            Ok(inner) => Self(Arc::new(Inner { rival: true, ..inner })),
            Err(shared) => Self(shared),
        }
    }

    /// The rest is done, `failed` is not, and this is why.
    pub(crate) fn partial(failed: Vec<OpenId>, error: Self) -> Self {
        let path = error.0.path.clone();
        Self::new(path, error.0.attempts, ErrorKind::Partial { failed, error })
    }

    /// For drivers: the call to this path was cancelled.
    pub fn cancelled(path: impl Into<Cow<'static, str>>) -> Self {
        Self::new(path.into(), 0, ErrorKind::Cancelled)
    }

    /// For drivers: a source or a store of credentials failed. The call waits a little and asks again, as after a token
    /// request without a response.
    pub fn source_failed(source: impl Into<Box<dyn core::error::Error + Send + Sync>>) -> Self {
        Self::new(Cow::Borrowed(""), 0, ErrorKind::Source(SourceError::new(source)))
    }

    /// For drivers: the driver could not be set up. Nothing was sent.
    pub fn setup(source: impl Into<Box<dyn core::error::Error + Send + Sync>>) -> Self {
        Self::new(Cow::Borrowed(""), 0, ErrorKind::Setup(source.into()))
    }

    /// For drivers: there is no credential, and none can be fetched.
    #[must_use]
    pub fn token_missing() -> Self {
        Self::new(Cow::Borrowed(""), 0, ErrorKind::TokenMissing)
    }

    /// For drivers and stores: the time ran out while they waited for this, and nothing was sent.
    pub fn deadline(path: impl Into<Cow<'static, str>>, waiting_for: &'static str) -> Self {
        Self::new(path.into(), 0, ErrorKind::Deadline { waiting_for, delivery: Delivery::NotSent })
    }

    /// For drivers: an exchange that gave no response.
    pub fn transport(path: impl Into<Cow<'static, str>>, error: TransportError) -> Self {
        Self::new(path.into(), 0, ErrorKind::Transport(error))
    }

    /// The cause.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// The path of the endpoint, such as `/cgi-bin/groups/get`; empty when the error belongs to no call.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// How many requests were sent for the call, token requests not counted.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// What the service said, if it said something; also when the token request was what failed.
    #[must_use]
    pub fn service(&self) -> Option<&ServiceError> {
        match self.innermost().kind() {
            ErrorKind::Service(error) => Some(error),
            _ => None,
        }
    }

    /// The `errcode`.
    #[must_use]
    pub fn code(&self) -> Option<ErrCode> {
        self.service().map(|error| error.code)
    }

    /// The request id (`rid`) to quote to WeChat's support.
    #[must_use]
    pub fn rid(&self) -> Option<&str> {
        self.service()?.rid.as_deref()
    }

    /// The address that must be added to the IP white-list (IP白名单), if the service rejected the address.
    #[must_use]
    pub fn blocked_ip(&self) -> Option<&str> {
        self.service()?.blocked_ip.as_deref()
    }

    /// Not before this moment is it worth trying again, when that is known (a quota, a back-off that the deadline did
    /// not allow).
    #[must_use]
    pub fn retry_at(&self) -> Option<Timestamp> {
        self.0.retry_at.or_else(|| match &self.0.kind {
            ErrorKind::Token(inner) | ErrorKind::Partial { error: inner, .. } => inner.retry_at(),
            _ => None,
        })
    }

    /// Whether another process seems to fetch plain tokens for this account: the service rejects them long before they
    /// expire, again and again. One process at a time may use `/cgi-bin/token`; stable tokens do not have the problem.
    #[must_use]
    pub fn rival_suspected(&self) -> bool {
        self.0.rival
    }

    /// The openids of a list that the service named as failed (45171), the others of it being done; empty for an error
    /// of the whole call.
    #[must_use]
    pub fn failed_openids(&self) -> &[OpenId] {
        match self.kind() {
            ErrorKind::Partial { failed, .. } => failed,
            _ => self.service().map_or(&[], |error| &error.failed_openids),
        }
    }

    /// Whether a quota is used up: the day's (45009) or the minute's (45011).
    #[must_use]
    pub fn is_quota(&self) -> bool {
        matches!(self.remedy(), Remedy::WaitForTomorrow | Remedy::SlowDown)
    }

    /// Whether it was refused before anything was sent.
    #[must_use]
    pub fn is_input_error(&self) -> bool {
        matches!(self.innermost().kind(), ErrorKind::Input(_) | ErrorKind::Setup(_))
    }

    /// What to do about it.
    #[must_use]
    pub fn remedy(&self) -> Remedy {
        match self.innermost().kind() {
            ErrorKind::Service(error) => error.remedy(),
            ErrorKind::Input(_) => Remedy::FixRequest,
            ErrorKind::Transport(_) | ErrorKind::Source(_) | ErrorKind::Deadline { .. } => Remedy::BackOff,
            ErrorKind::Status { status, .. } if status.is_server_error() => Remedy::BackOff,
            ErrorKind::Status { .. } | ErrorKind::Cancelled | ErrorKind::Token(_) => Remedy::GiveUp,
            ErrorKind::Body { garbage: true, .. } => Remedy::BackOff,
            ErrorKind::Body { .. } => Remedy::GiveUp,
            ErrorKind::TokenStuck | ErrorKind::TokenMissing | ErrorKind::Setup(_) => Remedy::FixConfiguration,
            // The innermost error is none of these.
            ErrorKind::Partial { .. } => Remedy::RetryFailed,
        }
    }

    /// What it concerns: one item of the call (a user, so that other users may succeed), this call, or the account.
    #[must_use]
    pub fn concerns(&self) -> Concerns {
        match self.kind() {
            // Without a token, no call of the account succeeds.
            ErrorKind::Token(error) if error.service().is_some() => Concerns::Account,
            ErrorKind::Token(error) | ErrorKind::Partial { error, .. } => error.concerns(),
            ErrorKind::Service(error) => error.concerns(),
            ErrorKind::TokenStuck | ErrorKind::TokenMissing => Concerns::Account,
            _ => Concerns::Call,
        }
    }

    /// Whether the service may have executed a request although the call failed. After a lost response that is unknown.
    #[must_use]
    pub fn may_have_been_done(&self) -> bool {
        match self.kind() {
            ErrorKind::Transport(error) => error.delivery() == Delivery::Unknown,
            ErrorKind::Deadline { delivery, .. } => *delivery == Delivery::Unknown,
            ErrorKind::Status { .. } | ErrorKind::Body { .. } => true,
            ErrorKind::Service(error) => !error.code.says_not_done(),
            ErrorKind::Partial { error, .. } => error.may_have_been_done(),
            ErrorKind::Input(_)
            | ErrorKind::Token(_)
            | ErrorKind::Setup(_)
            | ErrorKind::Source(_)
            | ErrorKind::TokenStuck
            | ErrorKind::TokenMissing
            | ErrorKind::Cancelled => false,
        }
    }

    fn innermost(&self) -> &Self {
        let mut error = self;
        while let ErrorKind::Token(inner) | ErrorKind::Partial { error: inner, .. } = &error.0.kind {
            error = inner;
        }
        error
    }
}

impl From<InputError> for Error {
    fn from(input: InputError) -> Self {
        Self::new(Cow::Borrowed(""), 0, ErrorKind::Input(input))
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Error");
        shown.field("path", &self.0.path).field("attempts", &self.0.attempts);
        shown.field("retry_at", &self.0.retry_at).field("kind", &self.0.kind).finish()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.path.is_empty() {
            write!(f, "{}: ", self.0.path)?;
        }
        fmt::Display::fmt(&self.0.kind, f)?;
        if self.0.attempts > 1 {
            write!(f, " (after {} attempts)", self.0.attempts)?;
        }
        if self.0.rival {
            f.write_str("; another process seems to fetch tokens for this account")?;
        }
        Ok(())
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match &self.0.kind {
            ErrorKind::Input(error) => Some(error),
            ErrorKind::Service(error) => Some(error),
            ErrorKind::Transport(error) => Some(error),
            ErrorKind::Setup(error) => Some(&**error),
            ErrorKind::Source(error) => Some(error),
            ErrorKind::Token(error) | ErrorKind::Partial { error, .. } => Some(error),
            ErrorKind::Status { .. }
            | ErrorKind::Body { .. }
            | ErrorKind::TokenStuck
            | ErrorKind::TokenMissing
            | ErrorKind::Deadline { .. }
            | ErrorKind::Cancelled => None,
        }
    }
}
