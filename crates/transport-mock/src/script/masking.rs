//! Masks secrets in what a difference prints: by the name before them, and in texts that quote them.

use serde_json::Value;

use crate::mask::{MASKED, MASKED_OTHER};
use crate::redact::{Redactor, is_secret};

/// Knows the secrets of one expectation and one request.
pub(super) struct Masking(Redactor);

impl Masking {
    /// Learns the secrets of these parameters and bodies, so that they are masked wherever they occur.
    pub(super) fn of<'a>(parameters: impl Iterator<Item = &'a (String, String)>, bodies: &[Option<&Value>]) -> Self {
        let mut redactor = Redactor::new(MASKED);
        for (name, value) in parameters {
            redactor.parameter(name, value);
        }
        for body in bodies.iter().copied().flatten() {
            redactor.value(&mut body.clone());
        }
        Self(redactor)
    }

    /// A text that may quote a secret.
    pub(super) fn text(&mut self, text: &str) -> String {
        self.0.text(text)
    }

    /// A value with this name, and what was expected instead, if anything was. A secret that differs from the expected
    /// one gets another mask, so that the difference is visible.
    pub(super) fn named(&mut self, name: &str, value: &str, expected: Option<&str>) -> String {
        if !is_secret(name) {
            return self.compared(value, expected);
        }
        match expected {
            Some(expected) if expected != value => MASKED_OTHER.to_owned(),
            _ => MASKED.to_owned(),
        }
    }

    /// A JSON value, and the expected one.
    pub(super) fn json(&mut self, value: Value, expected: Option<&Value>) -> Value {
        match value {
            Value::Object(map) => {
                let entries = map.into_iter().map(|(key, value)| {
                    let twin = expected.map(|expected| expected.get(&key).unwrap_or(&Value::Null));
                    let value = match twin {
                        Some(twin) if is_secret(&key) && *twin != value => MASKED_OTHER.into(),
                        _ if is_secret(&key) => MASKED.into(),
                        _ => self.json(value, twin),
                    };
                    (key, value)
                });
                Value::Object(entries.collect())
            }
            Value::Array(values) => {
                let twin = |at| expected.map(|expected| expected.get(at).unwrap_or(&Value::Null));
                values.into_iter().enumerate().map(|(at, value)| self.json(value, twin(at))).collect()
            }
            Value::String(text) => self.compared(&text, expected.and_then(Value::as_str)).into(),
            other => other,
        }
    }

    /// A text with its secrets masked. If only they differ from the expected text, it says so.
    fn compared(&mut self, text: &str, expected: Option<&str>) -> String {
        let masked = self.0.text(text);
        match expected {
            Some(expected) if expected != text && self.0.text(expected) == masked => format!("{masked} {MASKED_OTHER}"),
            _ => masked,
        }
    }
}
