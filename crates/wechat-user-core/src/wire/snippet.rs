//! The start of a body that was not understood, without what may be personal or secret.

use alloc::borrow::ToOwned;
use alloc::string::String;

/// The start of a body that was not understood, so that a developer recognises the error page of a gateway: no JSON
/// (that may hold personal data), no long run of letters and digits (that may be an id or a token), no control
/// characters.
pub(crate) fn snippet(body: &[u8]) -> String {
    const SHOWN: usize = 160;
    const LONGEST_WORD: usize = 20;
    let head = String::from_utf8_lossy(&body[..body.len().min(4 * SHOWN)]);
    let head = head.trim_start_matches('\u{FEFF}').trim_start();
    if head.starts_with(['{', '[', '"']) {
        return String::new();
    }
    let (mut out, mut len) = (String::new(), 0);
    let mut word = String::new();
    // Words are shown whole or not at all, because the start of a secret is worth hiding too. What the head was cut in
    // is not the end of a word.
    let end = (body.len() <= 4 * SHOWN).then_some(' ');
    for c in head.chars().chain(end) {
        if c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '%' | '+' | '/' | '=') {
            word.push(c);
            continue;
        }
        let shown = if word.len() > LONGEST_WORD { "…" } else { &word };
        len += shown.chars().count();
        if len >= SHOWN {
            break;
        }
        out.push_str(shown);
        word.clear();
        if !c.is_whitespace() && !c.is_control() {
            out.push(c);
            len += 1;
        } else if !out.ends_with(' ') {
            out.push(' ');
            len += 1;
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    #[test]
    fn a_snippet_shows_the_page_and_hides_long_words_and_json() {
        let page = b"<html>\r\n<head><title>502 Bad Gateway</title></head> token=36_zZgqkMUeLu25pGzZgqkMUeLu25pG <p>";
        assert_eq!(snippet(page), "<html> <head><title>502 Bad Gateway</title></head> … <p>");
        assert_eq!(snippet(b"  {\"nickname\":\"x\"}"), "");
        assert_eq!(snippet(&[0xFF; 1000]).chars().next(), Some('\u{FFFD}'));
    }

    #[test]
    fn a_snippet_holds_no_part_of_a_word() {
        let secret = "0123456789abcdef0123456789abcdef";
        for before in 0..1_000 {
            // Many words that are shown, or one that is not.
            for page in [format!("{} {secret}", "no ".repeat(before)), format!("{} {secret}", "x".repeat(before))] {
                let shown = snippet(page.as_bytes());
                assert!(!shown.contains("012"), "{before}: {shown}");
            }
            let page = format!("{}short-secret and more", "no ".repeat(before));
            let shown = snippet(page.as_bytes());
            assert!(!shown.contains("sho") || shown.contains("short-secret"), "{before}: {shown}");
        }
    }
}
