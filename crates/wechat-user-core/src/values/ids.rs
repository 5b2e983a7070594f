//! The identifiers of the platform, each a type of its own, so that an [`OpenId`] is never taken for a [`UnionId`].

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::values::bounds::BadInput;
use crate::values::lenient;

/// A follower's id towards one Official Account (用户标识 `openid`): usually 28 characters, the same after an unfollow and a refollow.
///
/// `Display` prints it whole, because programs must; `Debug` prints its ends only, because logs should not hold personal data.
///
/// ```
/// use wechat_user_core::OpenId;
///
/// let openid = OpenId::new("od8XIjsmk6QdVTETa9jLtGWA6KBc")?;
/// assert_eq!(openid.as_str().len(), 28);
/// assert_eq!(format!("{openid:?}"), "OpenId(od8X…6KBc)");
/// assert!(OpenId::new("").is_err());
/// # Ok::<(), wechat_user_core::BadInput>(())
/// ```
///
/// An `OpenId` is not a `UnionId`:
///
/// ```compile_fail
/// # use wechat_user_core::{OpenId, UnionId};
/// let openid: OpenId = UnionId::new("o6_bmasdasdsad6_2sgVt7hMZOPfL").unwrap();
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpenId(Box<str>);

/// A person's id across all apps of one Open Platform account (`unionid`). Printed like an [`OpenId`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnionId(Box<str>);

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
    /// 未分组: whoever is in no other group.
    pub const UNGROUPED: Self = Self(0);
    /// 黑名单, the blacklist of the time of groups.
    pub const BLACKLIST: Self = Self(1);
    /// 星标组, starred followers.
    pub const STARRED: Self = Self(2);

    /// Whether the service made this group itself (0, 1 or 2), so that it can be neither renamed nor deleted (45016).
    #[must_use]
    pub const fn is_reserved(self) -> bool {
        matches!(self.0, 0..=2)
    }
}

impl TagId {
    /// 星标组, starred followers: the one tag every account has.
    pub const STARRED: Self = Self(2);

    /// Whether the service keeps this id for itself (0, 1 or 2), so that it can be neither renamed nor deleted (45058).
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

macro_rules! personal_id {
    ($name:ident, $empty:expr) => {
        impl $name {
            /// Takes any text that is not empty: what else an id may hold is the service's to say (40003).
            ///
            /// # Errors
            ///
            /// When the text is empty.
            pub fn new(id: impl Into<String>) -> Result<Self, BadInput> {
                let id = id.into();
                if id.is_empty() { Err($empty) } else { Ok(Self(id.into_boxed_str())) }
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), Ends(&self.0))
            }
        }

        impl core::str::FromStr for $name {
            type Err = BadInput;

            fn from_str(text: &str) -> Result<Self, BadInput> {
                Self::new(text)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }
    };
}

personal_id!(OpenId, BadInput::EmptyOpenId);
personal_id!(UnionId, BadInput::EmptyUnionId);

impl<'de> Deserialize<'de> for OpenId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl<'de> Deserialize<'de> for UnionId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The vendor's own sample starts with a space, and fixtures copied it.
        let text = String::deserialize(deserializer)?;
        Self::new(text.trim()).map_err(serde::de::Error::custom)
    }
}

impl AppId {
    /// The id as the console shows it. An empty one is refused when a session is made of it.
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

/// The first and last four characters; nothing at all of a text too short for that to hide anything.
pub(crate) struct Ends<'a>(pub(crate) &'a str);

impl fmt::Display for Ends<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.0.chars().count();
        if count < 12 {
            return write!(f, "{count} characters");
        }
        self.0.chars().take(4).try_for_each(|c| fmt::Write::write_char(f, c))?;
        fmt::Write::write_char(f, '…')?;
        self.0.chars().skip(count - 4).try_for_each(|c| fmt::Write::write_char(f, c))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::string::ToString;

    #[test]
    fn debug_hides_the_middle_and_display_does_not() {
        let openid = OpenId::new("oDF3iY9ffA-hqb2vVvbr7qxf6A0Q").unwrap();
        assert_eq!(format!("{openid:?}"), "OpenId(oDF3…6A0Q)");
        assert_eq!(openid.to_string(), "oDF3iY9ffA-hqb2vVvbr7qxf6A0Q");
        assert_eq!(format!("{:?}", UnionId::new("short").unwrap()), "UnionId(5 characters)");
    }

    #[test]
    fn a_unionid_loses_the_space_that_the_vendor_puts_before_it() {
        let unionid: UnionId = serde_json::from_str("\" o6_bmasdasdsad6_2sgVt7hMZOPfL\"").unwrap();
        assert_eq!(unionid.as_str(), "o6_bmasdasdsad6_2sgVt7hMZOPfL");
    }

    #[test]
    fn the_reserved_groups_are_known() {
        assert!(GroupId::UNGROUPED.is_reserved() && GroupId::BLACKLIST.is_reserved() && GroupId::STARRED.is_reserved());
        assert!(!GroupId::new(100).is_reserved() && !TagId::new(-1).is_reserved());
    }
}
