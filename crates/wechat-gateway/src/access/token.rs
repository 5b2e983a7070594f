//! The gateway's own tokens: signed, so that every gateway with the same signing keys accepts them without a store.
//!
//! ```text
//! base64url( version 1 | issued, unix seconds 8 | random 16 | id of the worker's key 16 | AppID | HMAC-SHA-256 32 )
//! ```
//!
//! A token says for which key it was issued; whether that key still exists, and still has the account, is looked up
//! with each request. So a key that is removed from the configuration ends its tokens at once.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use wechat_user::Timestamp;

use super::key::KeyId;

/// Libraries keep a token for this long, whatever a response says that is longer or shorter.
pub(crate) const LIFE: Duration = Duration::from_secs(7_200);
/// The clocks of two gateways may differ by this much.
const SKEW: Duration = Duration::from_secs(60);
/// The longest token.
pub(crate) const MAX_LENGTH: usize = 256;
/// The longest AppID; the service's have 18 characters.
pub(crate) const MAX_APP_ID: usize = 64;

const VERSION: u8 = 1;
const RANDOM: usize = 16;
const TAG: usize = 32;
/// What comes before the AppID.
const HEAD: usize = 1 + 8 + RANDOM + KeyId::LENGTH;

/// Signs and checks tokens. The first key signs; all are accepted.
pub(crate) struct Signer(Vec<hmac::Key>);

/// What a signed token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Claims {
    pub(crate) key: KeyId,
    pub(crate) app_id: String,
    issued: Timestamp,
}

/// Why a token is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadToken {
    /// It has not the form of a token: 40014.
    Malformed,
    /// No signing key has signed it: 40001.
    Unknown,
    /// It has expired: 42001.
    Expired,
}

impl Signer {
    pub(crate) fn new<'a>(secrets: impl IntoIterator<Item = &'a [u8]>) -> Self {
        Self(secrets.into_iter().map(|secret| hmac::Key::new(hmac::HMAC_SHA256, secret)).collect())
    }

    /// A token for this account and key. `None` without a signing key, with an impossible AppID, or when the operating
    /// system has no random numbers.
    pub(crate) fn issue(&self, key: KeyId, app_id: &str, now: Timestamp) -> Option<String> {
        let signing = self.0.first().filter(|_| (1..=MAX_APP_ID).contains(&app_id.len()))?;
        let mut random = [0; RANDOM];
        getrandom::fill(&mut random).ok()?;
        let mut token = vec![VERSION];
        token.extend_from_slice(&now.as_unix_secs().to_be_bytes());
        token.extend_from_slice(&random);
        token.extend_from_slice(key.bytes());
        token.extend_from_slice(app_id.as_bytes());
        token.extend_from_slice(hmac::sign(signing, &token).as_ref());
        Some(URL_SAFE_NO_PAD.encode(token))
    }

    /// What a token says, once its signature was checked.
    pub(crate) fn read(&self, token: &str) -> Result<Claims, BadToken> {
        if token.len() > MAX_LENGTH {
            return Err(BadToken::Malformed);
        }
        let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| BadToken::Malformed)?;
        if bytes.len() <= HEAD + TAG || bytes[0] != VERSION {
            return Err(BadToken::Malformed);
        }
        let (signed, tag) = bytes.split_at(bytes.len() - TAG);
        // In constant time, by ring.
        if !self.0.iter().any(|key| hmac::verify(key, signed, tag).is_ok()) {
            return Err(BadToken::Unknown);
        }
        let (head, app_id) = signed.split_at(HEAD);
        let (mut issued, mut key) = ([0; 8], [0; KeyId::LENGTH]);
        issued.copy_from_slice(&head[1..9]);
        key.copy_from_slice(&head[9 + RANDOM..]);
        let issued = Timestamp::from_unix_secs(u64::from_be_bytes(issued));
        let app_id = String::from_utf8(app_id.to_vec()).map_err(|_| BadToken::Malformed)?;
        Ok(Claims { key: KeyId::from_bytes(key), app_id, issued })
    }
}

