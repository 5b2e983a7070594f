//! The response of a batch of profiles.

use alloc::vec::Vec;

use serde::Deserialize;

use crate::endpoints::users::User;
use crate::values::openid::OpenId;

/// Profiles of up to 100 users. Neither their order nor their completeness is guaranteed: look them up by openid.
///
/// The fields are private, so that they can change.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct UserList {
    user_info_list: Vec<User>,
}

impl UserList {
    /// The number of profiles.
    #[must_use]
    pub fn len(&self) -> usize {
        self.user_info_list.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.user_info_list.is_empty()
    }

    /// The profiles in the service's order.
    #[must_use]
    pub fn iter(&self) -> UserIter<'_> {
        UserIter(self.user_info_list.iter())
    }

    /// The profile of this user, if the response holds it.
    #[must_use]
    pub fn get(&self, openid: &OpenId) -> Option<&User> {
        self.iter().find(|user| user.openid == *openid)
    }

    /// Those of `asked` that have no profile in the response.
    #[must_use]
    pub fn missing<'a>(&self, asked: &'a [OpenId]) -> Vec<&'a OpenId> {
        asked.iter().filter(|openid| self.get(openid).is_none()).collect()
    }

    /// The profiles, by value.
    #[must_use]
    pub fn into_users(self) -> Vec<User> {
        self.user_info_list
    }
}

impl<'a> IntoIterator for &'a UserList {
    type Item = &'a User;
    type IntoIter = UserIter<'a>;

    fn into_iter(self) -> UserIter<'a> {
        self.iter()
    }
}

/// The profiles of a [`UserList`].
#[derive(Clone, Debug)]
pub struct UserIter<'a>(core::slice::Iter<'a, User>);

impl<'a> Iterator for UserIter<'a> {
    type Item = &'a User;

    fn next(&mut self) -> Option<&'a User> {
        self.0.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl ExactSizeIterator for UserIter<'_> {}
