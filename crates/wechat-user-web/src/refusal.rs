//! Why a request was not taken, a variant for each reason. No text of a refusal holds anything that the sender wrote, nor any secret.

use std::time::Duration;

use http::StatusCode;

use crate::sealing::DecryptError;

/// A request that is not a push of the service, or not a whole one. Answer it with [`status`](Self::status) and an empty body; the reason is
/// for your log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// Neither GET (URL check) nor POST (push).
    #[error("the service sends GET and POST only")]
    Method,
    /// A parameter of the query is missing.
    #[error("the query has no {name}")]
    MissingParameter {
        /// Its name.
        name: &'static str,
    },
    /// A parameter of the query is there twice, so that nobody knows which was signed.
    #[error("the query has {name} more than once")]
    RepeatedParameter {
        /// Its name.
        name: &'static str,
    },
    /// `encrypt_type` is neither `raw` nor `aes`.
    #[error("encrypt_type is raw or aes, and nothing else")]
    EncryptType,
    /// `timestamp` is not a number of seconds, in digits.
    #[error("the timestamp is not a number of seconds in digits")]
    BadTimestamp,
    /// `nonce` is longer than any nonce of the service. Characters can be moved between the signed parts without changing the signature, so
    /// a long nonce may hide a piece of the encrypted text.
    #[error("the nonce has at most {limit} characters, this one has {given}")]
    LongNonce {
        /// How many are accepted.
        limit: usize,
        /// How many there are.
        given: usize,
    },
    /// `signature` does not fit token, timestamp and nonce.
    #[error("the signature is wrong: another Token, or forged")]
    Signature,
    /// `msg_signature` does not fit token, timestamp, nonce and the encrypted text.
    #[error("the msg_signature is wrong: another Token, or forged")]
    MsgSignature,
    /// Signed, but too long ago: a replay, or a clock that is wrong.
    #[error("the request is {} s old, at most {} s are accepted", age.as_secs(), window.as_secs())]
    TooOld {
        /// How old it is.
        age: Duration,
        /// How old it may be.
        window: Duration,
    },
    /// Signed, but for a time to come: a clock that is wrong.
    #[error("the request is {} s ahead of the clock, at most {} s are accepted", ahead.as_secs(), window.as_secs())]
    TooEarly {
        /// How far ahead it is.
        ahead: Duration,
        /// How far ahead it may be.
        window: Duration,
    },
    /// The push is encrypted, and no EncodingAESKey was given.
    #[error("the push is encrypted, and there is no EncodingAESKey to open it")]
    NoAesKey,
    /// The push is not encrypted, although there is an EncodingAESKey: anybody may have written it.
    #[error("the push is not encrypted, although an EncodingAESKey is set")]
    NotEncrypted,
    /// The encrypted text does not open, or is meant for another AppID.
    #[error(transparent)]
    Decrypt(#[from] DecryptError),
    /// The account named beside the encrypted text is not the one named inside.
    #[error("ToUserName beside the encrypted text differs from the one inside")]
    Recipient,
    /// More bytes than accepted.
    #[error("the {part} has at most {limit} bytes, this one has {given}")]
    TooLarge {
        /// `body` or `query`.
        part: &'static str,
        /// How many are accepted.
        limit: usize,
        /// How many there are.
        given: usize,
    },
    /// Elements inside elements inside elements.
    #[error("elements are nested more than {limit} deep")]
    TooDeep {
        /// How deep is accepted.
        limit: usize,
    },
    /// More elements than any push has.
    #[error("there are more than {limit} fields")]
    TooManyFields {
        /// How many are accepted.
        limit: usize,
    },
    /// Not UTF-8.
    #[error("the {part} is not UTF-8")]
    NotUtf8 {
        /// `body` or `message` (what was encrypted).
        part: &'static str,
    },
    /// Neither an XML nor a JSON document.
    #[error("neither XML nor JSON")]
    UnknownFormat,
    /// XML that is not well-formed.
    #[error("XML at byte {position}: {problem}")]
    Xml {
        /// What is wrong.
        problem: &'static str,
        /// Where the reader stopped.
        position: u64,
    },
    /// A document type definition. None of the service's messages has one.
    #[error("XML with a document type definition (DTD)")]
    Dtd,
    /// An entity that is not one of the five of XML.
    #[error("XML with an entity other than lt, gt, amp, apos and quot")]
    Entity,
    /// JSON that does not parse.
    #[error("JSON at line {line}, column {column} does not parse")]
    Json {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// A field without which a push is no push.
    #[error("the push has no {name}")]
    MissingField {
        /// Its name.
        name: &'static str,
    },
    /// A field that should be a number, and is not, or not a possible one.
    #[error("{name} is not {expected}")]
    BadField {
        /// Its name.
        name: &'static str,
        /// What it should be.
        expected: &'static str,
    },
}

impl Refusal {
    /// What to answer. Whatever has to do with keys and signatures is one and the same 403, so that whoever tries learns nothing.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Signature
            | Self::MsgSignature
            | Self::TooOld { .. }
            | Self::TooEarly { .. }
            | Self::NoAesKey
            | Self::NotEncrypted
            | Self::Decrypt(_)
            | Self::Recipient => StatusCode::FORBIDDEN,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}
