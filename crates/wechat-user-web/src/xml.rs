//! XML (the format of pushes by default) into [`Fields`]: no document type definition, no entities beyond the five, everything counted.

use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError};
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, Event};

use crate::fields::{Fields, Value};
use crate::limits::{Budget, Limits};
use crate::refusal::Refusal;

impl Fields {
    /// Reads an XML document. The name of the root is not looked at, attributes and comments are skipped.
    ///
    /// # Errors
    ///
    /// [`Refusal::Xml`], [`Refusal::Dtd`], [`Refusal::Entity`], [`Refusal::TooDeep`] (16), [`Refusal::TooManyFields`] (2,048).
    pub fn from_xml(text: &str) -> Result<Self, Refusal> {
        Document::new(text, Limits::DEFAULT).read()
    }
}

/// An element that is open: its name, its text so far, the elements in it so far.
#[derive(Default)]
struct Element {
    name: String,
    text: String,
    fields: Fields,
}

struct Document<'a> {
    reader: Reader<&'a [u8]>,
    budget: Budget,
    open: Vec<Element>,
    root: Option<Fields>,
}

impl<'a> Document<'a> {
    fn new(text: &'a str, limits: Limits) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, budget: Budget::new(limits), open: Vec::new(), root: None }
    }

    fn read(mut self) -> Result<Fields, Refusal> {
        loop {
            let event = self.reader.read_event().map_err(|error| self.refusal(problem(&error)))?;
            match event {
                Event::Start(start) => self.start(start.name().as_ref())?,
                Event::End(_) => self.end(),
                Event::Text(text) => self.text(&text.xml10_content())?,
                Event::CData(text) => self.cdata(&text.xml10_content())?,
                Event::GeneralRef(reference) => self.reference(&reference)?,
                Event::DocType(_) => return Err(Refusal::Dtd),
                Event::Eof => break,
                // Empty elements arrive as a start and an end.
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
        if !self.open.is_empty() {
            return Err(self.refusal("an element is not closed"));
        }
        self.root.take().ok_or_else(|| self.refusal("no element"))
    }

    fn start(&mut self, name: &str) -> Result<(), Refusal> {
        if self.root.is_some() {
            return Err(self.refusal("more than one root element"));
        }
        self.budget.enter()?;
        self.budget.count_field()?;
        self.open.push(Element { name: name.to_owned(), ..Element::default() });
        Ok(())
    }

    fn end(&mut self) {
        // The parser has checked that the end fits a start.
        let Some(element) = self.open.pop() else { return };
        self.budget.leave();
        match self.open.last_mut() {
            None => self.root = Some(element.fields),
            // Text between elements is the line breaks and blanks of a pretty printer.
            Some(parent) if element.fields.is_empty() => parent.fields.push(element.name, Value::Text(element.text)),
            Some(parent) => parent.fields.push(element.name, Value::Fields(element.fields)),
        }
    }

    fn text(&mut self, text: &str) -> Result<(), Refusal> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err(self.refusal("text outside the root element")),
        }
        Ok(())
    }

    fn cdata(&mut self, text: &str) -> Result<(), Refusal> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None => return Err(self.refusal("CDATA outside the root element")),
        }
        Ok(())
    }

    fn reference(&mut self, reference: &BytesRef<'_>) -> Result<(), Refusal> {
        if let Some(text) = resolve_xml_entity(reference) {
            return self.cdata(text);
        }
        if !reference.is_char_ref() {
            return Err(Refusal::Entity);
        }
        match reference.resolve_char_ref() {
            Ok(Some(character)) => self.cdata(character.encode_utf8(&mut [0; 4])),
            _ => Err(self.refusal("a character reference that is no character")),
        }
    }

    fn refusal(&self, problem: &'static str) -> Refusal {
        Refusal::Xml { problem, position: self.reader.buffer_position() }
    }
}

