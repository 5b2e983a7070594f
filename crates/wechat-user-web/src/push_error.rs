//! Why a request was refused, a variant for each reason. No text of a refusal holds a secret or anything that the
//! sender wrote.

use std::time::Duration;

use http::StatusCode;

use crate::encryption::DecryptError;

/// A request that is not a push of the service, or not a whole one. Respond with [`status`](Self::status) and an empty
/// body; write the reason to your log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PushError {
    /// Neither GET (URL check) nor POST (push).
    #[error("the service sends GET and POST only")]
    Method,
    /// A parameter of the query is missing.
    #[error("the query has no {name}")]
    #[non_exhaustive]
    MissingParameter {
        /// Its name.
        name: &'static str,
    },
    /// A parameter of the query occurs twice, so it is unknown which was signed.
    #[error("the query has {name} more than once")]
    #[non_exhaustive]
    RepeatedParameter {
        /// Its name.
        name: &'static str,
    },
    /// `encrypt_type` is neither `raw` nor `aes`.
    #[error("encrypt_type must be raw or aes")]
    EncryptType,
    /// `timestamp` is not a number of seconds, in digits.
    #[error("the timestamp must be a number of seconds in digits")]
    BadTimestamp,
    /// `nonce` is longer than any nonce of the service. Characters can be moved between the signed parts without
    /// changing the signature, so a long nonce may hide a piece of the encrypted text.
    #[error("a nonce has at most {limit} characters, got {given}")]
    #[non_exhaustive]
    LongNonce {
        /// How many are accepted.
        limit: usize,
        /// How many there are.
        given: usize,
    },
    /// `signature` does not match token, timestamp and nonce.
    #[error("the signature is wrong: another Token, or forged")]
    Signature,
    /// `msg_signature` does not match token, timestamp, nonce and the encrypted text.
    #[error("the msg_signature is wrong: another Token, or forged")]
    MsgSignature,
    /// Signed too long ago: a replay, or a wrong clock.
    #[error("the request is {} s old; at most {} s are accepted", age.as_secs(), window.as_secs())]
    #[non_exhaustive]
    TooOld {
        /// How old it is.
        age: Duration,
        /// How old it may be.
        window: Duration,
    },
    /// Signed for a time in the future: a wrong clock.
    #[error("the request is {} s ahead of the clock; at most {} s are accepted", ahead.as_secs(), window.as_secs())]
    #[non_exhaustive]
    TooEarly {
        /// How far ahead it is.
        ahead: Duration,
        /// How far ahead it may be.
        window: Duration,
    },
    /// The push is encrypted, and no EncodingAESKey is set.
    #[error("the push is encrypted, and no EncodingAESKey is set")]
    NoAesKey,
    /// The push is not encrypted, although an EncodingAESKey is set: anyone may have written it.
    #[error("the push is not encrypted, although an EncodingAESKey is set")]
    NotEncrypted,
    /// The encrypted text cannot be decrypted, or is for another AppID.
    #[error(transparent)]
    Decrypt(#[from] DecryptError),
    /// The account in the envelope is not the one in the encrypted message.
    #[error("ToUserName of the envelope differs from that of the encrypted message")]
    Recipient,
    /// More bytes than accepted.
    #[error("the {part} has at most {limit} bytes, got {given}")]
    #[non_exhaustive]
    TooLarge {
        /// `body` or `query`.
        part: &'static str,
        /// How many are accepted.
        limit: usize,
        /// How many there are.
        given: usize,
    },
    /// Too many levels of elements.
    #[error("elements are nested more than {limit} deep")]
    #[non_exhaustive]
    TooDeep {
        /// How deep is accepted.
        limit: usize,
    },
    /// Too many elements.
    #[error("there are more than {limit} fields")]
    #[non_exhaustive]
    TooManyFields {
        /// How many are accepted.
        limit: usize,
    },
    /// The decrypted `echostr`, or the reply of an account, is not UTF-8.
    #[error("the {part} is not UTF-8")]
    #[non_exhaustive]
    NotUtf8 {
        /// `body` or `message` (the decrypted one).
        part: &'static str,
    },
    /// Neither an XML nor a JSON document.
    #[error("neither XML nor JSON")]
    UnknownFormat,
    /// XML that is not well-formed.
    #[error("XML at byte {position}: {problem}")]
    #[non_exhaustive]
    Xml {
        /// What is wrong.
        problem: &'static str,
        /// Where the reader stopped.
        position: u64,
    },
    /// A document type definition. The service never writes one.
    #[error("XML with a document type definition (DTD)")]
    Dtd,
    /// An entity other than the five of XML.
    #[error("XML with an entity other than lt, gt, amp, apos and quot")]
    Entity,
    /// JSON that does not parse.
    #[error("JSON at line {line}, column {column} does not parse")]
    #[non_exhaustive]
    Json {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// A field that every push has.
    #[error("the push has no {name}")]
    #[non_exhaustive]
    MissingField {
        /// Its name.
        name: &'static str,
    },
    /// A field of every push with an impossible value.
    #[error("{name} is not {expected}")]
    #[non_exhaustive]
    BadField {
        /// Its name.
        name: &'static str,
        /// What it should be.
        expected: &'static str,
    },
}

impl PushError {
    /// The status of the response. All refusals about keys and signatures have the same one, 403, so that an attacker
    /// learns nothing.
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
