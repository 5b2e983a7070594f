//! Repairs the JSON of a push that does not parse: what the core repairs in responses, and impossible numbers.

use wechat_user_core::repair::{Depth, repair};

/// The document at each depth of repair, in the order to try them.
pub(super) fn repaired(text: &str) -> impl Iterator<Item = String> {
    [Depth::Certain, Depth::StrayBackslash].into_iter().map(|depth| quote_odd_words(&repair(text.as_bytes(), depth)))
}

/// Puts quotes around words outside of strings, except `true`, `false` and `null`. Fields are texts, so the digits of a
/// number of any size are kept.
fn quote_odd_words(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '"' => string_length(rest),
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (part, after) = rest.split_at(length);
        if is_word(c) && !matches!(part, "true" | "false" | "null") {
            out.extend(["\"", part, "\""]);
        } else {
            out.push_str(part);
        }
        rest = after;
    }
    out
}

const fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')
}

/// How many bytes the string at the start of this text has, quotes included.
fn string_length(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            b'"' if !is_escaped => return at + 1,
            b'\\' => is_escaped = !is_escaped,
            _ => is_escaped = false,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impossible_numbers_become_texts() {
        assert_eq!(
            quote_odd_words(r#"{"a":1e999,"b":[NaN,-0.5,007],"c":"1, \\\"2\"\\","d":null,"e":true}"#),
            r#"{"a":"1e999","b":["NaN","-0.5","007"],"c":"1, \\\"2\"\\","d":null,"e":true}"#
        );
        for same in ["", "{}", "\"", "\"a", "中{", "{\"a\":\"\\"] {
            assert_eq!(quote_odd_words(same), same);
        }
    }
}