/// Said without the names in the document, which the parser's own messages quote.
fn problem(error: &Error) -> &'static str {
    match error {
        Error::Syntax(_) => "markup that does not end",
        Error::IllFormed(IllFormedError::MismatchedEndTag { .. } | IllFormedError::UnmatchedEndTag(_)) => {
            "an end tag that fits no start tag"
        }
        Error::IllFormed(IllFormedError::UnclosedReference) => "a reference that does not end",
        _ => "not well-formed",
    }
}

pub(crate) fn read(text: &str, limits: Limits) -> Result<Fields, Refusal> {
    Document::new(text, limits).read()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cdata_entities_and_characters_are_one_text() {
        let fields =
            Fields::from_xml("<xml><A>1 &lt; 2 &amp;&#x20;<![CDATA[<3> & ]]>&quot;&apos;&#20013;</A></xml>").unwrap();
        assert_eq!(fields.text("A"), Some("1 < 2 & <3> & \"'中"));
    }

    #[test]
    fn declaration_comments_attributes_and_blanks_are_skipped() {
        let text =
            "<?xml version=\"1.0\"?>\n<!-- a -->\n<r a='1'>\n <A b=\"2\">x</A>\n <B/>\n <C> <D>1</D> </C>\n</r>\n";
        let fields = Fields::from_xml(text).unwrap();
        assert_eq!(fields.text("A"), Some("x"));
        assert_eq!(fields.text("B"), Some(""));
        assert_eq!(fields.nested("C").unwrap().text("D"), Some("1"));
        assert_eq!(fields.len(), 3);
    }

    #[test]
    fn only_the_five_entities_exist() {
        for text in ["<x>&nbsp;</x>", "<x>&lol9;</x>", "<x>&LT;</x>"] {
            assert_eq!(Fields::from_xml(text), Err(Refusal::Entity), "{text}");
        }
        for text in ["<x>&#0;</x>", "<x>&#xD800;</x>", "<x>&#1114112;</x>", "<x>&#;</x>", "<x>&#-1;</x>"] {
            let Err(Refusal::Xml { problem, .. }) = Fields::from_xml(text) else { panic!("{text}") };
            assert_eq!(problem, "a character reference that is no character", "{text}");
        }
    }

    #[test]
    fn what_is_not_one_whole_document_is_refused() {
        for (text, expected) in [
            ("", "no element"),
            ("  \n", "no element"),
            ("<!-- only -->", "no element"),
            ("<a>", "an element is not closed"),
            ("<a><b></a>", "an end tag that fits no start tag"),
            ("</a>", "an end tag that fits no start tag"),
            ("<a/><b/>", "more than one root element"),
            ("<a/>x", "text outside the root element"),
            ("x<a/>", "text outside the root element"),
            ("<a/><![CDATA[x]]>", "CDATA outside the root element"),
            ("<a/>&lt;", "CDATA outside the root element"),
            ("<a><![CDATA[x", "markup that does not end"),
            ("<a b='", "markup that does not end"),
            ("<a>&amp", "a reference that does not end"),
            ("<a>&a<b/></a>", "a reference that does not end"),
        ] {
            let Err(Refusal::Xml { problem, .. }) = Fields::from_xml(text) else { panic!("{text}") };
            assert_eq!(problem, expected, "{text}");
        }
    }

    #[test]
    fn depth_and_fields_are_counted() {
        let nested = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
        assert!(Fields::from_xml(&nested(16)).is_ok());
        assert_eq!(Fields::from_xml(&nested(17)), Err(Refusal::TooDeep { limit: 16 }));
        let wide = |count: usize| format!("<r>{}</r>", "<a/>".repeat(count - 1));
        assert_eq!(Fields::from_xml(&wide(2_048)).unwrap().len(), 2_047);
        assert_eq!(Fields::from_xml(&wide(2_049)), Err(Refusal::TooManyFields { limit: 2_048 }));
    }
}
