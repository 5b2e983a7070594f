//! A message in both languages.

use std::fmt;

use serde::{Serialize, Serializer};

use super::language::{self, Language};

/// A message in both languages. Its `Display` is in the language of the user. Serialized, it is English: JSON has the
/// same texts everywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Text(Box<Both>);

/// In a box, because errors hold texts and should be small.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Both {
    english: String,
    chinese: String,
}

impl Text {
    /// For the table of messages, which is the only place that makes messages.
    pub(super) fn new(english: String, chinese: String) -> Self {
        Self(Box::new(Both { english, chinese }))
    }

    /// The text in this language.
    pub(crate) fn in_language(&self, language: Language) -> &str {
        match language {
            Language::English => &self.0.english,
            Language::Chinese => &self.0.chinese,
        }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.in_language(language::current()))
    }
}

impl std::error::Error for Text {}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.english)
    }
}
