//! The URI of the last call, kept because the next call often has the same one.
//!
//! Calls of one endpoint whose arguments are in the body have the same URI until the token changes. To write and to
//! parse it costs more than everything else in a small call, because it holds the token.

use alloc::borrow::Cow;

use http::Uri;

use crate::values::input_error::InputError;
use crate::values::origin::Origin;
use crate::values::secret::{AccessToken, Secret};
use crate::wire::encode::Prepared;

/// Holds the token: it has no `Debug`, and is cleared together with the token.
#[derive(Default)]
pub(crate) struct LastUri(Option<Kept>);

struct Kept {
    origin: Origin,
    path: Cow<'static, str>,
    token: Option<AccessToken>,
    uri: Uri,
}

impl LastUri {
    /// The URI of this request: the kept one if it is the same.
    pub(crate) fn of(
        &mut self,
        prepared: &Prepared,
        origin: &Origin,
        token: Option<&AccessToken>,
    ) -> Result<Uri, InputError> {
        if prepared.has_query() {
            return prepared.uri(origin, token);
        }
        if let Some(kept) = self.0.as_ref().filter(|kept| kept.is_of(prepared, origin, token)) {
            return Ok(kept.uri.clone());
        }
        let uri = prepared.uri(origin, token)?;
        self.0 =
            Some(Kept { origin: origin.clone(), path: prepared.path.clone(), token: token.cloned(), uri: uri.clone() });
        Ok(uri)
    }

    pub(crate) fn clear(&mut self) {
        self.0 = None;
    }
}

impl Kept {
    fn is_of(&self, prepared: &Prepared, origin: &Origin, token: Option<&AccessToken>) -> bool {
        let same_token = match (&self.token, token) {
            (Some(kept), Some(token)) => kept.is_same(token),
            (None, None) => true,
            _ => false,
        };
        same_token && self.path == prepared.path && self.origin.as_str() == origin.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoints::groups::{GetGroupOf, GetGroups};
    use crate::endpoints::users::GetUser;
    use crate::values::openid::OpenId;

    #[test]
    fn each_origin_path_and_token_has_its_own_uri() {
        let (here, there) = (Origin::default(), Origin::https("sh.api.weixin.qq.com").unwrap());
        let tokens = [None, Some(AccessToken::from("36_a")), Some(AccessToken::from("36_b"))];
        let openid = OpenId::new("o1").unwrap();
        let prepared = [
            Prepared::new(&GetGroups::new()).unwrap(),
            Prepared::new(&GetGroupOf::new(&openid)).unwrap(),
            Prepared::new(&GetUser::new(&openid)).unwrap(),
        ];
        let mut last = LastUri::default();
        for origin in [&here, &there, &here] {
            for token in &tokens {
                for one in prepared.iter().chain(&prepared) {
                    let expected = one.uri(origin, token.as_ref()).unwrap();
                    for _ in 0..2 {
                        assert_eq!(last.of(one, origin, token.as_ref()).unwrap(), expected);
                    }
                }
            }
        }
    }

    #[test]
    fn a_uri_with_arguments_is_not_kept() {
        let mut last = LastUri::default();
        let token = AccessToken::from("36_a");
        let openid = OpenId::new("o1").unwrap();
        last.of(&Prepared::new(&GetUser::new(&openid)).unwrap(), &Origin::default(), Some(&token)).unwrap();
        assert!(last.0.is_none());
        last.of(&Prepared::new(&GetGroups::new()).unwrap(), &Origin::default(), Some(&token)).unwrap();
        assert!(last.0.is_some());
        last.clear();
        assert!(last.0.is_none());
    }
}
