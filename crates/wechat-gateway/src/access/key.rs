//! The key of a worker: it stands where a program has an AppSecret.

use std::fmt;

use ring::digest::{SHA256, digest};

/// A worker's key (工作进程密钥): 32 random hexadecimal digits, so that it fits where an AppSecret (开发者密码) fits.
///
/// The gateway keeps its SHA-256 only. With 128 random bits no slower hash is needed.
///
/// ```
/// use wechat_gateway::WorkerKey;
///
/// let key = WorkerKey::generate()?;
/// assert_eq!((key.expose().len(), key.sha256().len()), (32, 64));
/// assert!(!format!("{key:?}").contains(key.expose()));
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct WorkerKey(String);

impl WorkerKey {
    /// A new key, from the random source of the operating system.
    ///
    /// # Errors
    ///
    /// When the operating system has no random numbers.
    pub fn generate() -> std::io::Result<Self> {
        let mut random = [0; 16];
        getrandom::fill(&mut random).map_err(std::io::Error::other)?;
        Ok(Self(hex(&random)))
    }

    /// The key itself, for the worker.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Its SHA-256, for the configuration: 64 hexadecimal digits.
    #[must_use]
    pub fn sha256(&self) -> String {
        hex(&Hash::of(&self.0).0)
    }
}

impl fmt::Debug for WorkerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WorkerKey([redacted])")
    }
}

/// The SHA-256 of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Hash([u8; 32]);

/// The first half of a hash: it names a key in the gateway's tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct KeyId([u8; 16]);

impl Hash {
    pub(crate) fn of(key: &str) -> Self {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest(&SHA256, key.as_bytes()).as_ref());
        Self(bytes)
    }

    /// From 64 hexadecimal digits.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits: Vec<u32> = text.chars().map(|c| c.to_digit(16)).collect::<Option<_>>()?;
        let mut bytes = [0; 32];
        if digits.len() != 64 {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
            *byte = u8::try_from(pair[0] * 16 + pair[1]).ok()?;
        }
        Some(Self(bytes))
    }

    pub(crate) fn id(&self) -> KeyId {
        let mut id = [0; 16];
        id.copy_from_slice(&self.0[..16]);
        KeyId(id)
    }
}

impl KeyId {
    pub(crate) const LENGTH: usize = 16;

    pub(crate) const fn bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }

    pub(crate) const fn from_bytes(bytes: [u8; Self::LENGTH]) -> Self {
        Self(bytes)
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_sha_256() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Hash::parse(abc), Some(Hash::of("abc")));
        assert_eq!(Hash::parse(&abc.to_uppercase()), Some(Hash::of("abc")));
        for bad in ["", &abc[1..], &format!("{abc}0"), &abc.replace('b', "g")] {
            assert_eq!(Hash::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn no_two_keys_are_the_same() {
        let (one, two) = (WorkerKey::generate().unwrap(), WorkerKey::generate().unwrap());
        assert_ne!(one.expose(), two.expose());
        assert!(one.expose().bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)));
    }
}
