//! The last token of a connection, so that its signature is checked once and not with each request.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use subtle::ConstantTimeEq;

use super::token::{BadToken, Claims};
use crate::shared::Setup;

/// What a signed token says does not change. Everything that may change is looked up with each request all the same:
/// its age, its key, its account. Another configuration may have other signing keys, so with it the signature is
/// checked again.
#[derive(Default)]
pub(crate) struct Known(Mutex<Option<Last>>);

struct Last {
    setup: Weak<Setup>,
    token: String,
    claims: Claims,
}

impl Known {
    /// What this token says, once its signature was checked.
    pub(crate) fn claims(&self, setup: &Arc<Setup>, token: &str) -> Result<Claims, BadToken> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(last) = &*known
            && last.setup.as_ptr() == Arc::as_ptr(setup)
            // A proxy may send the requests of several workers over one connection.
            && bool::from(last.token.as_bytes().ct_eq(token.as_bytes()))
        {
            return Ok(last.claims.clone());
        }
        let claims = setup.signer.read(token)?;
        *known = Some(Last { setup: Arc::downgrade(setup), token: token.to_owned(), claims: claims.clone() });
        Ok(claims)
    }
}

#[cfg(test)]
mod tests {
    use wechat_user::Timestamp;

    use super::super::key::Hash;
    use super::super::token::Signer;
    use super::*;

    fn setup(secret: &str) -> Arc<Setup> {
        Arc::new(Setup {
            accounts: Default::default(),
            keys: Default::default(),
            signer: Signer::new([secret.as_bytes()]),
            proxies: Vec::new(),
            hosts: Vec::new(),
        })
    }

    fn token(setup: &Setup, app_id: &str) -> String {
        setup.signer.issue(Hash::of("key").id(), app_id, Timestamp::from_unix_secs(1_795_293_000)).unwrap()
    }

    #[test]
    fn a_token_that_is_known_is_the_same_as_one_that_is_not() {
        let (known, setup) = (Known::default(), setup("a"));
        let [one, two] = ["wx1", "wx2"].map(|app_id| token(&setup, app_id));
        for token in [&one, &one, &two, &one] {
            assert_eq!(known.claims(&setup, token), setup.signer.read(token));
        }
    }

    #[test]
    fn a_token_that_is_almost_the_known_one_is_checked() {
        let (known, setup) = (Known::default(), setup("a"));
        let token = token(&setup, "wx1");
        known.claims(&setup, &token).unwrap();
        for at in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            assert!(known.claims(&setup, &String::from_utf8(changed).unwrap()).is_err(), "{at}");
            assert!(known.claims(&setup, &token[..at]).is_err(), "{at}");
        }
        assert!(known.claims(&setup, &token).is_ok());
    }

    #[test]
    fn with_another_configuration_its_signature_is_checked_again() {
        let known = Known::default();
        let old = setup("a");
        let token = token(&old, "wx1");
        known.claims(&old, &token).unwrap();
        assert_eq!(known.claims(&setup("b"), &token), Err(BadToken::Unknown));
        drop(old);
        assert!(known.claims(&setup("a"), &token).is_ok());
    }
}
