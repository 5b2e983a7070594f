//! Spellings of a secret that cannot be cut out of a text, but must be noticed: percent-encoded several times, escaped
//! as `\uXXXX`, and in base64.

use alloc::string::String;
use alloc::vec::Vec;

use crate::wire::percent::percent_decode;

/// How often a text is decoded: a URL in a query in a URL is encoded three times.
const LAYERS: usize = 3;

/// Whether the text holds the secret in one of these spellings.
pub(crate) fn holds_disguised(text: &str, secret: &str) -> bool {
    let mut decoded = String::from(text);
    for _ in 0..LAYERS {
        let next = unescape(&String::from_utf8_lossy(&percent_decode(&decoded)));
        if next.contains(secret) {
            return true;
        }
        if next == decoded {
            break;
        }
        decoded = next;
    }
    holds_base64(text, secret)
}

/// The text with every `\uXXXX` resolved.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\\u") {
        out.push_str(before);
        let code = after.get(..4).and_then(|digits| u32::from_str_radix(digits, 16).ok());
        if let Some(character) = code.and_then(char::from_u32) {
            out.push(character);
            rest = &after[4..];
        } else {
            out.push_str("\\u");
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// Base64 depends on what precedes the secret, in three ways; each leaves a middle that depends on the secret alone.
fn holds_base64(text: &str, secret: &str) -> bool {
    const SHORTEST: usize = 8;
    let plain: String = text.chars().map(url_to_standard).collect();
    (0..3).any(|before| {
        let mut bytes = alloc::vec![0; before];
        bytes.extend_from_slice(secret.as_bytes());
        let encoded = base64(&bytes);
        // The first characters hold bits of what precedes, the last ones bits of what follows.
        let (first, end) = ((before * 8).div_ceil(6), bytes.len() * 8 / 6);
        encoded.get(first..end).is_some_and(|middle| middle.len() >= SHORTEST && plain.contains(middle))
    })
}

/// The URL-safe alphabet has two other characters.
const fn url_to_standard(character: char) -> char {
    match character {
        '-' => '+',
        '_' => '/',
        other => other,
    }
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let groups = bytes.chunks(3).map(|chunk| {
        let byte = |at: usize| chunk.get(at).copied().map_or(0, usize::from);
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        [18, 12, 6, 0].map(|shift| char::from(ALPHABET[bits >> shift & 63]))
    });
    groups.collect::<Vec<_>>().concat().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "36_zZg/qkMUe+Lu25pG";

    #[test]
    fn a_secret_is_noticed_in_every_disguise() {
        for text in [
            "at 36_zZg%2fqkMUe%2BLu25pG!",
            "at 36_zZg%252FqkMUe%252BLu25pG!",
            "at 36_zZg%25252FqkMUe%25252BLu25pG!",
            "at 36\\u005fzZg\\u002fqkMUe\\u002BLu25pG!",
            "at MzZfelpnL3FrTVVlK0x1MjVwRw==!",
            "at eDM2X3paZy9xa01VZStMdTI1cEc=!",
            "at eHgzNl96WmcvcWtNVWUrTHUyNXBHeQ!",
        ] {
            assert!(holds_disguised(text, SECRET), "{text}");
        }
    }

    #[test]
    fn other_texts_hold_none() {
        for text in ["", "no secret here", "100% of \\u and \\uZZZZ", "MzZfelpn", "%%25%2", "\\ud83d"] {
            assert!(!holds_disguised(text, SECRET), "{text}");
        }
        assert!(!holds_disguised("YWJj", "abc"), "too short to be distinguished from chance");
    }

    #[test]
    fn base64_is_that_of_rfc_4648() {
        for (text, encoded) in [("foobar", "Zm9vYmFy"), ("fooba", "Zm9vYmE"), ("foob", "Zm9vYg")] {
            assert!(base64(text.as_bytes()).starts_with(encoded), "{text}");
        }
    }
}
