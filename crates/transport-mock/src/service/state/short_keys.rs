//! Short keys (短key): texts that are kept for a time.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use wechat_user_core::Timestamp;

use super::keyed::Key;

/// How many texts are kept, of up to 4 KB each; the keys of older ones are unknown.
const REMEMBERED: usize = 10_000;
const DIGITS: &[u8; 62] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ShortKeys {
    #[serde(skip)]
    key: Key,
    /// By the number in the key.
    kept: BTreeMap<u64, Kept>,
    last: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) text: String,
    #[serde(with = "super::written::millis")]
    pub(crate) created: Timestamp,
    #[serde(with = "super::written::millis")]
    pub(crate) expires: Timestamp,
}

impl ShortKeys {
    pub(crate) fn new(seed: u64, app_id: &str) -> Self {
        let key = Key::new(seed ^ Key::new(seed, "short key").of_text(app_id), "short key");
        Self { key, kept: BTreeMap::new(), last: 0 }
    }

    /// Takes the texts of a saved state.
    pub(crate) fn with_changes(self, changes: Self) -> Self {
        let highest = changes.kept.keys().next_back().copied().unwrap_or(0);
        Self { key: self.key, last: changes.last.max(highest), ..changes }
    }

    /// Keeps a text. Returns its key: 15 letters and digits.
    pub(crate) fn keep(&mut self, kept: Kept) -> String {
        self.last += 1;
        self.kept.insert(self.last, kept);
        if self.kept.len() > REMEMBERED {
            self.kept.pop_first();
        }
        self.write(self.last)
    }

    /// The text of this key, if it is still kept.
    pub(crate) fn find(&self, now: Timestamp, key: &str) -> Option<&Kept> {
        let number = self.read(key)?;
        self.kept.get(&number).filter(|kept| now < kept.expires)
    }

    /// Eleven digits hold the scrambled number, and four are a check.
    fn write(&self, number: u64) -> String {
        let mut key = [b'0'; 15];
        write_digits(&mut key[..11], self.key.scramble(number));
        write_digits(&mut key[11..], self.key.of_text("check") ^ self.key.scramble(!number));
        key.into_iter().map(char::from).collect()
    }

    fn read(&self, key: &str) -> Option<u64> {
        let scrambled = key.as_bytes().get(..11)?.iter().rev().try_fold(0_u64, |number, byte| {
            let digit = DIGITS.iter().position(|known| known == byte)?;
            number.checked_mul(62)?.checked_add(digit as u64)
        })?;
        let number = self.key.unscramble(scrambled);
        (self.write(number) == key).then_some(number)
    }
}

fn write_digits(places: &mut [u8], mut number: u64) {
    for place in places {
        *place = DIGITS[(number % 62) as usize];
        number /= 62;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_15_letters_and_digits_and_expires() {
        let now = Timestamp::from_unix_secs(1_000);
        let kept = Kept { text: "long".to_owned(), created: now, expires: Timestamp::from_unix_secs(1_060) };
        let mut keys = ShortKeys::new(7, "wx0123456789abcdef");
        let written: Vec<String> = (0..100).map(|_| keys.keep(kept.clone())).collect();
        for key in &written {
            assert!(key.len() == 15 && key.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{key}");
            assert_eq!(keys.find(now, key).unwrap().text, "long");
            assert!(keys.find(Timestamp::from_unix_secs(1_060), key).is_none());
        }
        let unique: std::collections::BTreeSet<_> = written.iter().collect();
        assert_eq!(unique.len(), 100);
        for unknown in ["", "iTqRJFSEqk9RvPk", "zzzzzzzzzzzzzzz", "名名名名名", &written[0].to_lowercase()[..14]] {
            assert!(keys.find(now, unknown).is_none(), "{unknown}");
        }
    }
}
