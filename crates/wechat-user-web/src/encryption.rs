//! Encryption of messages (消息加解密): AES-256-CBC over 16 random bytes, the length, the message and the AppID.

use aes::Aes256;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use cbc::cipher::{Array, BlockModeDecrypt as _, BlockModeEncrypt as _, KeyIvInit as _};
use wechat_user_core::AppId;

use crate::secret::EncodingAesKey;

/// AES works on blocks of 16 bytes, but the service pads to 32, so that padding bytes up to 32 occur.
const PADDED_TO: usize = 32;
const BLOCK: usize = 16;
/// 16 random bytes, then the message's length in 4 bytes, most significant first.
const HEAD: usize = 16 + 4;

/// Why an encrypted text could not be decrypted. It shows nothing of the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecryptError {
    /// Not Base64.
    #[error("the encrypted text is not Base64")]
    NotBase64,
    /// Not a whole number of blocks.
    #[error("an encrypted text has a multiple of 16 bytes and at least 32, got {given}")]
    #[non_exhaustive]
    NotBlocks {
        /// How many bytes it has.
        given: usize,
    },
    /// Padding or length are impossible. A wrong key and a damaged text cannot be distinguished.
    #[error("the encrypted text cannot be decrypted: wrong EncodingAESKey, or damaged")]
    Unreadable,
    /// It was encrypted for another AppID.
    #[error("the message is for another AppID")]
    WrongAppId,
}

/// A message that is too long to be encrypted: four bytes hold its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a message to encrypt has at most {} bytes, got {given}", u32::MAX)]
#[non_exhaustive]
pub struct MessageTooLong {
    /// How many bytes it has.
    pub given: usize,
}

impl EncodingAesKey {
    /// Encrypts a message for an AppID; the result is Base64.
    ///
    /// `random` must be new and unpredictable for every message: the initialization vector of the scheme is part of the
    /// key and never changes.
    ///
    /// # Errors
    ///
    /// [`MessageTooLong`] above 4 GiB.
    pub fn encrypt(&self, random: [u8; 16], message: &[u8], app_id: &AppId) -> Result<String, MessageTooLong> {
        let given = message.len();
        let length = u32::try_from(given).map_err(|_| MessageTooLong { given })?;
        let app_id = app_id.as_str().as_bytes();
        let unpadded = HEAD + message.len() + app_id.len();
        let padding = PADDED_TO - unpadded % PADDED_TO;
        let mut bytes = Vec::with_capacity(unpadded + padding);
        bytes.extend_from_slice(&random);
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(message);
        bytes.extend_from_slice(app_id);
        // 1 to 32, so it fits.
        bytes.resize(unpadded + padding, padding as u8);
        let (blocks, _) = Array::slice_as_chunks_mut(&mut bytes);
        cbc::Encryptor::<Aes256>::new(self.bytes().into(), &self.iv().into()).encrypt_blocks(blocks);
        Ok(BASE64_STANDARD.encode(&bytes))
    }

    /// Decrypts what [`encrypt`](Self::encrypt) or the service wrote, and checks the AppID in it.
    ///
    /// The scheme has no authentication of its own: check `msg_signature` first, as [`Inbox`](crate::Inbox) does.
    ///
    /// # Errors
    ///
    /// A [`DecryptError`].
    pub fn decrypt(&self, encrypted: &str, app_id: &AppId) -> Result<Vec<u8>, DecryptError> {
        let mut bytes = BASE64_STANDARD.decode(encrypted).map_err(|_| DecryptError::NotBase64)?;
        let given = bytes.len();
        if given < 2 * BLOCK || given % BLOCK != 0 {
            return Err(DecryptError::NotBlocks { given });
        }
        let (blocks, _) = Array::slice_as_chunks_mut(&mut bytes);
        cbc::Decryptor::<Aes256>::new(self.bytes().into(), &self.iv().into()).decrypt_blocks(blocks);
        let unpadded = unpadded(&bytes).ok_or(DecryptError::Unreadable)?;
        let (message, tail) = message_and_tail(unpadded).ok_or(DecryptError::Unreadable)?;
        if tail == app_id.as_str().as_bytes() { Ok(message.to_vec()) } else { Err(DecryptError::WrongAppId) }
    }

    fn iv(&self) -> [u8; BLOCK] {
        let mut iv = [0; BLOCK];
        iv.copy_from_slice(&self.bytes()[..BLOCK]);
        iv
    }
}

fn unpadded(bytes: &[u8]) -> Option<&[u8]> {
    let padding = *bytes.last()?;
    let kept = bytes.len().checked_sub(usize::from(padding))?;
    let legal = (1..=PADDED_TO).contains(&usize::from(padding)) && bytes[kept..].iter().all(|byte| *byte == padding);
    legal.then(|| &bytes[..kept])
}

fn message_and_tail(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = bytes.get(16..HEAD)?.try_into().ok().map(u32::from_be_bytes)?;
    bytes.get(HEAD..)?.split_at_checked(usize::try_from(length).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> EncodingAesKey {
        EncodingAesKey::new("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG").unwrap()
    }

    #[test]
    fn every_length_is_decrypted_again_and_padded_to_32() {
        let app_id = AppId::new("wxb11529c136998cb6");
        for length in 0..100 {
            let message = vec![b'x'; length];
            let encrypted = key().encrypt([7; 16], &message, &app_id).unwrap();
            assert_eq!(BASE64_STANDARD.decode(&encrypted).unwrap().len() % PADDED_TO, 0);
            assert_eq!(key().decrypt(&encrypted, &app_id).unwrap(), message);
        }
    }

    #[test]
    fn padding_is_1_to_32_equal_bytes() {
        assert_eq!(unpadded(&[9, 1]), Some(&[9][..]));
        assert_eq!(unpadded(&[32; 32]), Some(&[][..]));
        for bad in [&[][..], &[0; 32], &[33; 64], &[2], &[3, 2], &[9, 3, 2, 3]] {
            assert_eq!(unpadded(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn the_length_must_fit() {
        let mut bytes = [0; 24];
        bytes[19] = 4;
        assert_eq!(message_and_tail(&bytes), Some((&[0; 4][..], &[][..])));
        bytes[19] = 5;
        assert_eq!(message_and_tail(&bytes), None);
        bytes[16] = 0xff;
        assert_eq!(message_and_tail(&bytes), None);
        assert_eq!(message_and_tail(&bytes[..19]), None);
    }

    #[test]
    fn each_failure_has_its_reason() {
        let app_id = AppId::new("wxb11529c136998cb6");
        let open = |text: &str| key().decrypt(text, &app_id).unwrap_err();
        assert_eq!(open("!"), DecryptError::NotBase64);
        assert_eq!(open(""), DecryptError::NotBlocks { given: 0 });
        assert_eq!(open("AAAAAAAAAAAAAAAAAAAAAA=="), DecryptError::NotBlocks { given: 16 });
        assert_eq!(open(&BASE64_STANDARD.encode([0; 33])), DecryptError::NotBlocks { given: 33 });
        assert_eq!(open(&BASE64_STANDARD.encode([0; 32])), DecryptError::Unreadable);
        let encrypted = key().encrypt([7; 16], b"hello", &AppId::new("wxb11529c136998cb7")).unwrap();
        assert_eq!(open(&encrypted), DecryptError::WrongAppId);
    }
}
