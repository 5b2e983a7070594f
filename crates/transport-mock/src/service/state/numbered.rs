//! Texts that contain their own number: codes, tickets and user tokens. Only the number is stored, never the text.

use super::keyed::{Key, read_digits, write_digits};
use super::tag::Tag;

/// Writes and reads the texts of one purpose.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Numbered {
    key: Key,
    length: usize,
    tag: Option<Tag>,
}

impl Numbered {
    /// Texts of this length, at least eleven characters. No character needs percent-encoding.
    pub(crate) fn new(seed: u64, purpose: &str, app_id: &str, length: usize) -> Self {
        Self { key: Key::new(seed ^ Key::new(seed, purpose).of_text(app_id), purpose), length, tag: None }
    }

    /// The same with the [`Tag`] of the AppID, at least 22 characters.
    pub(crate) fn tagged(seed: u64, purpose: &str, app_id: &str, length: usize) -> Self {
        Self { tag: Some(Tag::of(app_id)), ..Self::new(seed, purpose, app_id, length) }
    }

    pub(crate) fn text(self, number: u64) -> String {
        let mut text = vec![0; self.length];
        write_digits(&mut text[..11], self.key.scramble(number));
        for (places, bits) in text[11..].chunks_mut(10).zip(self.key.stream(number)) {
            write_digits(places, bits);
        }
        if let Some(tag) = self.tag {
            tag.write(&mut text);
        }
        text.into_iter().map(char::from).collect()
    }

    /// The number in a text; `None` for a text that this did not write.
    pub(crate) fn number(self, text: &str) -> Option<u64> {
        let number = self.key.unscramble(read_digits(text.as_bytes().get(..11)?)?);
        (self.text(number) == text).then_some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_contains_its_number_and_any_other_text_is_refused() {
        let codes = Numbered::new(7, "code", "wx0123456789abcdef", 32);
        for number in [0, 1, 77, u64::MAX] {
            let text = codes.text(number);
            assert_eq!((text.len(), codes.number(&text)), (32, Some(number)));
            assert_eq!(form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>(), text);
            let mut changed = text.into_bytes();
            changed[30] = if changed[30] == b'A' { b'B' } else { b'A' };
            assert_eq!(codes.number(&String::from_utf8(changed).unwrap()), None);
        }
        assert_eq!((codes.number(""), codes.number("名名名名名名名名名名名")), (None, None));
        assert_ne!(codes.text(1), Numbered::new(8, "code", "wx0123456789abcdef", 32).text(1));
        assert_ne!(codes.text(1), Numbered::new(7, "code", "wxfedcba9876543210", 32).text(1));
    }
}
