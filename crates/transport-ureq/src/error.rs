//! Why there is no response, in texts without a URL.
//!
//! Some of ureq's errors print the whole URL, and with it the token. So none of ureq's own texts is passed on unless it
//! is known to be free of the request: what the operating system said, what rustls said, what was wrong with the
//! response.

use std::error::Error as StdError;
use std::fmt;

use ureq::{Error as Ureq, Timeout};
use wechat_user_core::transport::{Delivery, TransportError};

use crate::stage::Stage;

type Source = Box<dyn StdError + Send + Sync>;

/// Why there is no response. It is the source of every [`TransportError`] of this crate:
///
/// ```
/// use transport_ureq::{Error, ErrorKind, UreqTransport};
/// use wechat_user_core::transport::{Request, Transport};
///
/// let error = UreqTransport::new().send(Request::default()).unwrap_err(); // its URI is "/"
/// let error = error.get_ref().downcast_ref::<Error>().unwrap();
/// assert_eq!(error.kind(), ErrorKind::InvalidRequest);
/// ```
///
/// `Display`, `Debug` and the sources print no part of the request: no URL, no header, no body.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    timed_out: bool,
    source: Option<Source>,
}

/// What failed. Up to [`Tls`](Self::Tls), the request was certainly not sent; from [`Exchange`](Self::Exchange) on, it
/// may have arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request cannot be sent: no absolute `http` or `https` URI, or a header that HTTP/1.1 does not allow.
    InvalidRequest,
    /// The name of the host was not found.
    Resolve,
    /// No TCP connection: refused, unreachable, or not in time.
    Connect,
    /// The proxy cannot be reached, refused, or did not respond.
    Proxy,
    /// The TLS handshake failed: an unknown CA, a wrong name, an expired certificate, no TLS at all.
    Tls,
    /// The connection broke, or time was up, after a byte of the request may have been written; or what came back is
    /// not HTTP.
    Exchange,
    /// The body of the response is longer than the limit.
    #[non_exhaustive]
    TooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
}

impl Error {
    /// What failed.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Whether it failed because time was up.
    #[must_use]
    pub const fn is_timeout(&self) -> bool {
        self.timed_out
    }

    pub(crate) const fn invalid_request() -> Self {
        Self { kind: ErrorKind::InvalidRequest, timed_out: false, source: None }
    }

    pub(crate) const fn too_large(limit: usize) -> Self {
        Self { kind: ErrorKind::TooLarge { limit }, timed_out: false, source: None }
    }

    /// For our own agent, whose parts note how far they got.
    pub(crate) fn at(stage: Stage, error: Ureq) -> Self {
        let timed_out = matches!(error, Ureq::Timeout(_));
        let kind = match stage {
            Stage::Start | Stage::Connected if timed_out => ErrorKind::Connect,
            Stage::Start | Stage::Connected => ErrorKind::InvalidRequest,
            Stage::Resolve => ErrorKind::Resolve,
            Stage::Connect => ErrorKind::Connect,
            Stage::Proxy => ErrorKind::Proxy,
            Stage::Tls => ErrorKind::Tls,
            Stage::Exchange => ErrorKind::Exchange,
        };
        Self { kind, timed_out, source: clean_source(error) }
    }

    /// For an agent that this crate did not build: only what cannot be anything else counts as not sent.
    pub(crate) fn of_foreign_agent(error: Ureq) -> Self {
        let timed_out = matches!(error, Ureq::Timeout(_));
        let kind = match &error {
            Ureq::BadUri(_) | Ureq::RequireHttpsOnly(_) | Ureq::Http(_) => ErrorKind::InvalidRequest,
            Ureq::HostNotFound | Ureq::Timeout(Timeout::Resolve) => ErrorKind::Resolve,
            Ureq::ConnectionFailed | Ureq::Timeout(Timeout::Connect) => ErrorKind::Connect,
            Ureq::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => ErrorKind::Connect,
            Ureq::InvalidProxyUrl | Ureq::ConnectProxyFailed(_) => ErrorKind::Proxy,
            Ureq::Tls(_) | Ureq::TlsRequired | Ureq::Pem(_) => ErrorKind::Tls,
            _ => ErrorKind::Exchange,
        };
        // Its connectors, resolvers and middleware are unknown, and so are the texts that they put into an error.
        let source = match error {
            Ureq::Io(error) if error.get_ref().is_some() => Some(Source::from(error.kind().to_string())),
            Ureq::Http(_) | Ureq::Protocol(_) => None,
            error => clean_source(error),
        };
        Self { kind, timed_out, source }
    }
}

/// The text of an error if it is certain to hold no part of the request. Every other text is left out.
fn clean_source(error: Ureq) -> Option<Source> {
    match error {
        Ureq::Io(error) => Some(error.into()),
        Ureq::Http(error) => Some(error.into()),
        Ureq::Protocol(error) => Some(error.into()),
        Ureq::Rustls(error) => Some(error.into()),
        Ureq::Tls(text) => Some(text.into()),
        Ureq::ConnectProxyFailed(text) => Some(text.into()),
        Ureq::LargeResponseHeader(size, limit) => {
            Some(format!("the head of the response has {size} bytes, more than {limit}").into())
        }
        Ureq::HostNotFound => Some("it has no address".into()),
        _ => None,
    }
}

impl From<Error> for TransportError {
    fn from(error: Error) -> Self {
        match error.delivery() {
            Delivery::NotSent => Self::not_sent(error),
            _ => Self::unknown(error),
        }
    }
}

impl Error {
    const fn delivery(&self) -> Delivery {
        match self.kind {
            ErrorKind::InvalidRequest | ErrorKind::Resolve | ErrorKind::Connect | ErrorKind::Proxy | ErrorKind::Tls => {
                Delivery::NotSent
            }
            ErrorKind::Exchange | ErrorKind::TooLarge { .. } => Delivery::Unknown,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            ErrorKind::InvalidRequest => f.write_str("not a request that HTTP/1.1 can carry to an http or https URI"),
            ErrorKind::Resolve => f.write_str("the host name was not found"),
            ErrorKind::Connect => f.write_str("no connection"),
            ErrorKind::Proxy => f.write_str("no connection through the proxy"),
            ErrorKind::Tls => f.write_str("the TLS handshake failed"),
            ErrorKind::Exchange => f.write_str("the exchange broke off"),
            ErrorKind::TooLarge { limit } => write!(f, "the response is longer than the limit of {limit} bytes"),
        }?;
        match &self.source {
            Some(source) => write!(f, ": {source}"),
            None if self.timed_out => f.write_str(": time is up"),
            None => Ok(()),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
