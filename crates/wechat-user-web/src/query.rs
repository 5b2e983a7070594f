//! The query of a request of the service. The URL in the callback settings may have its own parameters; they are
//! ignored.

use std::borrow::Cow;

use wechat_user_core::Timestamp;

use crate::limits::Limits;
use crate::push_error::PushError;

const NAMES: [&str; 6] = ["signature", "timestamp", "nonce", "echostr", "encrypt_type", "msg_signature"];

/// The most characters that a nonce may have. The service's own have ten digits.
///
/// The signature joins its parts with nothing between them, so characters can be moved from one to the other under the
/// same signature. Blocks of an encrypted text that are moved into the nonce leave a shorter text, which decrypts to
/// another message. The smallest such piece has 64 characters, so a nonce of 32 cannot hold it.
pub(crate) const MAX_NONCE_CHARS: usize = 32;

/// The parameters that the service adds.
pub(crate) struct Query<'a>([Option<Cow<'a, str>>; NAMES.len()]);

/// The signed parameters.
#[derive(Clone, Copy)]
pub(crate) struct Signed<'q> {
    pub(crate) timestamp: &'q str,
    /// The same as a time.
    pub(crate) sent: Timestamp,
    pub(crate) nonce: &'q str,
}

impl<'a> Query<'a> {
    pub(crate) fn read(text: &'a str, limits: Limits) -> Result<Self, PushError> {
        if text.len() > limits.query {
            return Err(PushError::TooLarge { part: "query", limit: limits.query, given: text.len() });
        }
        let mut query = Self([const { None }; NAMES.len()]);
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            let Some(index) = NAMES.iter().position(|known| *known == name) else { continue };
            if query.0[index].replace(value).is_some() {
                return Err(PushError::RepeatedParameter { name: NAMES[index] });
            }
        }
        Ok(query)
    }

    pub(crate) fn get(&self, name: &'static str) -> Option<&str> {
        let index = NAMES.iter().position(|known| *known == name)?;
        self.0[index].as_deref()
    }

    pub(crate) fn need(&self, name: &'static str) -> Result<&str, PushError> {
        self.get(name).ok_or(PushError::MissingParameter { name })
    }

    /// `timestamp` and `nonce`, which are signed: digits, and at most [`MAX_NONCE_CHARS`].
    pub(crate) fn signed(&self) -> Result<Signed<'_>, PushError> {
        let (timestamp, nonce) = (self.need("timestamp")?, self.need("nonce")?);
        // `parse` alone would take a plus sign.
        let is_digits = timestamp.bytes().all(|byte| byte.is_ascii_digit());
        let sent = timestamp.parse().ok().filter(|_| is_digits).ok_or(PushError::BadTimestamp)?;
        let given = nonce.chars().count();
        if given > MAX_NONCE_CHARS {
            return Err(PushError::LongNonce { limit: MAX_NONCE_CHARS, given });
        }
        Ok(Signed { timestamp, sent: Timestamp::from_unix_secs(sent), nonce })
    }

    /// Whether the push is encrypted: `encrypt_type=aes`. Absent or `raw`, it is not.
    pub(crate) fn is_encrypted(&self) -> Result<bool, PushError> {
        match self.get("encrypt_type") {
            None | Some("" | "raw") => Ok(false),
            Some("aes") => Ok(true),
            Some(_) => Err(PushError::EncryptType),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_decoded_and_others_ignored() {
        let query = Query::read("a=1&signature=x&a=2&nonce=%E4%B8%AD+1&&timestamp", Limits::DEFAULT).unwrap();
        assert_eq!(query.get("signature"), Some("x"));
        assert_eq!(query.get("nonce"), Some("中 1"));
        assert_eq!(query.get("timestamp"), Some(""));
        assert_eq!(query.need("echostr"), Err(PushError::MissingParameter { name: "echostr" }));
    }

    #[test]
    fn signed_parameters_occur_once() {
        let refused = Query::read("signature=x&nonce=1&signature=y", Limits::DEFAULT).map(drop);
        assert_eq!(refused, Err(PushError::RepeatedParameter { name: "signature" }));
        let long = format!("nonce={}", "1".repeat(8 * 1024));
        let refused = Query::read(&long, Limits::DEFAULT).map(drop);
        assert_eq!(refused, Err(PushError::TooLarge { part: "query", limit: 8_192, given: 8_198 }));
    }

    #[test]
    fn a_timestamp_is_digits_and_a_nonce_has_32_characters() {
        let signed = |timestamp: &str, nonce: &str| {
            let text = format!("timestamp={timestamp}&nonce={nonce}");
            Query::read(&text, Limits::DEFAULT)?
                .signed()
                .map(|signed| (signed.sent.as_unix_secs(), signed.nonce.to_owned()))
        };
        let nonce = "中".repeat(32);
        assert_eq!(signed("1409304348", &nonce), Ok((1_409_304_348, nonce)));
        assert_eq!(signed("1", &"n".repeat(33)), Err(PushError::LongNonce { limit: 32, given: 33 }));
        for bad in ["", "soon", "%2B1", "-1", "1.0", "1%20", "18446744073709551616", "%EF%BC%91"] {
            assert_eq!(signed(bad, "n"), Err(PushError::BadTimestamp), "{bad}");
        }
    }

    #[test]
    fn encrypt_type_is_raw_or_aes() {
        let read = |text| Query::read(text, Limits::DEFAULT).and_then(|query| query.is_encrypted());
        for (text, expected) in
            [("", false), ("encrypt_type=", false), ("encrypt_type=raw", false), ("encrypt_type=aes", true)]
        {
            assert_eq!(read(text), Ok(expected), "{text}");
        }
        assert_eq!(read("encrypt_type=rot13"), Err(PushError::EncryptType));
    }
}
