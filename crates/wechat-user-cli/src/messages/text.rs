//! A message in both languages.

use std::error::Error;
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

/// A text inside an error of a library. Its `Display` is English, as that of all errors is; [`library`](super::library)
/// finds the Chinese text in it.
#[derive(Debug)]
pub(super) struct Cause(pub(super) Text);

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.in_language(Language::English))
    }
}

impl Error for Cause {}

/// Whether the error is a message of this program.
pub(crate) fn is_message(error: &(dyn Error + Send + Sync + 'static)) -> bool {
    error.is::<Cause>()
}

/// For errors that take any cause, such as `io::Error`.
impl From<Text> for Box<dyn Error + Send + Sync> {
    fn from(text: Text) -> Self {
        Box::new(Cause(text))
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.english)
    }
}
