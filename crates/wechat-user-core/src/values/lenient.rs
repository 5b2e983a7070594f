//! Reading what the service sends, rather than what its documents promise: numbers as strings, counts that are absent, empty ids.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{DeserializeOwned, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::values::ids::{GroupId, OpenId, UnionId};

/// An integer of up to 64 bits, or a string that holds one (`"sex":"1"`, seen in `sns/userinfo`).
pub(crate) fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    deserializer.deserialize_any(Integer)
}

/// Like [`integer`], for a field that may be missing (`#[serde(default)]`) or null.
pub(crate) fn optional_integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Ok(Option::<Lenient>::deserialize(deserializer)?.and_then(|value| value.0))
}

/// An `errcode` that may be missing or null. What else is no integer is refused: it says that something is wrong, and must not pass for a success.
pub(crate) fn optional_code<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Ok(Option::<Code>::deserialize(deserializer)?.map(|code| code.0))
}

/// The texts of a value, be it one or a list of them; none of another shape. For what stands beside an `errcode`, and must not hide it.
pub(crate) fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(Texts::deserialize(deserializer)?.0)
}

/// A count: what is not a whole number from zero up is as good as absent, because nothing is decided on it.
pub(crate) fn optional_count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    Ok(optional_integer(deserializer)?.and_then(|count| u64::try_from(count).ok()))
}

/// A group that may be missing, null, or an empty string.
pub(crate) fn optional_group<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<GroupId>, D::Error> {
    Ok(optional_integer(deserializer)?.map(GroupId::new))
}

/// A text that says nothing when it is empty, as profile fields do since 2021.
pub(crate) fn optional_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.filter(|text| !text.is_empty()))
}

/// An openid that may be missing, null or empty, with blanks around it: one edition of the documents ends a list with a single space.
pub(crate) fn optional_openid<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<OpenId>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.and_then(|text| OpenId::new(text.trim()).ok()))
}

/// A unionid that may be missing, null or empty, with blanks around it: the vendor's own sample starts with a space.
pub(crate) fn optional_unionid<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<UnionId>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.and_then(|text| UnionId::new(text.trim()).ok()))
}

/// 1 or 0 for yes or no; what is missing is no.
pub(crate) fn optional_flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(optional_integer(deserializer)?.is_some_and(|value| value != 0))
}

/// A list that may be missing or null.
pub(crate) fn list<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Vec<T>, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

struct Code(i64);

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        integer(deserializer).map(Self)
    }
}

struct Texts(Vec<String>);

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextsVisitor)
    }
}

struct TextsVisitor;

impl<'de> Visitor<'de> for TextsVisitor {
    type Value = Texts;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a list of texts")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Texts, E> {
        Ok(Texts(vec![text.into()]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Texts, A::Error> {
        let mut all = Vec::new();
        while let Some(Texts(some)) = seq.next_element()? {
            all.extend(some);
        }
        Ok(Texts(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Texts, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Texts(Vec::new()))
    }

    fn visit_unit<E: Error>(self) -> Result<Texts, E> {
        Ok(Texts(Vec::new()))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Texts, E> {
        Ok(Texts(Vec::new()))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Texts, E> {
        Ok(Texts(Vec::new()))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Texts, E> {
        Ok(Texts(Vec::new()))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Texts, E> {
        Ok(Texts(Vec::new()))
    }
}

struct Lenient(Option<i64>);

impl<'de> Deserialize<'de> for Lenient {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LenientVisitor)
    }
}

struct LenientVisitor;

impl Visitor<'_> for LenientVisitor {
    type Value = Lenient;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer, as a number or as a string")
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Lenient, E> {
        Ok(Lenient(Some(value)))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Lenient, E> {
        Ok(Lenient(i64::try_from(value).ok()))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Lenient, E> {
        Ok(Lenient(value.trim().parse().ok()))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Lenient, E> {
        Ok(Lenient(Some(i64::from(value))))
    }
}

struct Integer;

impl Visitor<'_> for Integer {
    type Value = i64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer, as a number or as a string")
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<i64, E> {
        Ok(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<i64, E> {
        i64::try_from(value).map_err(|_| E::custom("an integer of more than 63 bits"))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<i64, E> {
        value.trim().parse().map_err(|_| E::custom("a string that holds no integer"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Sample {
        #[serde(deserialize_with = "integer")]
        id: i64,
        #[serde(default, deserialize_with = "optional_integer")]
        sex: Option<i64>,
        #[serde(default, deserialize_with = "optional_count")]
        count: Option<u64>,
        #[serde(default, deserialize_with = "optional_text")]
        city: Option<String>,
        #[serde(default, deserialize_with = "list")]
        tags: Vec<i64>,
        #[serde(default, deserialize_with = "optional_openid")]
        next: Option<OpenId>,
        #[serde(default, deserialize_with = "optional_unionid")]
        unionid: Option<UnionId>,
        #[serde(default, deserialize_with = "optional_flag")]
        snapshot: bool,
    }

    fn read(text: &str) -> Sample {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn numbers_may_be_strings() {
        let sample = read(r#"{"id":"102","sex":"1","count":"3","city":"广州","tags":[134,2]}"#);
        assert_eq!((sample.id, sample.sex, sample.count), (102, Some(1), Some(3)));
        assert_eq!((sample.city.as_deref(), sample.tags.as_slice()), (Some("广州"), &[134, 2][..]));
    }

    #[test]
    fn what_says_nothing_is_absent() {
        for text in [
            r#"{"id":1}"#,
            r#"{"id":1,"sex":null,"count":-1,"city":"","tags":null}"#,
            r#"{"id":1,"sex":"","count":"many","city":null,"tags":[]}"#,
        ] {
            let sample = read(text);
            assert_eq!((sample.sex, sample.count, sample.city, sample.tags.len()), (None, None, None, 0), "{text}");
        }
    }

    #[test]
    fn ids_lose_the_blanks_around_them() {
        let sample = read(r#"{"id":1,"next":" OPENID ","unionid":" o6_b","snapshot":1}"#);
        assert_eq!(sample.next.as_ref().map(OpenId::as_str), Some("OPENID"));
        assert_eq!(sample.unionid.as_ref().map(UnionId::as_str), Some("o6_b"));
        assert!(sample.snapshot);
        for text in [r#"{"id":1,"next":" ","unionid":"","snapshot":0}"#, r#"{"id":1,"next":null,"unionid":null}"#] {
            let sample = read(text);
            assert!(sample.next.is_none() && sample.unionid.is_none() && !sample.snapshot, "{text}");
        }
    }

    #[test]
    fn an_id_that_is_no_integer_is_refused() {
        for text in [r#"{"id":"x"}"#, r#"{"id":null}"#, r#"{"id":1.5}"#, r#"{"id":18446744073709551615}"#] {
            assert!(serde_json::from_str::<Sample>(text).is_err(), "{text}");
        }
    }
}
