//! The ids of an account, a group and a tag, each a type of its own.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use crate::values::lenient;

/// The account's AppID (开发者ID), such as `wx0123456789abcdef`. Not a secret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AppId(Box<str>);

/// The id of a group (分组), assigned by WeChat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct GroupId(i64);

/// The id of a tag (标签), assigned by WeChat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct TagId(i64);

impl GroupId {
    /// 未分组: every user that is in no other group.
    pub const UNGROUPED: Self = Self(0);
    /// 黑名单, the blacklist of the group interface.
    pub const BLACKLIST: Self = Self(1);
    /// 星标组, starred followers.
    pub const STARRED: Self = Self(2);

    /// Whether the service created this group (0, 1 or 2), so that it can be neither renamed nor deleted (45016).
    #[must_use]
    pub const fn is_reserved(self) -> bool {
        matches!(self.0, 0..=2)
    }
}

impl TagId {
    /// 星标组, starred followers: the one tag every account has.
    pub const STARRED: Self = Self(2);

    /// Whether this id is reserved by the service (0, 1 or 2), so that it can be neither renamed nor deleted (45058).
    #[must_use]
    pub const fn is_reserved(self) -> bool {
        matches!(self.0, 0..=2)
    }
}

macro_rules! number_id {
    ($name:ident) => {
        impl $name {
            /// The id as WeChat writes it.
            #[must_use]
            pub const fn new(id: i64) -> Self {
                Self(id)
            }

            /// The number.
            #[must_use]
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                lenient::integer(deserializer).map(Self)
            }
        }
    };
}

number_id!(GroupId);
number_id!(TagId);

impl AppId {
    /// The id as the console shows it. An empty one is refused when a session is created from it.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into().into_boxed_str())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AppId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl From<&str> for AppId {
    fn from(id: &str) -> Self {
        Self::new(id)
    }
}

impl From<String> for AppId {
    fn from(id: String) -> Self {
        Self::new(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reserved_groups_are_known() {
        assert!(GroupId::UNGROUPED.is_reserved() && GroupId::BLACKLIST.is_reserved() && GroupId::STARRED.is_reserved());
        assert!(!GroupId::new(100).is_reserved() && !TagId::new(-1).is_reserved());
    }
}
