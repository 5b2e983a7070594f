//! Outside of quotes: the words of a message, and the parts of URLs and queries.

use std::ops::Range;

use super::{Scan, scan};
use crate::redact::codec::{find, percent_decode, percent_encode};
use crate::redact::names::is_secret;

impl<'a> Scan<'a> {
    /// A word of a message, a part of a URL, or a parameter of a query; then the separator behind it.
    pub(super) fn word(&mut self) {
        let start = self.at;
        let is_end = |byte: &u8| byte.is_ascii_whitespace() || b"\"'<>&?#,;(){}[]|\\`".contains(byte);
        let end = self.text[start..].iter().position(is_end).map_or(self.text.len(), |length| start + length);
        let word = &self.text[start..end];
        if word.is_empty() {
            let byte = self.text[start];
            // A value may follow after blanks and quotes; anything else ends the hope for it.
            self.expects_secret &= byte.is_ascii_whitespace() || byte == b'\'';
            return self.copy_to(start + 1);
        }
        if self.expects_secret {
            let is_scheme = word.eq_ignore_ascii_case(b"Bearer") || word.eq_ignore_ascii_case(b"Basic");
            if is_scheme || word == b"=" || word == b":" {
                return self.copy_to(end);
            }
            self.expects_secret = false;
            self.out.extend_from_slice(self.redactor.secret(word).as_bytes());
            self.at = end;
            return;
        }
        if word == b"=" || word == b":" {
            self.expects_secret =
                is_secret_word(self.name_before(start)) && word == b"=" || self.is_secret_label(start);
            return self.copy_to(end);
        }
        match self.split(word) {
            Some((name, separator, value)) if is_secret_pair(name, separator, value) => {
                self.copy_to(start + name.len() + 1);
                self.expects_secret = value.is_empty();
                if !value.is_empty() {
                    let decoded = percent_decode(value);
                    self.out.extend_from_slice(self.redactor.secret(&decoded).as_bytes());
                    self.at = end;
                }
            }
            Some((name, b'=', value)) => {
                self.copy_to(start + name.len() + 1);
                self.encoded(value);
            }
            _ => self.encoded(word),
        }
    }

    /// A word in which a secret can be percent-encoded, or a password of a URL.
    fn encoded(&mut self, word: &'a [u8]) {
        let end = self.at + word.len();
        if let Some(password) = password(word) {
            let start = self.at + password.start;
            self.copy_to(start);
            self.out.extend_from_slice(self.redactor.secret(&word[password.clone()]).as_bytes());
            self.at = start + password.len();
            return self.copy_to(end);
        }
        if word.contains(&b'%') {
            let decoded = percent_decode(word);
            if decoded != word {
                let redacted = scan(self.redactor, &decoded, self.depth - 1);
                if redacted != decoded {
                    self.out.extend(percent_encode(&redacted));
                    self.at = end;
                }
            }
        }
        self.copy_to(end);
    }

    /// `name=value` or `name:value`, at the first of these signs.
    fn split(&self, word: &'a [u8]) -> Option<(&'a [u8], u8, &'a [u8])> {
        let at = word.iter().position(|byte| matches!(byte, b'=' | b':'))?;
        Some((&word[..at], word[at], &word[at + 1..]))
    }

    /// The word before blanks and quotes before this place.
    fn name_before(&self, at: usize) -> &'a [u8] {
        let before = self.text[..at].trim_ascii_end();
        let before = before.strip_suffix(b"'").unwrap_or(before);
        let start = before.iter().rposition(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_' && *byte != b'-');
        &before[start.map_or(0, |start| start + 1)..]
    }

    fn is_secret_label(&self, at: usize) -> bool {
        let name = self.name_before(at);
        is_secret_word(name) && !name.eq_ignore_ascii_case(b"code")
    }
}

fn is_secret_word(name: &[u8]) -> bool {
    is_secret(&String::from_utf8_lossy(&percent_decode(name)))
}

/// `code=..` is an authorization code, `code: 40001` is a result.
fn is_secret_pair(name: &[u8], separator: u8, value: &[u8]) -> bool {
    let is_code = name.eq_ignore_ascii_case(b"code");
    is_secret_word(name) && (separator == b'=' || !is_code) && !value.starts_with(b"//")
}

/// The password in `scheme://user:password@host`.
fn password(url: &[u8]) -> Option<Range<usize>> {
    let authority = find(url, b"://")? + 3;
    let length = url[authority..].iter().position(|byte| *byte == b'/').unwrap_or(url.len() - authority);
    let end = authority + url[authority..authority + length].iter().rposition(|byte| *byte == b'@')?;
    let start = authority + url[authority..end].iter().position(|byte| *byte == b':')? + 1;
    (start < end).then_some(start..end)
}
