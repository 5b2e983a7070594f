//! Signatures (签名): the lower-case hexadecimal SHA-1 of the sorted parts, joined without a separator.

use std::fmt::Write as _;

use sha1::{Digest as _, Sha1};
use subtle::ConstantTimeEq as _;

use crate::secret::PushToken;

impl PushToken {
    /// The `signature` of a URL check or of a push.
    ///
    /// It does not cover the body or `echostr`: the content of a push is signed in safe mode (安全模式) only.
    ///
    /// ```
    /// let token = wechat_user_web::PushToken::new("AAAAA")?;
    /// assert_eq!(token.sign("1714036504", "1514711492"), "f464b24fc39322e44b38aa78f5edd27bd1441696");
    /// # Ok::<(), wechat_user_web::SecretError>(())
    /// ```
    #[must_use]
    pub fn sign(&self, timestamp: &str, nonce: &str) -> String {
        sha1_of_sorted([self.expose(), timestamp, nonce])
    }

    /// The `msg_signature` (消息体签名) of an encrypted push, of its reply, or of an encrypted `echostr`.
    #[must_use]
    pub fn sign_encrypted(&self, timestamp: &str, nonce: &str, encrypted: &str) -> String {
        sha1_of_sorted([self.expose(), timestamp, nonce, encrypted])
    }
}

/// Compares two signatures in constant time.
pub(crate) fn same(expected: &str, given: &str) -> bool {
    bool::from(expected.as_bytes().ct_eq(given.as_bytes()))
}

pub(crate) fn sha1_hex(text: &[u8]) -> String {
    let mut hash = Sha1Hex::default();
    hash.add(text);
    hash.finish()
}

/// An incremental SHA-1 with a result of 40 lower-case hexadecimal digits.
#[derive(Default)]
pub(crate) struct Sha1Hex(Sha1);

impl Sha1Hex {
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub(crate) fn finish(self) -> String {
        self.0.finalize().iter().fold(String::with_capacity(40), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

fn sha1_of_sorted<const N: usize>(mut parts: [&str; N]) -> String {
    parts.sort_unstable();
    sha1_hex(parts.concat().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_are_sorted_as_strings() {
        assert_eq!(sha1_of_sorted(["b", "a", "10", "9"]), sha1_hex(b"109ab"));
        assert_eq!(sha1_hex(b""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    }

    #[test]
    fn same_means_equal() {
        let signature = sha1_hex(b"x");
        assert!(same(&signature, &signature.clone()));
        assert!(!same(&signature, &signature.to_uppercase()));
        assert!(!same(&signature, &signature[..39]));
        assert!(!same(&signature, ""));
    }
}
