//! Repairs the broken JSON that the real service sends: raw control bytes, bytes that are not UTF-8, half a surrogate
//! pair, a stray backslash before a closing quote, all in texts that users typed; and a comma after the last member.
//! (Reports from 2015 to 2026; see `docs/doubts.md`.)
//!
//! Call it only after a strict parse failed, so that a clean body costs nothing. It touches only the offending bytes:
//! an older library's repair with a regular expression broke every `\/` of every avatar URL.

use alloc::string::String;

/// How much to repair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Depth {
    /// Control bytes, bad UTF-8, escapes that JSON does not know, half a surrogate pair, a comma before a closing
    /// bracket, a byte-order mark: none of them can stand in a sound body.
    Certain,
    /// Also a `\"` that is followed by what follows the end of a string. It *can* stand in a sound body, so it is tried
    /// last.
    StrayBackslash,
}

/// The body with its string literals and commas repaired.
///
/// ```
/// use wechat_user_core::repair::{Depth, repair};
///
/// let body = b"{\"nickname\":\"a\x14b \\ud83d\",\"sex\":1,}";
/// assert_eq!(repair(body, Depth::Certain), r#"{"nickname":"a\u0014b \ufffd","sex":1}"#);
/// ```
#[must_use]
pub fn repair(body: &[u8], depth: Depth) -> String {
    // Bad UTF-8 first: whole sequences become U+FFFD, and no quote or backslash is ever part of one.
    let text = String::from_utf8_lossy(body);
    let text = text.trim_start_matches('\u{FEFF}');
    let mut out = String::with_capacity(text.len() + 16);
    let mut in_string = false;
    let mut rest = text.char_indices();
    while let Some((at, c)) = rest.next() {
        let after = &text[at + c.len_utf8()..];
        match c {
            '"' => {
                in_string = !in_string;
                out.push('"');
            }
            '\\' if in_string => match escape(after) {
                Escape::Known(_)
                    if depth == Depth::StrayBackslash && after.starts_with('"') && ends_a_string(&after[1..]) =>
                {
                    out.push_str("\\\\");
                }
                Escape::Known(len) => {
                    out.push('\\');
                    out.extend(rest.by_ref().take(len).map(|(_, c)| c));
                }
                Escape::HalfPair => {
                    out.push_str("\\ufffd");
                    rest.by_ref().take(5).for_each(drop);
                }
                Escape::Unknown => out.push_str("\\\\"),
            },
            ',' if !in_string && after.trim_start().starts_with(['}', ']']) => {}
            c if in_string && u32::from(c) < 0x20 => push_escaped(c, &mut out),
            c => out.push(c),
        }
    }
    out
}

/// What follows a backslash.
enum Escape {
    /// An escape, with its length in characters.
    Known(usize),
    /// `uXXXX` that is one half of a surrogate pair without the other.
    HalfPair,
    /// JSON knows no such escape.
    Unknown,
}

fn escape(after: &str) -> Escape {
    match after.as_bytes().first() {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Escape::Known(1),
        Some(b'u') => match code_unit(after) {
            Some(0xD800..=0xDBFF) => match after[5..].strip_prefix('\\').and_then(code_unit) {
                Some(0xDC00..=0xDFFF) => Escape::Known(11),
                _ => Escape::HalfPair,
            },
            Some(0xDC00..=0xDFFF) => Escape::HalfPair,
            Some(_) => Escape::Known(5),
            None => Escape::Unknown,
        },
        _ => Escape::Unknown,
    }
}

/// The number in `uXXXX`.
fn code_unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix('u')?.get(..4)?;
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
}

/// Whether this is what follows the end of a string value: a comma and the next key, or closing brackets and then the
/// end, or the next element, or the next key.
fn ends_a_string(after: &str) -> bool {
    let mut rest = after.trim_start();
    while let Some(closed) = rest.strip_prefix(['}', ']']) {
        rest = closed.trim_start();
        if rest.is_empty() {
            return true;
        }
    }
    let Some(next) = rest.strip_prefix(',') else { return false };
    let next = next.trim_start();
    next.starts_with('{') || starts_with_key(next)
}

