//! Readers for what the service really sends: numbers as strings, counts that are absent,
//! empty ids.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use core::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{Error, IgnoredAny, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// An integer of up to 64 bits, or a string that holds one (`"sex":"1"`, seen in `sns/userinfo`).
pub(crate) fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    Number::deserialize(deserializer)?.0.map_err(D::Error::custom)
}

/// Like [`integer`], for a field that may be missing (`#[serde(default)]`) or null.
pub(crate) fn optional_integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Ok(Option::<Number>::deserialize(deserializer)?.and_then(|number| number.0.ok()))
}

/// A count: what is not a whole number from zero up is as good as absent, because nothing is decided on it.
pub(crate) fn optional_count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    Ok(optional_integer(deserializer)?.and_then(|count| u64::try_from(count).ok()))
}

/// A text whose empty value means absent, as in profile fields since 2021.
pub(crate) fn optional_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.filter(|text| !text.is_empty()))
}

/// Cuts the blanks off both ends. Pages hold 10,000 openids without any: those cost two comparisons, where the search
/// for all blanks of Unicode took an eighth of the time of a page.
pub(crate) fn trim(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

/// 1 or 0 for yes or no; what is missing is no.
pub(crate) fn optional_flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(optional_integer(deserializer)?.is_some_and(|value| value != 0))
}

/// A list, in every form in which the service sends one: see [`for_each`].
pub(crate) fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let mut all = Vec::new();
    for_each(deserializer, |element| all.push(element))?;
    Ok(all)
}

/// Reads a list that may be null or an empty text, which mean an empty list, or one element alone, which means a list
/// of one. (With `#[serde(default)]`, a missing one is empty too.)
pub(crate) fn for_each<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
    take: impl FnMut(T),
) -> Result<(), D::Error> {
    deserializer.deserialize_any(ListVisitor(take, PhantomData))
}

/// An object that may be null or an empty text, or an empty list, all of which mean that there is none.
pub(crate) fn optional_object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    let mut first = None;
    for_each(deserializer, |element| {
        first.get_or_insert(element);
    })?;
    Ok(first)
}

struct ListVisitor<F, T>(F, PhantomData<T>);

impl<'de, F: FnMut(T), T: Deserialize<'de>> Visitor<'de> for ListVisitor<F, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        while let Some(element) = seq.next_element()? {
            (self.0)(element);
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, map: A) -> Result<(), A::Error> {
        (self.0)(T::deserialize(MapAccessDeserializer::new(map))?);
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(mut self, text: &str) -> Result<(), E> {
        if !text.is_empty() {
            (self.0)(T::deserialize(StrDeserializer::new(text))?);
        }
        Ok(())
    }

    fn visit_i64<E: Error>(mut self, number: i64) -> Result<(), E> {
        (self.0)(T::deserialize(number.into_deserializer())?);
        Ok(())
    }

    fn visit_u64<E: Error>(mut self, number: u64) -> Result<(), E> {
        (self.0)(T::deserialize(number.into_deserializer())?);
        Ok(())
    }
}

/// The texts of a value, be it one or a list of them; none of another shape. For a field that comes with an `errcode`,
/// and must not hide it.
pub(crate) struct Texts(pub(crate) Vec<String>);

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

/// The value in the place of an integer.
pub(crate) struct Number(Result<i64, &'static str>);

impl Number {
    pub(crate) fn required<E: Error>(self) -> Result<i64, E> {
        self.0.map_err(E::custom)
    }

    pub(crate) fn optional(self) -> Option<i64> {
        self.0.ok()
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumberVisitor)
    }
}

struct NumberVisitor;

impl Visitor<'_> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer, as a number or as a string")
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Number, E> {
        Ok(Number(Ok(value)))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Number, E> {
        Ok(Number(i64::try_from(value).map_err(|_| "an integer of more than 63 bits")))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Number, E> {
        Ok(Number(value.trim().parse().map_err(|_| "a string that holds no integer")))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Number, E> {
        Ok(Number(Ok(i64::from(value))))
    }

    /// `1465995165.0`: a whole number that went through a language with one type for all numbers.
    fn visit_f64<E: Error>(self, value: f64) -> Result<Number, E> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        #[expect(clippy::cast_possible_truncation, reason = "the bounds are checked, and the text has no fraction")]
        let whole = value as i64;
        #[expect(clippy::cast_precision_loss, clippy::float_cmp, reason = "exact within the bounds")]
        let sound = value.abs() <= EXACT && whole as f64 == value;
        Ok(Number(if sound { Ok(whole) } else { Err("a number with a fraction") }))
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
    fn a_flag_is_a_number() {
        assert!(read(r#"{"id":1,"snapshot":1}"#).snapshot);
        assert!(!read(r#"{"id":1,"snapshot":0}"#).snapshot);
    }

    #[test]
    fn an_id_that_is_no_integer_is_refused() {
        for text in [r#"{"id":"x"}"#, r#"{"id":null}"#, r#"{"id":1.5}"#, r#"{"id":18446744073709551615}"#] {
            assert!(serde_json::from_str::<Sample>(text).is_err(), "{text}");
        }
    }
}
