//! The two secrets of the callback settings (服务器配置): the token for signatures, and the key for encryption.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// The Token (令牌) of the callback settings. Both sides sign with it.
///
/// Cheap to clone. Prints as `[redacted]`. Not comparable, so that no program compares it in variable time by accident.
#[derive(Clone)]
pub struct PushToken(Arc<str>);

/// The EncodingAESKey (消息加解密密钥) of the callback settings: 43 characters, which are a key of 32 bytes.
///
/// Prints as `[redacted]`; not comparable. Most keys in use are not canonical Base64: the last character has unused
/// bits that are not zero. They are accepted.
///
/// ```
/// use wechat_user_web::EncodingAesKey;
///
/// let key = EncodingAesKey::new("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG")?;
/// assert_eq!(format!("{key:?}"), "EncodingAesKey([redacted])");
/// let refused = EncodingAesKey::new("abc").unwrap_err();
/// assert_eq!(refused.to_string(), "an EncodingAESKey has 43 characters, got 3");
/// # Ok::<(), wechat_user_web::SecretError>(())
/// ```
#[derive(Clone)]
pub struct EncodingAesKey([u8; 32]);

/// A text that cannot be a secret of the callback settings. The message never holds any part of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SecretError {
    /// With an empty token, anyone could sign.
    #[error("a Token (令牌) must not be empty")]
    EmptyToken,
    /// Not 43 characters.
    #[error("an EncodingAESKey has {limit} characters, got {given}")]
    #[non_exhaustive]
    AesKeyLength {
        /// 43.
        limit: usize,
        /// How many characters it has.
        given: usize,
    },
    /// A character that Base64 does not have.
    #[error("an EncodingAESKey has only the characters A-Z, a-z, 0-9, + and /")]
    AesKeyCharacter,
}

impl PushToken {
    /// Any text that is not empty.
    ///
    /// # Errors
    ///
    /// [`SecretError::EmptyToken`].
    pub fn new(token: impl Into<String>) -> Result<Self, SecretError> {
        let token = token.into();
        if token.is_empty() { Err(SecretError::EmptyToken) } else { Ok(Self(Arc::from(token))) }
    }

    /// The token itself. Keep it out of logs.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl EncodingAesKey {
    /// How many characters the console shows.
    pub const CHARS: usize = 43;

    /// Decodes the 43 characters as the console shows them, without a trailing `=`.
    ///
    /// # Errors
    ///
    /// [`SecretError::AesKeyLength`] and [`SecretError::AesKeyCharacter`].
    pub fn new(text: &str) -> Result<Self, SecretError> {
        let given = text.chars().count();
        if given != Self::CHARS {
            return Err(SecretError::AesKeyLength { limit: Self::CHARS, given });
        }
        // 43 characters are 258 bits. The service ignores the last two, so a decoder that requires zeros refuses real
        // keys.
        let config = GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(true)
            .with_decode_padding_mode(DecodePaddingMode::RequireNone);
        let bytes = GeneralPurpose::new(&STANDARD, config).decode(text).map_err(|_| SecretError::AesKeyCharacter)?;
        bytes.try_into().map(Self).map_err(|_| SecretError::AesKeyCharacter)
    }

    pub(crate) const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for PushToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PushToken([redacted])")
    }
}

impl fmt::Debug for EncodingAesKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EncodingAesKey([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_with_trailing_bits_are_keys() {
        for text in [
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
            "AdiqDDDvUNCeE1ZW5XJmjf9fqNBJpGBs4vL4cHKmHBS",
            "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR",
        ] {
            assert!(EncodingAesKey::new(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn a_bad_key_is_refused_without_printing_it() {
        let length = |given| Err(SecretError::AesKeyLength { limit: 43, given });
        assert_eq!(EncodingAesKey::new("").map(drop), length(0));
        assert_eq!(EncodingAesKey::new(&"A".repeat(44)).map(drop), length(44));
        assert_eq!(EncodingAesKey::new(&format!("{}=", "A".repeat(42))).map(drop), Err(SecretError::AesKeyCharacter));
        assert_eq!(EncodingAesKey::new(&"密".repeat(43)).map(drop), Err(SecretError::AesKeyCharacter));
        assert_eq!(EncodingAesKey::new(&format!("{}-", "A".repeat(42))).map(drop), Err(SecretError::AesKeyCharacter));
    }

    #[test]
    fn debug_prints_no_secret() {
        assert_eq!(PushToken::new("").map(drop), Err(SecretError::EmptyToken));
        assert_eq!(format!("{:?}", PushToken::new("pamtest").unwrap()), "PushToken([redacted])");
    }
}
