//! The ids of a user, an [`OpenId`] and a [`UnionId`], and how they are read from a response.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::values::input_error::InputError;

/// A follower's id towards one Official Account (用户标识 `openid`): usually 28 characters, the same after an unfollow and
/// a refollow.
///
/// `Display` prints it whole, because programs must; `Debug` prints its ends only, because logs should not hold
/// personal data.
///
/// ```
/// use wechat_user_core::OpenId;
///
/// let openid = OpenId::new("od8XIjsmk6QdVTETa9jLtGWA6KBc")?;
/// assert_eq!(openid.as_str().len(), 28);
/// assert_eq!(format!("{openid:?}"), "OpenId(od8X…6KBc)");
/// assert!(OpenId::new("").is_err());
/// let refused = OpenId::new("od8XIjsmk6QdVTETa9jLtGWA6KBc,od8XIjs").unwrap_err();
/// assert_eq!(
///     refused.to_string(),
///     "openid: no blanks, control characters, quotes or commas, got ',' as character 29"
/// );
/// # Ok::<(), wechat_user_core::InputError>(())
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

/// A user's id across all apps of one Open Platform account (`unionid`). Printed like an [`OpenId`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnionId(Box<str>);

macro_rules! personal_id {
    ($name:ident) => {
        impl $name {
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
            type Err = InputError;

            fn from_str(text: &str) -> Result<Self, InputError> {
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

personal_id!(OpenId);
personal_id!(UnionId);

impl OpenId {
    /// Refuses what no openid can hold, so that a mistake in a list (a quoted column, two openids in one) is found
    /// before a request is sent. Everything else is left to the service (40003).
    ///
    /// # Errors
    ///
    /// [`InputError::EmptyOpenId`];
    /// [`InputError::OpenIdCharacter`] for blanks, control characters, quotes and commas, also
    /// the Chinese ones and the invisible ones that come with copied text.
    pub fn new(id: impl Into<String>) -> Result<Self, InputError> {
        let id = id.into();
        if id.is_empty() {
            return Err(InputError::EmptyOpenId);
        }
        match (1..).zip(id.chars()).find(|(_, character)| is_never_in_an_openid(*character)) {
            Some((position, character)) => Err(InputError::OpenIdCharacter { character, position }),
            None => Ok(Self(id.into_boxed_str())),
        }
    }

    /// An openid that the service sent: anything but blanks. A strange one must not cost the caller the rest of the
    /// list.
    pub(crate) fn received(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() { None } else { Some(Self(text.into())) }
    }

    /// An openid that a reader of responses has checked.
    pub(crate) fn trimmed(text: &str) -> Self {
        Self(text.into())
    }
}

fn is_never_in_an_openid(character: char) -> bool {
    let invisible = matches!(character, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    let quote_or_comma = matches!(character, '"' | '\'' | '`' | '“' | '”' | '‘' | '’' | ',' | '，');
    character.is_whitespace() || character.is_control() || invisible || quote_or_comma
}

impl UnionId {
    /// Accepts any text that is not empty. Everything else is left to the service.
    ///
    /// # Errors
    ///
    /// [`InputError::EmptyUnionId`].
    pub fn new(id: impl Into<String>) -> Result<Self, InputError> {
        let id = id.into();
        if id.is_empty() { Err(InputError::EmptyUnionId) } else { Ok(Self(id.into_boxed_str())) }
    }
}

impl<'de> Deserialize<'de> for OpenId {
    /// As lenient as the readers of responses: blanks round it are cut off, and only an empty text is refused.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::received(&text).ok_or_else(|| serde::de::Error::custom(InputError::EmptyOpenId))
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
    Ok(Option::<String>::deserialize(deserializer)?.and_then(|text| OpenId::received(&text)))
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
    fn an_openid_with_what_none_can_hold_is_refused_with_its_place() {
        for (text, position, character) in [
            (" o1", 1, ' '),
            ("o1\r", 3, '\r'),
            ("o1\t小明", 3, '\t'),
            ("\"o1\"", 1, '"'),
            ("o1,o2", 3, ','),
            ("o1，o2", 3, '，'),
            ("“o1”", 1, '“'),
            ("'o1'", 1, '\''),
            ("\u{feff}o1", 1, '\u{feff}'),
            ("o1\u{200b}", 3, '\u{200b}'),
            ("o1\u{3000}", 3, '\u{3000}'),
            ("o1\0", 3, '\0'),
        ] {
            assert_eq!(OpenId::new(text), Err(InputError::OpenIdCharacter { character, position }), "{text:?}");
        }
        for text in ["o", "od8XIjsmk6QdVTETa9jLtGWA6KBc", "o-_./+=[", "OPENID1"] {
            assert_eq!(OpenId::new(text).unwrap().as_str(), text);
        }
        let message = OpenId::new("o1\r").unwrap_err().to_string();
        assert!(message.ends_with("got '\\r' as character 3"), "{message}");
    }

    #[test]
    fn an_openid_from_the_service_is_taken_as_it_is() {
        let read = |json: &str| serde_json::from_str::<OpenId>(json).map(|openid| openid.to_string());
        assert_eq!(read("\" o1\\n\"").unwrap(), "o1");
        assert_eq!(read("\"o 1,\"").unwrap(), "o 1,");
        assert!(read("\" \"").is_err());
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
