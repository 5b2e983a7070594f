//! The response of a batch of profiles.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

use crate::endpoints::users::profiles::{Profiles, Row};
use crate::endpoints::users::read_profiles::{ManyUsers, OneUser};
use crate::endpoints::users::{User, UserRef};
use crate::values::openid::OpenId;

/// Profiles of up to 100 users. Neither their order nor their completeness is guaranteed: look them up by openid.
///
/// All profiles share one buffer, and [`UserRef`] reads from it: a batch costs a dozen allocations instead of eight
/// hundred. [`into_users`](Self::into_users) makes values of their own.
///
/// ```
/// use wechat_user_core::{OpenId, decode, http::Response, users::GetUsers};
///
/// let body = r#"{"user_info_list":[{"subscribe":1,"openid":"o1","remark":"VIP","tagid_list":[134,2]}]}"#;
/// let users = decode::<GetUsers<'_>>(&Response::new(body.as_bytes().to_vec()))?;
/// let user = users.get(&OpenId::new("o1")?).expect("it was asked for");
/// assert_eq!((user.remark(), user.nickname(), user.tag_ids().len()), (Some("VIP"), None, 2));
/// # Ok::<(), wechat_user_core::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct UserList(Profiles);

impl UserList {
    /// The number of profiles.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.rows.is_empty()
    }

    /// The profiles in the service's order.
    #[must_use]
    pub fn iter(&self) -> UserIter<'_> {
        UserIter { all: &self.0, rows: self.0.rows.iter() }
    }

    /// The profile of this user, if the response holds it.
    #[must_use]
    pub fn get(&self, openid: &OpenId) -> Option<UserRef<'_>> {
        self.iter().find(|user| user.openid() == openid.as_str())
    }

    /// Those of `asked` that have no profile in the response.
    #[must_use]
    pub fn missing<'a>(&self, asked: &'a [OpenId]) -> Vec<&'a OpenId> {
        asked.iter().filter(|openid| self.get(openid).is_none()).collect()
    }

    /// The same profiles in the order of `asked`, without those of other users, and the openids that have none.
    pub(crate) fn in_order_of<'a>(mut self, asked: impl Iterator<Item = &'a str> + Clone) -> (Self, Vec<OpenId>) {
        // The usual response.
        if self.iter().map(UserRef::openid).eq(asked.clone()) {
            return (self, Vec::new());
        }
        let (mut rows, mut missing) = (Vec::with_capacity(self.len()), Vec::new());
        for openid in asked {
            match self.0.rows.iter().find(|row| self.0.text(row.openid) == openid) {
                Some(row) => rows.push(*row),
                None => missing.extend(OpenId::received(openid)),
            }
        }
        self.0.rows = rows;
        (self, missing)
    }

    /// The profiles as values of their own.
    #[must_use]
    pub fn into_users(self) -> Vec<User> {
        self.iter().map(UserRef::to_user).collect()
    }
}

impl<'a> IntoIterator for &'a UserList {
    type Item = UserRef<'a>;
    type IntoIter = UserIter<'a>;

    fn into_iter(self) -> UserIter<'a> {
        self.iter()
    }
}

/// The profiles of a [`UserList`].
#[derive(Clone)]
pub struct UserIter<'a> {
    all: &'a Profiles,
    rows: core::slice::Iter<'a, Row>,
}

impl<'a> Iterator for UserIter<'a> {
    type Item = UserRef<'a>;

    fn next(&mut self) -> Option<UserRef<'a>> {
        self.rows.next().map(|row| UserRef::new(self.all, row))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.rows.size_hint()
    }
}

impl ExactSizeIterator for UserIter<'_> {}

impl fmt::Debug for UserIter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UserIter({} users)", self.rows.len())
    }
}

impl fmt::Debug for UserList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

/// Equal profiles in the same order.
impl PartialEq for UserList {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other)
    }
}

impl Eq for UserList {}

impl Serialize for UserList {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Users<'a>(&'a UserList);

        impl Serialize for Users<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(self.0)
            }
        }

        let mut list = serializer.serialize_struct("UserList", 1)?;
        list.serialize_field("user_info_list", &Users(self))?;
        list.end()
    }
}

impl<'de> Deserialize<'de> for UserList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ListVisitor)
    }
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Key {
    UserInfoList,
    #[serde(other)]
    Other,
}

struct ListVisitor;

impl<'de> Visitor<'de> for ListVisitor {
    type Value = UserList;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a batch of profiles")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<UserList, A::Error> {
        // As large as a batch at once, and texts of several users: growing from nothing would cost a dozen allocations.
        let mut all = Profiles {
            text: String::with_capacity(8_192),
            tags: Vec::with_capacity(256),
            rows: Vec::with_capacity(100),
        };
        while let Some(key) = map.next_key()? {
            match key {
                Key::UserInfoList => map.next_value_seed(ManyUsers(&mut all))?,
                Key::Other => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(UserList(all))
    }
}

impl<'de> Deserialize<'de> for User {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut one = Profiles { text: String::with_capacity(512), ..Profiles::default() };
        OneUser(&mut one).deserialize(deserializer)?;
        let user = one.rows.first().map(|row| UserRef::new(&one, row).to_user());
        user.ok_or_else(|| serde::de::Error::custom("no profile"))
    }
}
