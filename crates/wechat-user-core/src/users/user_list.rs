//! The answer of a batch of profiles.

use alloc::vec::Vec;

use serde::Deserialize;

use crate::ids::OpenId;
use crate::users::User;

/// Profiles of up to 100 users. Nobody promises their order, nor that all who were asked for are there: look them up by openid.
///
/// Opaque, so that its inside can get faster later.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct UserList {
    user_info_list: Vec<User>,
}

impl UserList {
    /// How many profiles came.
    #[must_use]
    pub fn len(&self) -> usize {
        self.user_info_list.len()
    }

    /// Whether none came.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.user_info_list.is_empty()
    }

    /// The profiles in the service's order.
    pub fn iter(&self) -> core::slice::Iter<'_, User> {
        self.user_info_list.iter()
    }

    /// The profile of this user, if it came.
    #[must_use]
    pub fn get(&self, openid: &OpenId) -> Option<&User> {
        self.iter().find(|user| user.openid == *openid)
    }

    /// Those of `asked` of whom no profile came.
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
    type IntoIter = core::slice::Iter<'a, User>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for UserList {
    type Item = User;
    type IntoIter = alloc::vec::IntoIter<User>;

    fn into_iter(self) -> Self::IntoIter {
        self.user_info_list.into_iter()
    }
}