impl Claims {
    /// Whether the token may be used now.
    pub(crate) fn check_age(&self, now: Timestamp) -> Result<(), BadToken> {
        if self.issued > now + SKEW {
            return Err(BadToken::Unknown);
        }
        if now > self.issued + LIFE + SKEW { Err(BadToken::Expired) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::key::Hash;
    use super::*;

    const NOW: Timestamp = Timestamp::from_unix_secs(1_795_293_000);
    const APP_ID: &str = "wx0123456789abcdef";

    fn signer(secrets: &[&str]) -> Signer {
        Signer::new(secrets.iter().map(|secret| secret.as_bytes()))
    }

    impl Signer {
        fn check(&self, token: &str, now: Timestamp) -> Result<Claims, BadToken> {
            let claims = self.read(token)?;
            claims.check_age(now).map(|()| claims)
        }
    }

    fn issue(signer: &Signer) -> String {
        signer.issue(Hash::of("key").id(), APP_ID, NOW).unwrap()
    }

    #[test]
    fn a_token_says_for_whom_it_was_issued() {
        let signer = signer(&["a"]);
        let token = issue(&signer);
        let claims = signer.check(&token, NOW).unwrap();
        assert_eq!(claims, Claims { key: Hash::of("key").id(), app_id: APP_ID.to_owned(), issued: NOW });
        assert!(token.len() <= MAX_LENGTH);
        assert!(token.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')), "{token}");
        assert_ne!(token, issue(&signer), "a random part in each");
    }

    #[test]
    fn the_longest_appid_makes_a_token_of_at_most_256_characters() {
        let signer = signer(&["a"]);
        let issue = |length| signer.issue(Hash::of("key").id(), &"x".repeat(length), NOW);
        assert!(issue(MAX_APP_ID).unwrap().len() <= MAX_LENGTH);
        assert!(signer.check(&issue(MAX_APP_ID).unwrap(), NOW).is_ok());
        assert!(issue(MAX_APP_ID + 1).is_none() && issue(0).is_none());
    }

    #[test]
    fn no_changed_bit_is_accepted() {
        let signer = signer(&["a"]);
        let token = issue(&signer);
        let bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
        for at in 0..bytes.len() * 8 {
            let mut changed = bytes.clone();
            changed[at / 8] ^= 1 << (at % 8);
            let error = signer.check(&URL_SAFE_NO_PAD.encode(changed), NOW).unwrap_err();
            assert!(matches!(error, BadToken::Unknown | BadToken::Malformed), "{at}");
        }
        // Every character, also where it stands for bits that belong to no byte.
        for at in 0..token.len() {
            for other in ['A', 'Q', '_', '-', '=', '+', ' ', '%'] {
                let changed: String =
                    token.chars().enumerate().map(|(place, c)| if place == at { other } else { c }).collect();
                assert!(changed == token || signer.check(&changed, NOW).is_err(), "{at} {other}");
            }
        }
    }

    #[test]
    fn two_signing_keys_are_accepted_while_they_are_rotated() {
        let (old, both, new) = (signer(&["a"]), signer(&["b", "a"]), signer(&["b"]));
        assert!(both.check(&issue(&old), NOW).is_ok() && new.check(&issue(&both), NOW).is_ok());
        assert_eq!(new.check(&issue(&old), NOW), Err(BadToken::Unknown));
        assert!(signer(&[]).issue(Hash::of("key").id(), APP_ID, NOW).is_none());
    }

    #[test]
    fn a_token_lives_two_hours_and_the_difference_of_two_clocks() {
        let signer = signer(&["a"]);
        let token = issue(&signer);
        assert!(signer.check(&token, NOW + LIFE + SKEW).is_ok());
        let later = NOW + LIFE + SKEW + Duration::from_secs(1);
        assert_eq!(signer.check(&token, later), Err(BadToken::Expired));
        let early = Timestamp::from_unix_secs(NOW.as_unix_secs() - 60);
        assert!(signer.check(&token, early).is_ok());
        let too_early = Timestamp::from_unix_secs(NOW.as_unix_secs() - 61);
        assert_eq!(signer.check(&token, too_early), Err(BadToken::Unknown));
    }

    #[test]
    fn what_is_no_token_is_malformed() {
        let signer = signer(&["a"]);
        let long = "A".repeat(MAX_LENGTH + 1);
        for text in ["", "A", "36_abc", "ACCESS_TOKEN", "令牌", &long] {
            assert_eq!(signer.check(text, NOW), Err(BadToken::Malformed), "{text}");
        }
    }
}
