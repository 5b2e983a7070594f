//! Goes through a text once, and replaces the values after the names of secrets. It needs no complete JSON: a body that
//! was cut off, or a message that quotes a part of one, is redacted as well.

mod words;

use super::Redactor;
use super::codec::{escape, find, unescape};
use super::names::{is_secret, is_secret_number, mentions_secret};

/// The text with its secrets replaced; `depth` more levels are decoded.
pub(super) fn scan(redactor: &mut Redactor, text: &[u8], depth: u8) -> Vec<u8> {
    if depth == 0 {
        // Nothing sends this many levels by accident.
        return if mentions_secret(text) { redactor.secret(text).into_bytes() } else { text.to_owned() };
    }
    let mut scan = Scan { redactor, text, at: 0, depth, out: Vec::with_capacity(text.len()), expects_secret: false };
    while let Some(byte) = scan.peek() {
        match byte {
            b'"' => scan.quoted(),
            b'\\' if scan.text.get(scan.at + 1) == Some(&b'"') => scan.escaped(),
            b'<' => scan.tag(),
            _ => scan.word(),
        }
    }
    let out = scan.out;
    redactor.replace_known(out)
}

struct Scan<'a> {
    redactor: &'a mut Redactor,
    text: &'a [u8],
    at: usize,
    depth: u8,
    out: Vec<u8>,
    /// The name of a secret and `=` or `:` came last: the next word or quoted text is its value.
    expects_secret: bool,
}

impl<'a> Scan<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// Copies the text up to here.
    fn copy_to(&mut self, end: usize) {
        self.out.extend_from_slice(&self.text[self.at..end]);
        self.at = end;
    }

    /// The end of a text that begins after a quote: its closing quote, or the end.
    fn end_of_quoted(&self, start: usize) -> usize {
        let mut end = start;
        while let Some(byte) = self.text.get(end).filter(|byte| **byte != b'"') {
            end += if *byte == b'\\' { 2 } else { 1 };
        }
        end.min(self.text.len())
    }

    fn skip_blanks(&self, from: usize) -> usize {
        self.text[from..].iter().position(|byte| !byte.is_ascii_whitespace()).map_or(self.text.len(), |gap| from + gap)
    }

    /// A text in quotes: a key with its value, or a value.
    fn quoted(&mut self) {
        let (start, end) = (self.at + 1, self.end_of_quoted(self.at + 1));
        let inside = unescape(&self.text[start..end]);
        let behind = self.skip_blanks((end + 1).min(self.text.len()));
        let is_key = !self.expects_secret && self.text.get(behind) == Some(&b':');
        if is_key && is_secret(&String::from_utf8_lossy(&inside)) {
            self.copy_to(self.skip_blanks(behind + 1));
            self.value(&String::from_utf8_lossy(&inside));
            return;
        }
        let redacted = if self.expects_secret && !inside.is_empty() {
            self.redactor.secret(&inside).into_bytes()
        } else {
            scan(self.redactor, &inside, self.depth - 1)
        };
        self.expects_secret = false;
        if redacted != inside {
            self.out.push(b'"');
            self.out.extend(escape(&redacted));
            self.at = end;
        }
        self.copy_to((end + 1).min(self.text.len()));
    }

    /// The value after the key of a secret, of any type.
    fn value(&mut self, name: &str) {
        let start = self.at;
        let end = match self.peek() {
            Some(b'"') => {
                let end = self.end_of_quoted(start + 1);
                let inside = unescape(&self.text[start + 1..end]);
                self.copy_to(start + 1);
                if !inside.is_empty() {
                    self.out.extend(escape(self.redactor.secret(&inside).as_bytes()));
                    self.at = end;
                }
                return self.copy_to((end + 1).min(self.text.len()));
            }
            Some(b'{' | b'[') => self.end_of_brackets(start),
            _ => {
                let is_end = |byte: &u8| matches!(byte, b',' | b'}' | b']') || byte.is_ascii_whitespace();
                self.text[start..].iter().position(is_end).map_or(self.text.len(), |length| start + length)
            }
        };
        let value = &self.text[start..end];
        let is_bare = !matches!(value.first(), Some(b'{' | b'['));
        let is_number = value.first().is_some_and(|byte| byte.is_ascii_digit() || *byte == b'-');
        let keeps = match value {
            b"" | b"null" | b"true" | b"false" | b"[]" | b"{}" => true,
            _ => is_bare && is_number && !is_secret_number(name),
        };
        if keeps {
            return self.copy_to(end);
        }
        if let Ok(value) = serde_json::from_slice(value) {
            self.redactor.remember_texts(&value);
        }
        self.out.push(b'"');
        self.out.extend(escape(self.redactor.secret(value).as_bytes()));
        self.out.push(b'"');
        self.at = end;
    }

    /// The end of a list or an object, or of the text.
    fn end_of_brackets(&self, start: usize) -> usize {
        let (mut at, mut depth) = (start, 0_usize);
        while let Some(byte) = self.text.get(at) {
            match byte {
                b'"' => at = self.end_of_quoted(at + 1),
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            at += 1;
            if depth == 0 {
                break;
            }
        }
        at.min(self.text.len())
    }

    /// `\"` outside of quotes: the rest is the inside of a JSON text.
    fn escaped(&mut self) {
        let inside = unescape(&self.text[self.at..]);
        let redacted = scan(self.redactor, &inside, self.depth - 1);
        if redacted == inside {
            return self.copy_to(self.text.len());
        }
        self.out.extend(escape(&redacted));
        self.at = self.text.len();
    }

    /// `<Ticket>..</Ticket>`.
    fn tag(&mut self) {
        let rest = &self.text[self.at + 1..];
        let length = rest.iter().position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_').unwrap_or(rest.len());
        let is_open = rest.get(length) == Some(&b'>');
        if !is_open || !is_secret(&String::from_utf8_lossy(&rest[..length])) {
            return self.copy_to(self.at + 1);
        }
        let start = self.at + length + 2;
        let end = find(&self.text[start..], b"</").map_or(self.text.len(), |length| start + length);
        self.copy_to(start);
        let value = self.text[start..end].trim_ascii();
        let value = value.strip_prefix(b"<![CDATA[").and_then(|text| text.strip_suffix(b"]]>")).unwrap_or(value);
        if !value.is_empty() {
            self.out.extend_from_slice(self.redactor.secret(value).as_bytes());
            self.at = end;
        }
    }
}
