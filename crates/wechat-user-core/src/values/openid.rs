//! The ids of a user, an [`OpenId`] and a [`UnionId`], and how they are read from a response.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::values::bad_input::BadInput;

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

/// An openid that may be missing, null or empty, with blanks around it: one edition of the documents ends a list with a
/// single space.
pub(crate) fn optional_openid<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<OpenId>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.and_then(|text| OpenId::new(text.trim()).ok()))
}

/// A unionid that may be missing, null or empty, with blanks around it: the vendor's own sample starts with a space.
pub(crate) fn optional_unionid<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<UnionId>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.and_then(|text| UnionId::new(text.trim()).ok()))
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

    #[derive(Deserialize)]
    struct Sample {
        #[serde(default, deserialize_with = "optional_openid")]
        next: Option<OpenId>,
        #[serde(default, deserialize_with = "optional_unionid")]
        unionid: Option<UnionId>,
    }

    #[test]
    fn ids_lose_the_blanks_around_them() {
        let sample: Sample = serde_json::from_str(r#"{"next":" OPENID ","unionid":" o6_b"}"#).unwrap();
        assert_eq!(sample.next.as_ref().map(OpenId::as_str), Some("OPENID"));
        assert_eq!(sample.unionid.as_ref().map(UnionId::as_str), Some("o6_b"));
        for text in [r#"{"next":" ","unionid":""}"#, r#"{"next":null,"unionid":null}"#, "{}"] {
            let sample: Sample = serde_json::from_str(text).unwrap();
            assert!(sample.next.is_none() && sample.unionid.is_none(), "{text}");
        }
    }
}
