//! The cause of an [`Error`], and its text.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::Error;
use crate::errors::service_error::ServiceError;
use crate::errors::source_error::SourceError;
use crate::io::transport::{Delivery, TransportError};
use crate::values::input_error::InputError;
use crate::values::openid::OpenId;

/// The cause of an [`Error`].
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An argument was refused before anything was sent.
    Input(InputError),
    /// The service responded with an `errcode`.
    Service(ServiceError),
    /// There was no complete response.
    Transport(TransportError),
    /// An HTTP status other than success, as gateways send them.
    #[non_exhaustive]
    Status {
        /// The status.
        status: http::StatusCode,
        /// The start of the body, harmless parts only.
        snippet: String,
    },
    /// A response that could not be read as JSON of the expected shape.
    #[non_exhaustive]
    Body {
        /// What is wrong with it.
        problem: String,
        /// Whether it is no JSON at all (cut short, or a gateway's page), so that it says nothing about what the
        /// service did.
        garbage: bool,
        /// The start of the body, harmless parts only.
        snippet: String,
    },
    /// The call needs a token, and none could be had: this is the failure of the token request, perhaps one that
    /// another call made.
    Token(Error),
    /// A driver could not be set up: a missing transport, an environment variable that is not set.
    Setup(Box<dyn core::error::Error + Send + Sync>),
    /// A source or a store of credentials failed.
    Source(SourceError),
    /// The service rejects the token, and hands out the very same one when asked for another (`/cgi-bin/stable_token`
    /// does until it expires).
    TokenStuck,
    /// The account's token is supplied from outside, and there is none, or it was rejected.
    TokenMissing,
    /// The time for the call ran out.
    #[non_exhaustive]
    Deadline {
        /// What it was waiting for.
        waiting_for: &'static str,
        /// Whether a request may have been executed.
        delivery: Delivery,
    },
    /// A part of a list failed, and the rest is done.
    #[non_exhaustive]
    Partial {
        /// OpenIDs not confirmed as processed; all others are processed.
        failed: Vec<OpenId>,
        /// The error of the last attempt with these.
        error: Error,
    },
    /// The call was cancelled.
    Cancelled,
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |f: &mut fmt::Formatter<'_>, snippet: &str| {
            if snippet.is_empty() { Ok(()) } else { write!(f, ": {snippet}") }
        };
        match self {
            Self::Input(error) => write!(f, "refused before sending: {error}"),
            Self::Service(error) => fmt::Display::fmt(error, f),
            Self::Transport(error) => fmt::Display::fmt(error, f),
            Self::Status { status, snippet } => {
                write!(f, "the response is HTTP {status}, not the service's")?;
                shown(f, snippet)
            }
            Self::Body { problem, snippet, .. } => {
                write!(f, "the response could not be read: {problem}")?;
                shown(f, snippet)
            }
            Self::Token(error) => write!(f, "no access token: {error}"),
            Self::Setup(error) => fmt::Display::fmt(error, f),
            Self::Source(error) => fmt::Display::fmt(error, f),
            Self::TokenStuck => f.write_str(
                "the service rejects the access token, and returns the same one when asked for another; \
                 it may be another account's, or a forced refresh may be needed",
            ),
            Self::TokenMissing => f.write_str("the access token comes from outside, and there is none that works"),
            Self::Deadline { waiting_for, .. } => write!(f, "the time for the call ran out, waiting for {waiting_for}"),
            Self::Partial { failed, error } => {
                write!(f, "{} of the openids failed, the others are done: {}", failed.len(), error.kind())
            }
            Self::Cancelled => f.write_str("cancelled"),
        }
    }
}
