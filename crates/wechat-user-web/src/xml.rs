//! XML (the format of pushes by default) into [`Fields`]: no document type definition, no entities beyond the five,
//! everything counted.
//!
//! A strict reader goes first. If it fails, or finds markup that the service does not write but a user's text may
//! imitate, the document is repaired (`repair.rs`) and read again.

mod repair;

use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError};
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, Event};

use crate::fields::{Fields, Value};
use crate::limits::{Budget, Limits};
use crate::push_error::PushError;

impl Fields {
    /// Reads an XML document. The name of the root is not checked; attributes and comments are skipped.
    ///
    /// The text of a CDATA section is kept as it is, also if it holds an unescaped `]]>`; blanks and line breaks around
    /// the section are dropped.
    ///
    /// # Errors
    ///
    /// [`PushError::Xml`], [`PushError::Dtd`], [`PushError::Entity`], [`PushError::TooDeep`] (16),
    /// [`PushError::TooManyFields`] (2,048).
    pub fn from_xml(text: &str) -> Result<Self, PushError> {
        read(text, Limits::DEFAULT)
    }
}

/// An element that is open: its name, its text so far, the elements in it so far.
#[derive(Default)]
struct Element {
    name: String,
    text: String,
    fields: Fields,
    /// How many CDATA sections it has.
    sections: usize,
}

struct Document<'a> {
    reader: Reader<&'a [u8]>,
    budget: Budget,
    open: Vec<Element>,
    root: Option<(String, Fields)>,
    /// Whether the document has a CDATA section at all.
    has_sections: bool,
    /// Whether a user's text may have been read as markup.
    is_doubtful: bool,
}

impl<'a> Document<'a> {
    fn new(text: &'a str, limits: Limits) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self {
            reader,
            budget: Budget::new(limits),
            open: Vec::new(),
            root: None,
            has_sections: false,
            is_doubtful: false,
        }
    }

    fn read(&mut self) -> Result<(String, Fields), PushError> {
        loop {
            let event = self.reader.read_event().map_err(|error| self.refusal(problem(&error)))?;
            match event {
                Event::Start(start) => {
                    self.is_doubtful |= !start.attributes_raw().trim().is_empty();
                    self.start(start.name().as_ref())?;
                }
                Event::End(_) => self.end(),
                Event::Text(text) => self.text(&text.xml10_content())?,
                Event::CData(text) => self.section(&text.xml10_content())?,
                Event::GeneralRef(reference) => self.reference(&reference)?,
                Event::DocType(_) => return Err(PushError::Dtd),
                Event::Eof => break,
                Event::Comment(_) | Event::PI(_) => self.is_doubtful = true,
                // Empty elements arrive as a start and an end.
                Event::Empty(_) | Event::Decl(_) => {}
            }
        }
        if !self.open.is_empty() {
            return Err(self.refusal("an element is not closed"));
        }
        self.root.take().ok_or_else(|| self.refusal("no element"))
    }

    fn start(&mut self, name: &str) -> Result<(), PushError> {
        if self.root.is_some() {
            return Err(self.refusal("more than one root element"));
        }
        // An element inside of a text.
        self.is_doubtful |= self.open.last().is_some_and(|parent| parent.sections > 0);
        self.budget.enter()?;
        self.budget.count_field()?;
        self.open.push(Element { name: name.to_owned(), ..Element::default() });
        Ok(())
    }

    fn end(&mut self) {
        // The parser has checked that the end fits a start.
        let Some(element) = self.open.pop() else { return };
        self.budget.leave();
        let is_top_level = self.open.len() == 1;
        match self.open.last_mut() {
            None => self.root = Some((element.name, element.fields)),
            Some(parent) => {
                // Lists occur below the first level, with their items next to each other.
                let repeated = |fields: &Fields| fields.iter().any(|(name, _)| name == element.name);
                let follows_itself = parent.fields.iter().last().is_some_and(|(name, _)| name == element.name);
                if self.has_sections && (is_top_level || !follows_itself) && repeated(&parent.fields) {
                    self.is_doubtful = true;
                }
                // Text between elements is layout.
                let is_leaf = element.fields.is_empty();
                let value = if is_leaf { Value::Text(element.text) } else { Value::Fields(element.fields) };
                parent.fields.push(element.name, value);
            }
        }
    }

    fn text(&mut self, text: &str) -> Result<(), PushError> {
        self.is_doubtful |= text.contains("]]>");
        match self.open.last_mut() {
            // Around a CDATA section, blanks are layout.
            Some(element) if element.sections > 0 && text.trim().is_empty() => {}
            Some(element) => element.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err(self.refusal("text outside the root element")),
        }
        Ok(())
    }

    fn section(&mut self, text: &str) -> Result<(), PushError> {
        self.has_sections = true;
        self.is_doubtful |= text.contains("<![CDATA[");
        let Some(element) = self.open.last_mut() else {
            return Err(self.refusal("CDATA outside the root element"));
        };
        if element.sections == 0 && element.text.trim().is_empty() {
            element.text.clear();
        }
        self.is_doubtful |= element.sections > 0 || !element.text.is_empty() || !element.fields.is_empty();
        element.sections += 1;
        element.text.push_str(text);
        Ok(())
    }

    fn reference(&mut self, reference: &BytesRef<'_>) -> Result<(), PushError> {
        let mut buffer = [0; 4];
        let text = match resolve_xml_entity(reference) {
            Some(text) => text,
            None if !reference.is_char_ref() => return Err(PushError::Entity),
            // Half of a surrogate pair, or not a number.
            None => {
                let character = reference.resolve_char_ref().ok().flatten();
                character.unwrap_or(char::REPLACEMENT_CHARACTER).encode_utf8(&mut buffer)
            }
        };
        match self.open.last_mut() {
            Some(element) => {
                self.is_doubtful |= element.sections > 0;
                element.text.push_str(text);
                Ok(())
            }
            None => Err(self.refusal("text outside the root element")),
        }
    }

    fn refusal(&self, problem: &'static str) -> PushError {
        PushError::Xml { problem, position: self.reader.buffer_position() }
    }
}

