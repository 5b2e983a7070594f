//! What a job has read, so that all contenders can be shown to have read the same.

use serde::{Deserialize, Serialize};

/// Sums over everything that was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Totals {
    /// Responses, or users of an export.
    pub items: u64,
    /// Bytes of all texts.
    pub text_bytes: u64,
    /// The sum of all numbers.
    pub numbers: u64,
}

impl Totals {
    /// Adds one item.
    pub fn item(&mut self) {
        self.items += 1;
    }

    /// Adds a text; an absent one counts as an empty one.
    pub fn text<T: AsRef<str>>(&mut self, text: Option<T>) {
        self.text_bytes += text.map_or(0, |text| text.as_ref().len() as u64);
    }

    /// Adds a number.
    pub fn number(&mut self, number: u64) {
        self.numbers = self.numbers.wrapping_add(number);
    }

    /// Adds what another thread has read.
    pub fn merge(&mut self, other: &Self) {
        self.items += other.items;
        self.text_bytes += other.text_bytes;
        self.number(other.numbers);
    }
}
