//! The texts that stand in the fields of errors: what is wrong, what a call waited for. The libraries give them no
//! type, so their English text is the key; `{}` stands for a value. A text that is not here is a cause, and stays as it
//! is.

mod core;
mod gateway;
mod stores;

use super::super::text::Text;

const TABLES: [&[(&str, &str)]; 3] = [core::FORMS, stores::FORMS, gateway::FORMS];

/// A text of a library.
pub(crate) fn phrase(english: &str) -> Text {
    Text::new(english.to_owned(), chinese(english).unwrap_or_else(|| english.to_owned()))
}

/// First the texts without values, then those with the least of them.
fn chinese(english: &str) -> Option<String> {
    let forms = || TABLES.into_iter().flatten();
    let whole = forms().find(|(form, _)| *form == english).map(|(_, chinese)| (*chinese).to_owned());
    whole.or_else(|| forms().find_map(|(form, chinese)| filled(form, chinese, english)))
}

/// The Chinese text with the values of the English one, if it has this form.
fn filled(form: &str, chinese: &str, english: &str) -> Option<String> {
    let mut parts = form.split("{}");
    let mut rest = english.strip_prefix(parts.next()?)?;
    let mut filled = chinese.to_owned();
    for part in parts {
        let end = if part.is_empty() { rest.len() } else { rest.find(part)? };
        let value = &rest[..end];
        filled = filled.replacen("{}", &self::chinese(value).unwrap_or_else(|| value.to_owned()), 1);
        rest = &rest[end + part.len()..];
    }
    rest.is_empty().then_some(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_filled_in_and_unknown_texts_stay() {
        assert_eq!(chinese("it ends too early, after 7 bytes").as_deref(), Some("它不完整，只有 7 字节"));
        assert_eq!(chinese("the name crm stands here twice").as_deref(), Some("名称 crm 出现了两次"));
        assert_eq!(chinese("connection refused"), None);
        assert_eq!(phrase("connection refused").to_string(), "connection refused");
    }

    #[test]
    fn both_texts_have_the_same_values() {
        for (english, chinese) in TABLES.into_iter().flatten() {
            let count = |text: &str| text.matches("{}").count();
            assert_eq!(count(english), count(chinese), "{english}");
            let is_chinese = chinese.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert!(is_chinese || *chinese == "access_token", "{chinese}");
        }
    }
}
