//! Finds repetitions in a list of any length, in bounded memory.

use std::collections::HashSet;

/// How far back a repetition is found at least.
pub(super) const REACH: usize = 25_000;

/// The last lines of a list: two sets, of which the older one is dropped when the newer one is full.
#[derive(Debug, Default)]
pub(super) struct Recent {
    new: HashSet<Box<str>>,
    old: HashSet<Box<str>>,
}

impl Recent {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Whether the line is none of the last ones. It is one of them then.
    pub(super) fn is_new(&mut self, line: &str) -> bool {
        if self.new.contains(line) || self.old.contains(line) {
            return false;
        }
        if self.new.len() == REACH {
            self.old = std::mem::take(&mut self.new);
        }
        self.new.insert(line.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repetitions_in_reach_are_found_and_memory_is_bounded() {
        let mut recent = Recent::new();
        for number in 0..4 * REACH {
            assert!(recent.is_new(&number.to_string()));
            assert!(!recent.is_new(&number.saturating_sub(REACH - 1).to_string()), "{number}");
            assert!(recent.new.len() + recent.old.len() <= 2 * REACH);
        }
        assert!(recent.is_new("0"), "out of reach");
    }
}
