//! Replaces secrets in what is printed or recorded: requests, responses, URLs and messages in which tokens, AppSecrets,
//! tickets and authorization codes can stand anywhere.
//!
//! A secret is found by the name before it ([`is_secret`]), in JSON, in a query or form, in XML and in `name=value` or
//! `name: value` of a message. Values are decoded first, as often as needed: JSON in a text of JSON, a URL in a
//! parameter of a URL. A value that was found once is replaced wherever it occurs again. Everything else stays as it
//! is, byte for byte.
//!
//! ```
//! use transport_mock::redact::Redactor;
//!
//! let mut redactor = Redactor::new("[redacted]");
//! let sent = r#"{"request_url":"/cgi-bin/tags/get?access_token=97_x&lang=en","tokens":["97_x"]}"#;
//! let printed = r#"{"request_url":"/cgi-bin/tags/get?access_token=[redacted]&lang=en","tokens":"[redacted]"}"#;
//! assert_eq!(redactor.text(sent), printed);
//! ```

mod codec;
mod names;
mod scan;

pub use names::is_secret;

use std::fmt;

use serde_json::Value;

/// A shorter value is replaced only after its name, because it could be part of another word.
const LONG_ENOUGH: usize = 8;
/// How often a text is decoded: JSON in a parameter of a URL in a text of JSON needs three.
const DEPTH: u8 = 8;

/// Replaces secrets, and remembers them.
///
/// Makes a recording or a message safe from the secrets that it can recognise; it does not search for personal data.
pub struct Redactor {
    substitute: Box<dyn FnMut(&str) -> String + Send>,
    /// Secrets with their substitutes, the longest first: one can contain another.
    known: Vec<(Vec<u8>, String)>,
}

impl Redactor {
    /// Replaces every secret with the same text.
    #[must_use]
    pub fn new(mask: &str) -> Self {
        let mask = mask.to_owned();
        Self::with_substitutes(move |_| mask.clone())
    }

    /// Replaces a secret with what `substitute` returns for it. It is called once for each secret.
    #[must_use]
    pub fn with_substitutes(substitute: impl FnMut(&str) -> String + Send + 'static) -> Self {
        Self { substitute: Box::new(substitute), known: Vec::new() }
    }

    /// Adds a secret that must be replaced wherever it occurs.
    pub fn know(&mut self, secret: &str) {
        if !secret.is_empty() {
            self.replacement(secret.as_bytes(), 1);
        }
    }

    /// Replaces the secrets in a text: JSON, XML, a URL, a query, or a message.
    pub fn text(&mut self, text: &str) -> String {
        String::from_utf8_lossy(&self.bytes(text.as_bytes())).into_owned()
    }

    /// Replaces the secrets in a body, which need not be UTF-8 or complete.
    pub fn bytes(&mut self, body: &[u8]) -> Vec<u8> {
        let redacted = scan::scan(self, body, DEPTH);
        // A secret can stand before the name that tells it.
        self.replace_known(redacted)
    }

    /// Replaces the decoded value of a parameter of a query or form.
    pub fn parameter(&mut self, name: &str, value: &str) -> String {
        if is_secret(name) && !value.is_empty() { self.secret(value.as_bytes()) } else { self.text(value) }
    }

    /// Replaces the secrets in a JSON value of any type, at any depth.
    pub fn value(&mut self, value: &mut Value) {
        let known = self.known.len();
        self.walk(value);
        if self.known.len() > known {
            // Texts before the first occurrence.
            self.walk(value);
        }
    }

    fn walk(&mut self, value: &mut Value) {
        match value {
            Value::Object(fields) => {
                for (name, mut field) in std::mem::take(fields) {
                    if names::is_secret_field(&name, &field) {
                        self.remember_texts(&field);
                        field = match field {
                            Value::String(text) => self.secret(text.as_bytes()),
                            other => self.secret(other.to_string().as_bytes()),
                        }
                        .into();
                    } else {
                        self.walk(&mut field);
                    }
                    fields.insert(self.text(&name), field);
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.walk(item)),
            Value::String(text) => *text = self.text(text),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// The secrets in a list or an object may occur alone elsewhere.
    fn remember_texts(&mut self, value: &Value) {
        match value {
            Value::Object(fields) => fields.values().for_each(|field| self.remember_texts(field)),
            Value::Array(items) => items.iter().for_each(|item| self.remember_texts(item)),
            Value::String(text) => drop(self.secret(text.as_bytes())),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// The substitute for a secret that was found by its name.
    fn secret(&mut self, secret: &[u8]) -> String {
        self.replacement(secret, LONG_ENOUGH)
    }

    fn replacement(&mut self, secret: &[u8], shortest: usize) -> String {
        if let Some((_, substitute)) = self.known.iter().find(|(known, _)| known == secret) {
            return substitute.clone();
        }
        let text = String::from_utf8_lossy(secret);
        if self.known.iter().any(|(_, substitute)| *substitute == *text) {
            // Redacted before.
            return text.into_owned();
        }
        let substitute = (self.substitute)(&text);
        if secret.len() >= shortest && substitute != *text {
            let at = self.known.partition_point(|(known, _)| known.len() > secret.len());
            self.known.insert(at, (secret.to_owned(), substitute.clone()));
        }
        substitute
    }

    fn replace_known(&self, mut text: Vec<u8>) -> Vec<u8> {
        for (secret, substitute) in &self.known {
            text = codec::replace_all(text, secret, substitute.as_bytes());
        }
        text
    }
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Redactor({} secrets)", self.known.len())
    }
}

#[cfg(test)]
mod tests;
