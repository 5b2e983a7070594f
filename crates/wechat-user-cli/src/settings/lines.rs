//! Problems of the settings file, with their lines. None of them shows a value: it could be a secret.

use std::ops::Range;

use crate::failure::Failure;
use crate::messages::{Say, Text, Texts, profiles};

/// The text of the settings file, for the numbers of its lines.
#[derive(Clone, Copy)]
pub(super) struct Lines<'a> {
    /// How reports name the file.
    pub(super) file: &'a Text,
    pub(super) text: &'a str,
}

impl Lines<'_> {
    /// The number of the line on which something begins, from 1.
    pub(super) fn number(self, span: Option<Range<usize>>) -> usize {
        let before = self.text.get(..span.map_or(0, |span| span.start)).unwrap_or(self.text);
        before.matches('\n').count() + 1
    }

    /// Refuses a line of the file.
    pub(super) fn refuse(self, line: usize, problem: impl Say) -> Failure {
        Failure::Usage(profiles::of_line(self.file, line, problem))
    }
}

/// The form of an AppSecret: 32 hexadecimal digits.
pub(super) fn looks_like_a_secret(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A key for a report, unless it could be a secret that was pasted into the file.
pub(super) fn shown(key: &str) -> Text {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    match key.len() <= 24 && key.chars().all(is_name) {
        true => format!("`{key}`").text(),
        false => profiles::not_shown(),
    }
}
