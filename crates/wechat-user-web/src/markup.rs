//! Writes messages: the same fields as XML or JSON, in their order.

use serde::ser::{Serialize, SerializeMap as _, Serializer};

use crate::document::Format;

/// The content of a field to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// CDATA, or a string.
    Text(String),
    /// Bare digits.
    Number(String),
    /// Fields inside the field.
    Nested(Message),
}

/// Fields to write. Their names are names of XML elements.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Message(Vec<(String, Content)>);

impl Message {
    pub(crate) fn text(mut self, name: &str, text: impl Into<String>) -> Self {
        self.push(name, Content::Text(text.into()));
        self
    }

    pub(crate) fn number(mut self, name: &str, number: impl ToString) -> Self {
        self.push(name, Content::Number(number.to_string()));
        self
    }

    pub(crate) fn push(&mut self, name: &str, content: Content) {
        self.0.push((name.to_owned(), content));
    }

    /// All names and contents; nested ones follow their parent.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &Content)> {
        let mut open = vec![self.0.iter()];
        std::iter::from_fn(move || {
            loop {
                let Some((name, content)) = open.last_mut()?.next() else {
                    open.pop();
                    continue;
                };
                if let Content::Nested(inner) = content {
                    open.push(inner.0.iter());
                }
                return Some((name.as_str(), content));
            }
        })
    }

    /// The document, in one line, as the service writes it.
    #[expect(
        clippy::expect_used,
        reason = "names are strings, values are strings, numbers and such maps: all of it is JSON"
    )]
    pub(crate) fn write(&self, format: Format) -> String {
        match format {
            Format::Xml => {
                let mut xml = String::from("<xml>");
                self.write_elements(&mut xml);
                xml.push_str("</xml>");
                xml
            }
            Format::Json => serde_json::to_string(self).expect("JSON"),
        }
    }

    fn write_elements(&self, xml: &mut String) {
        for (name, content) in &self.0 {
            xml.extend(["<", name, ">"]);
            match content {
                // CDATA cannot hold its own end: it is split over two sections.
                Content::Text(text) => xml.extend(["<![CDATA[", &text.replace("]]>", "]]]]><![CDATA[>"), "]]>"]),
                Content::Number(digits) => xml.push_str(digits),
                Content::Nested(message) => message.write_elements(xml),
            }
            xml.extend(["</", name, ">"]);
        }
    }
}

impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, content) in &self.0 {
            map.serialize_entry(name, content)?;
        }
        map.end()
    }
}

impl Serialize for Content {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Nested(message) => message.serialize(serializer),
            Self::Number(digits) => match (digits.parse::<u64>(), digits.parse::<f64>()) {
                (Ok(whole), _) => serializer.serialize_u64(whole),
                (_, Ok(number)) => serializer.serialize_f64(number),
                _ => serializer.serialize_str(digits),
            },
        }
    }
}

/// Whether this can be the name of an XML element.
pub(crate) fn is_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
}

/// Whether XML 1.0 cannot hold this character, not even as a reference.
pub(crate) const fn is_forbidden(character: char) -> bool {
    matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Fields;

    #[test]
    fn both_formats_hold_the_same() {
        let mut message = Message::default().text("A", "<&>]]>\"中\n").number("B", u64::MAX).number("C", -1.5);
        message.push("D", Content::Nested(Message::default().text("E", "")));
        let xml = message.write(Format::Xml);
        assert_eq!(
            xml,
            "<xml><A><![CDATA[<&>]]]]><![CDATA[>\"中\n]]></A><B>18446744073709551615</B><C>-1.5</C>\
             <D><E><![CDATA[]]></E></D></xml>"
        );
        let json = message.write(Format::Json);
        assert_eq!(json, r#"{"A":"<&>]]>\"中\n","B":18446744073709551615,"C":-1.5,"D":{"E":""}}"#);
        assert_eq!(Fields::from_xml(&xml), Fields::from_json(&json));
    }
}
