//! The tag of an AppID: a part of tokens and of QR tickets, so that they show the account that issued them.

use super::keyed::{Key, read_digits, write_digits};

/// How many characters a tag has.
const LENGTH: usize = 11;
/// Where it is: after the number of the token or ticket, which has as many characters.
const AT: usize = 11;

/// A hash of an AppID, the same for every seed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Tag(u64);

impl Tag {
    pub(crate) fn of(app_id: &str) -> Self {
        Self(Key::new(0, "tag").of_text(app_id))
    }

    /// Writes the tag into the text of a token or ticket.
    pub(crate) fn write(self, text: &mut [u8]) {
        if let Some(places) = text.get_mut(AT..AT + LENGTH) {
            write_digits(places, self.0);
        }
    }

    /// The tag in the text of a token or ticket; any text of digits has one, also a foreign one.
    pub(crate) fn read(text: &str) -> Option<Self> {
        read_digits(text.as_bytes().get(AT..AT + LENGTH)?).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_read_where_it_was_written() {
        let mut text = *b"....................................";
        let tag = Tag::of("wx0123456789abcdef");
        tag.write(&mut text);
        let text = String::from_utf8(text.to_vec()).unwrap();
        assert_eq!(Tag::read(&text), Some(tag));
        assert_ne!(tag, Tag::of("wx0123456789abcdee"));
        assert_eq!((Tag::read("short"), Tag::read(&"名".repeat(20))), (None, None));
    }
}
