//! What can be an argument of a message.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use wechat_user::{AppId, ErrCode, GroupId, OpenId, TagId};

use super::language::Language;
use super::text::Text;

/// An argument of a message. There is no implementation for every type with a `Display`, on purpose: the errors of the
/// libraries have English texts, and the table has the Chinese ones ([`library`](super::library)).
pub(crate) trait Say {
    /// The argument in this language.
    fn say(&self, language: Language) -> String;
}

/// A value that can be an argument is also a message of its own.
pub(crate) trait Texts {
    /// The message.
    fn text(&self) -> Text;
}

impl<T: Say + ?Sized> Texts for T {
    fn text(&self) -> Text {
        Text::new(self.say(Language::English), self.say(Language::Chinese))
    }
}

/// A list: `a, b`, in Chinese `a、b`.
pub(crate) fn list<T: Say>(items: impl IntoIterator<Item = T>) -> Text {
    let items: Vec<_> = items.into_iter().collect();
    let join = |language, comma: &str| items.iter().map(|item| item.say(language)).collect::<Vec<_>>().join(comma);
    Text::new(join(Language::English, ", "), join(Language::Chinese, "、"))
}

impl<T: Say + ?Sized> Say for &T {
    fn say(&self, language: Language) -> String {
        (**self).say(language)
    }
}

impl Say for Text {
    fn say(&self, language: Language) -> String {
        self.in_language(language).to_owned()
    }
}

impl Say for Cow<'_, str> {
    fn say(&self, _language: Language) -> String {
        self.as_ref().to_owned()
    }
}

impl Say for Path {
    fn say(&self, _language: Language) -> String {
        self.display().to_string()
    }
}

impl Say for PathBuf {
    fn say(&self, language: Language) -> String {
        self.as_path().say(language)
    }
}

/// Values that are the same in both languages: names, ids, numbers, and the texts of parsers.
macro_rules! same_in_both {
    ($($type:ty),* $(,)?) => {
        $(impl Say for $type {
            fn say(&self, _language: Language) -> String {
                self.to_string()
            }
        })*
    };
}

same_in_both!(str, String, char, u16, u32, u64, usize, i32, i64, u128, f64);
same_in_both!(AppId, ErrCode, GroupId, OpenId, TagId, serde_json::Error);