/// `"some_key" :`, in letters, digits and underscores as all keys of the service are.
fn starts_with_key(text: &str) -> bool {
    let Some(text) = text.strip_prefix('"') else { return false };
    let key = text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    key > 0 && text[key..].strip_prefix('"').is_some_and(|rest| rest.trim_start().starts_with(':'))
}

fn push_escaped(control: char, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let value = u32::from(control) as usize;
    out.push_str("\\u00");
    out.push(char::from(HEX[value >> 4]));
    out.push(char::from(HEX[value & 15]));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certain(body: &[u8]) -> String {
        repair(body, Depth::Certain)
    }

    #[test]
    fn control_bytes_are_escaped_inside_strings_only() {
        assert_eq!(certain(b"{\n\t\"city\": \"a\x14b\n\"\r\n}"), "{\n\t\"city\": \"a\\u0014b\\u000a\"\r\n}");
    }

    #[test]
    fn bad_utf8_becomes_a_replacement_character_and_the_quote_survives() {
        assert_eq!(certain(b"{\"city\":\"S\xe4\",\"sex\":1}"), "{\"city\":\"S\u{FFFD}\",\"sex\":1}");
    }

    #[test]
    fn sound_escapes_stay() {
        for sound in [r#"{"url":"http:\/\/x\/0"}"#, r#"{"n":"\\"}"#, r#"{"n":"\u4f60\"x\""}"#, r#"{"n":"a\\\"b"}"#] {
            assert_eq!(certain(sound.as_bytes()), sound);
            assert_eq!(repair(sound.as_bytes(), Depth::StrayBackslash), sound);
        }
    }

    #[test]
    fn escapes_that_json_does_not_know_become_backslashes() {
        assert_eq!(certain(br#"{"n":"a\x \u12 \"}"#), r#"{"n":"a\\x \\u12 \"}"#);
    }

    #[test]
    fn a_stray_backslash_before_a_closing_quote_is_doubled_on_request() {
        for (broken, mended) in [
            (r#"{"city":"y?v\","province":"l?S"}"#, r#"{"city":"y?v\\","province":"l?S"}"#),
            (r#"{"city":"y?v\" , "province":"l?S"}"#, r#"{"city":"y?v\\" , "province":"l?S"}"#),
            (r#"{"city":"y?v\"}"#, r#"{"city":"y?v\\"}"#),
            (r#"[{"city":"y?v\"},{"city":"x"}]"#, r#"[{"city":"y?v\\"},{"city":"x"}]"#),
            (r#"{"a":{"city":"y?v\"},"b":1}"#, r#"{"a":{"city":"y?v\\"},"b":1}"#),
        ] {
            assert_eq!(repair(broken.as_bytes(), Depth::StrayBackslash), mended);
            assert_eq!(certain(broken.as_bytes()), broken);
        }
    }

    #[test]
    fn a_quotation_in_a_value_is_no_stray_backslash() {
        let sound = r#"{"remark":"said \"hi\", then \"}\" and left","sex":1}"#;
        assert_eq!(repair(sound.as_bytes(), Depth::StrayBackslash), sound);
    }

    #[test]
    fn half_a_surrogate_pair_becomes_a_replacement_character() {
        for (broken, mended) in [
            (r#"{"n":"\ud83d"}"#, r#"{"n":"\ufffd"}"#),
            (r#"{"n":"\uDE00x"}"#, r#"{"n":"\ufffdx"}"#),
            (r#"{"n":"\ud83d\n\ud83d\ude00"}"#, r#"{"n":"\ufffd\n\ud83d\ude00"}"#),
            (r#"{"n":"\ud83d\ud83d\ude00"}"#, r#"{"n":"\ufffd\ud83d\ude00"}"#),
            (r#"{"n":"\ud83d\u00"}"#, r#"{"n":"\ufffd\\u00"}"#),
            (r#"{"n":"\ud83"#, r#"{"n":"\\ud83"#),
        ] {
            assert_eq!(certain(broken.as_bytes()), mended);
        }
    }

    #[test]
    fn a_comma_after_the_last_member_is_dropped() {
        assert_eq!(certain(br#"{"a":[1,2, ],"b":",}",}"#), r#"{"a":[1,2 ],"b":",}"}"#);
    }

    #[test]
    fn a_byte_order_mark_goes() {
        assert_eq!(certain(b"\xef\xbb\xbf{}"), "{}");
    }
}
