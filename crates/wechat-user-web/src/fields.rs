//! The fields of a message as received, also those without a type of their own.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize as _;
use serde::de::IntoDeserializer as _;
use serde::de::value::StrDeserializer;
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use wechat_user_core::OpenId;

/// The fields of a message, in their order. Names match in any letter case, because the service is not consistent
/// (`MsgId`, `MsgID`).
///
/// `Debug` prints names only: the values are personal data. Serialized, the fields are a map of texts; a field that
/// occurs several times becomes an array.
///
/// ```
/// use wechat_user_web::Fields;
///
/// let fields = Fields::from_xml("<xml><MsgType><![CDATA[text]]></MsgType><A><B>1</B><B>2</B></A></xml>")?;
/// assert_eq!(fields.text("msgtype"), Some("text"));
/// assert_eq!(fields.nested("A").and_then(|inner| inner.text("B")), Some("1"));
/// assert_eq!(format!("{fields:?}"), "Fields[MsgType, A]");
/// assert_eq!(serde_json::to_string(&fields).unwrap(), r#"{"MsgType":"text","A":{"B":["1","2"]}}"#);
/// # Ok::<(), wechat_user_web::PushError>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, Value)>);

/// What a field holds.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value {
    /// Text, or a number as it was written.
    Text(String),
    /// Fields inside the field. An array of JSON is a field that occurs several times, as in XML.
    Fields(Fields),
}

impl Fields {
    /// The first field of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// The text of the first field of this name, unless it holds fields. May be empty.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            Value::Text(text) => Some(text),
            Value::Fields(_) => None,
        }
    }

    /// The fields inside the first field of this name.
    #[must_use]
    pub fn nested(&self, name: &str) -> Option<&Self> {
        match self.get(name)? {
            Value::Fields(fields) => Some(fields),
            Value::Text(_) => None,
        }
    }

    /// All fields, in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// The number of fields, without those inside fields.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no fields.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text of a field without the blanks around it, unless it is empty: the service writes empty fields where it
    /// has no value.
    ///
    /// For ids, types, keys and numbers. A user's text is read with [`text`](Self::text).
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.text(name).map(str::trim).filter(|text| !text.is_empty())
    }

    /// The openid in a field, as the service sends it: it is not checked like an openid of a program.
    pub(crate) fn openid(&self, name: &str) -> Option<OpenId> {
        let text: StrDeserializer<'_, serde::de::value::Error> = self.value(name)?.into_deserializer();
        OpenId::deserialize(text).ok()
    }

    /// The whole number in a field, if it holds one.
    pub(crate) fn whole_number(&self, name: &str) -> Option<u64> {
        let text = self.value(name)?;
        // Some senders write whole numbers as `1.0`.
        let text = text
            .split_once('.')
            .map_or(text, |(whole, fraction)| if fraction.bytes().all(|digit| digit == b'0') { whole } else { text });
        text.parse().ok().filter(|_| text.bytes().all(|digit| digit.is_ascii_digit()))
    }

    pub(crate) fn push(&mut self, name: String, value: Value) {
        self.0.push((name, value));
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut several: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
        self.iter().for_each(|(name, value)| several.entry(name).or_default().push(value));
        let mut map = serializer.serialize_map(Some(several.len()))?;
        // A name is written where it occurs first.
        for (name, _) in self.iter() {
            match several.remove(name).as_deref() {
                Some([value]) => map.serialize_entry(name, value)?,
                Some(values) => map.serialize_entry(name, values)?,
                None => {}
            }
        }
        map.end()
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Fields(fields) => fields.serialize(serializer),
        }
    }
}

impl fmt::Debug for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fields[")?;
        for (index, (name, _)) in self.0.iter().enumerate() {
            f.write_str(if index == 0 { "" } else { ", " })?;
            f.write_str(name)?;
        }
        f.write_str("]")
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Text({} characters)", text.chars().count()),
            Self::Fields(fields) => fields.fmt(f),
        }
    }
}
