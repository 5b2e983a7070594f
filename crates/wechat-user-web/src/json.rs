//! JSON (the other format of pushes) into [`Fields`]: numbers stay text, so that no 64-bit id loses its last digits.
//!
//! A strict parser goes first. If it fails, the document is repaired (`repair.rs`) and read again.

mod repair;

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use crate::fields::{Fields, Value};
use crate::limits::{Budget, Limits};
use crate::push_error::PushError;

impl Fields {
    /// Reads a JSON object. Arrays become fields of the same name, `null` an empty text. Blanks around names are
    /// dropped.
    ///
    /// # Errors
    ///
    /// [`PushError::Json`], [`PushError::TooDeep`] (16), [`PushError::TooManyFields`] (2,048).
    pub fn from_json(text: &str) -> Result<Self, PushError> {
        read(text, Limits::DEFAULT)
    }
}

pub(crate) fn read(text: &str, limits: Limits) -> Result<Fields, PushError> {
    match read_strict(text, limits) {
        Err(refusal @ PushError::Json { .. }) => {
            repair::repaired(text).find_map(|repaired| read_strict(&repaired, limits).ok()).ok_or(refusal)
        }
        read => read,
    }
}

/// Reads a document strictly.
pub(crate) fn read_strict(text: &str, limits: Limits) -> Result<Fields, PushError> {
    let mut count = Count { budget: Budget::new(limits), refusal: None };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = Object(&mut count).deserialize(&mut deserializer).and_then(|fields| deserializer.end().map(|()| fields));
    read.map_err(|error| {
        // The parser's own message would quote the document.
        count.refusal.take().unwrap_or(PushError::Json { line: error.line(), column: error.column() })
    })
}

struct Count {
    budget: Budget,
    /// Set before the parser is stopped.
    refusal: Option<PushError>,
}

impl Count {
    fn check<E: serde::de::Error>(&mut self, counted: Result<(), PushError>) -> Result<(), E> {
        counted.map_err(|refusal| {
            self.refusal = Some(refusal);
            E::custom("too much")
        })
    }

    fn enter<E: serde::de::Error>(&mut self) -> Result<(), E> {
        let entered = self.budget.enter();
        self.check(entered)
    }

    fn count_field<E: serde::de::Error>(&mut self) -> Result<(), E> {
        let counted = self.budget.count_field();
        self.check(counted)
    }
}

struct Object<'c>(&'c mut Count);

impl<'de> DeserializeSeed<'de> for Object<'_> {
    type Value = Fields;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Fields, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Object<'_> {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        self.0.enter()?;
        let mut fields = Fields::default();
        while let Some(name) = map.next_key::<String>()? {
            // Names in the vendor's own samples begin with a blank.
            map.next_value_seed(Field { name: name.trim(), fields: &mut fields, count: &mut *self.0 })?;
        }
        self.0.budget.leave();
        Ok(fields)
    }
}

/// Reads one value and adds it to the fields; an array adds each of its elements.
struct Field<'f> {
    name: &'f str,
    fields: &'f mut Fields,
    count: &'f mut Count,
}

impl Field<'_> {
    fn add<E: serde::de::Error>(self, value: Value) -> Result<(), E> {
        self.count.count_field()?;
        self.fields.push(self.name.to_owned(), value);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Field<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Field<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<(), E> {
        self.add(Value::Text(value.to_string()))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<(), E> {
        self.add(Value::Text(value.to_string()))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<(), E> {
        self.add(Value::Text(value.to_string()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<(), E> {
        self.add(Value::Text(value.to_string()))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<(), E> {
        self.add(Value::Text(value.to_owned()))
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.add(Value::Text(String::new()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        self.count.enter()?;
        let Self { name, fields, count } = self;
        while elements.next_element_seed(Field { name, fields: &mut *fields, count: &mut *count })?.is_some() {}
        count.budget.leave();
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let inner = Object(&mut *self.count).visit_map(map)?;
        self.add(Value::Fields(inner)).map_err(|error: A::Error| A::Error::custom(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_value_is_kept() {
        let text = r#"{"id":18446744073709551615,"n":-7,"x":23.137466,"b":true,"z":null,"s":"\u4e2d","l":[1,{"m":[]},[2]],"o":{"p":"q"}}"#;
        let fields = Fields::from_json(text).unwrap();
        let texts: Vec<_> = ["id", "n", "x", "b", "z", "s", "l"].map(|name| fields.text(name).unwrap()).into();
        assert_eq!(texts, ["18446744073709551615", "-7", "23.137466", "true", "", "中", "1"]);
        assert_eq!(fields.nested("o").unwrap().text("P"), Some("q"));
        assert_eq!(fields.iter().filter(|(name, _)| *name == "l").count(), 3);
    }

    #[test]
    fn anything_but_one_whole_object_is_refused() {
        for text in ["", "[]", "1", "{", "{}{}", "{} x", "{\"a\":}", "{\"a\" 1}", "{\"a\":\"}"] {
            assert!(matches!(Fields::from_json(text), Err(PushError::Json { line: 1, .. })), "{text}");
        }
        assert!(Fields::from_json("{} \n").unwrap().is_empty());
    }

    #[test]
    fn broken_documents_of_the_service_are_repaired() {
        for (text, expected) in [
            ("{\"a\":\"x\u{14}\ty\"}", "x\u{14}\ty"),
            (r#"{"a":"x\ud83d"}"#, "x\u{fffd}"),
            (r#"{"a":"x\"}"#, "x\\"),
            (r#"{"a":"x\y"}"#, "x\\y"),
            (r#"{" a":"x",}"#, "x"),
            (r#"{"a":1e999}"#, "1e999"),
            (r#"{"a":NaN}"#, "NaN"),
        ] {
            assert_eq!(Fields::from_json(text).unwrap().text("a"), Some(expected), "{text}");
        }
    }

    #[test]
    fn depth_and_fields_are_counted() {
        let nested = |depth: usize| format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
        assert!(Fields::from_json(&nested(16)).is_ok());
        assert_eq!(Fields::from_json(&nested(17)), Err(PushError::TooDeep { limit: 16 }));
        let arrays = |depth: usize| format!("{{\"a\":{}1{}}}", "[".repeat(depth), "]".repeat(depth));
        assert!(Fields::from_json(&arrays(15)).is_ok());
        assert_eq!(Fields::from_json(&arrays(16)), Err(PushError::TooDeep { limit: 16 }));
        let wide = |count: usize| format!("{{\"a\":[1{}]}}", ",1".repeat(count - 1));
        assert_eq!(Fields::from_json(&wide(2_048)).unwrap().len(), 2_048);
        assert_eq!(Fields::from_json(&wide(2_049)), Err(PushError::TooManyFields { limit: 2_048 }));
    }
}