/// The problem without names of the document, which the parser's own messages quote.
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

pub(crate) fn read(text: &str, limits: Limits) -> Result<Fields, PushError> {
    let mut document = Document::new(text, limits);
    let read = document.read();
    if read.is_ok() && !document.is_doubtful {
        return read.map(|(_, fields)| fields);
    }
    let repaired = repair::repair(text).map(|repaired| Document::new(&repaired, limits).read());
    repaired.unwrap_or(read).map(|(_, fields)| fields)
}

/// Reads a document strictly: the name of the root element and the fields in it.
pub(crate) fn read_strict(text: &str, limits: Limits) -> Result<(String, Fields), PushError> {
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
            assert_eq!(Fields::from_xml(text), Err(PushError::Entity), "{text}");
        }
        for text in ["&#0;", "&#xD800;", "&#1114112;", "&#;", "&#-1;"] {
            let fields = Fields::from_xml(&format!("<x><A>{text}</A></x>")).unwrap();
            assert_eq!(fields.text("A"), Some("\u{fffd}"), "{text}");
        }
    }

    #[test]
    fn anything_but_one_whole_document_is_refused() {
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
            ("<a/>&lt;", "text outside the root element"),
            ("<a><![CDATA[x", "markup that does not end"),
            ("<a b='", "markup that does not end"),
            ("<a>&amp", "a reference that does not end"),
            ("<a>&a<b/></a>", "a reference that does not end"),
        ] {
            let Err(PushError::Xml { problem, .. }) = Fields::from_xml(text) else { panic!("{text}") };
            assert_eq!(problem, expected, "{text}");
        }
    }

    #[test]
    fn depth_and_fields_are_counted() {
        let nested = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
        assert!(Fields::from_xml(&nested(16)).is_ok());
        assert_eq!(Fields::from_xml(&nested(17)), Err(PushError::TooDeep { limit: 16 }));
        let wide = |count: usize| format!("<r>{}</r>", "<a/>".repeat(count - 1));
        assert_eq!(Fields::from_xml(&wide(2_048)).unwrap().len(), 2_047);
        assert_eq!(Fields::from_xml(&wide(2_049)), Err(PushError::TooManyFields { limit: 2_048 }));
    }
}
