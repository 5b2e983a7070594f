//! Keeping secrets out of texts that are not ours: the `Debug` of a request, and whatever a foreign transport says in its errors.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::error::Error;
use core::fmt;

use crate::io::transport::{Delivery, Request, TransportError};
use crate::wire::endpoint::percent_encode;

/// Prints a request without what may be secret: method, scheme, host and path. The `Debug` of `http::Request` prints the token.
///
/// ```
/// use wechat_user_core::{Redacted, http};
///
/// let request = http::Request::get("https://api.weixin.qq.com/cgi-bin/groups/get?access_token=36_abc").body(vec![]).unwrap();
/// assert_eq!(Redacted(&request).to_string(), "GET https://api.weixin.qq.com/cgi-bin/groups/get");
/// assert_eq!(format!("{:?}", Redacted(&request)), "GET https://api.weixin.qq.com/cgi-bin/groups/get");
/// ```
#[expect(clippy::exhaustive_structs, reason = "a wrapper with one reference, to be written as Redacted(&request)")]
pub struct Redacted<'a>(pub &'a Request);

impl fmt::Display for Redacted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let uri = self.0.uri();
        write!(f, "{} ", self.0.method())?;
        if let (Some(scheme), Some(host)) = (uri.scheme_str(), uri.host()) {
            write!(f, "{scheme}://{host}")?;
            if let Some(port) = uri.port() {
                write!(f, ":{port}")?;
            }
        }
        f.write_str(uri.path())
    }
}

impl fmt::Debug for Redacted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

const MASK: &str = "[redacted]";

/// The secrets of one exchange.
pub(crate) struct Scrubber {
    secrets: Vec<String>,
    /// Every spelling in which a text may hold them.
    spellings: Vec<String>,
}

impl Scrubber {
    pub(crate) fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        let secrets: Vec<String> =
            secrets.into_iter().filter(|secret| !secret.is_empty()).map(ToOwned::to_owned).collect();
        let mut spellings: Vec<String> = secrets.iter().flat_map(|secret| spellings(secret)).collect();
        // The longest first: a short one may be a part of a longer one.
        spellings.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        spellings.dedup();
        Self { secrets, spellings }
    }

    /// The text with every secret masked; nothing of it where one is spelled too strangely to be cut out.
    pub(crate) fn scrub(&self, text: &str) -> String {
        let masked = self.spellings.iter().fold(text.to_owned(), |text, form| text.replace(form.as_str(), MASK));
        if self.holds_a_secret(&masked) { MASK.to_owned() } else { masked }
    }

    /// The error as it came if no text of it holds a secret; otherwise its message alone, masked.
    pub(crate) fn scrub_error(&self, error: TransportError) -> TransportError {
        if !self.texts_hold_a_secret(error.get_ref()) {
            return error;
        }
        let source = Box::new(Scrubbed(self.scrub(&error.get_ref().to_string())));
        match error.delivery() {
            Delivery::NotSent => TransportError::not_sent(source),
            Delivery::Unknown => TransportError::unknown(source),
        }
    }

    fn texts_hold_a_secret(&self, error: &(dyn Error + 'static)) -> bool {
        let mut next = Some(error);
        while let Some(error) = next {
            let texts = [error.to_string(), format!("{error:?}"), format!("{error:#?}")];
            if texts.iter().any(|text| self.holds_a_secret(text)) {
                return true;
            }
            next = error.source();
        }
        false
    }

    fn holds_a_secret(&self, text: &str) -> bool {
        let decoded = percent_decode(text);
        self.spellings.iter().any(|form| text.contains(form.as_str()))
            || self.secrets.iter().any(|secret| contains(&decoded, secret.as_bytes()))
    }
}

/// Raw, percent-encoded, JSON-escaped, and as the numbers that the `Debug` of a body prints, on one line or on many.
fn spellings(secret: &str) -> Vec<String> {
    let mut encoded = String::new();
    percent_encode(secret, &mut encoded);
    let json = serde_json::to_string(secret).unwrap_or_default();
    let json = json.trim_matches('"').to_owned();
    let slashes = json.replace('/', "\\/");
    let debug = format!("{secret:?}").trim_matches('"').to_owned();
    let bytes = |between: &str| {
        let numbers: Vec<String> = secret.bytes().map(|byte| byte.to_string()).collect();
        numbers.join(between)
    };
    let lines = ["\n    ", "\n        ", "\n            "].map(|indent| bytes(&format!(",{indent}")));
    [[secret.to_owned(), encoded, json, slashes, debug, bytes(", "), bytes(",")].as_slice(), &lines].concat()
}

/// The text with every `%XX` resolved, in whatever mixture of cases it was written.
fn percent_decode(text: &str) -> Vec<u8> {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match (byte, digit(bytes.get(at + 1)), digit(bytes.get(at + 2))) {
            (b'%', Some(high), Some(low)) => {
                decoded.push(u8::try_from(high * 16 + low).unwrap_or_default());
                at += 3;
            }
            _ => {
                decoded.push(*byte);
                at += 1;
            }
        }
    }
    decoded
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

/// What is left of a foreign error whose texts held a secret.
struct Scrubbed(String);

impl fmt::Debug for Scrubbed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scrubbed({:?})", self.0)
    }
}

impl fmt::Display for Scrubbed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Scrubbed {}

/// The start of a body that was not understood, for a person to recognise a gateway's error page by: no JSON (that may hold personal data), no
/// long run of letters and digits (that may be an id or a token), no control characters.
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
    // Words are shown whole or not at all, because the start of a secret is worth hiding too. What the head was cut in is not the end of a word.
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

    #[test]
    fn every_spelling_of_a_secret_is_masked() {
        let scrubber = Scrubber::new(["to/k\"en", "plainsecret"]);
        for leaked in [
            "at to/k\"en!",
            "at to%2Fk%22en!",
            "at to/k\\\"en!",
            "at to\\/k\\\"en!",
            "at 116, 111, 47, 107, 34, 101, 110!",
            "at plainsecret!",
        ] {
            assert_eq!(scrubber.scrub(leaked), "at [redacted]!", "{leaked}");
        }
    }

    #[test]
    fn a_strange_spelling_takes_the_whole_text_with_it() {
        assert_eq!(Scrubber::new(["to/k\"en"]).scrub("at to%2fk%22en!"), "[redacted]");
    }

    #[test]
    fn a_pretty_printed_body_is_masked_too() {
        let error = TransportError::unknown(format!("{:#?}", b"hush"));
        let scrubbed = Scrubber::new(["hush"]).scrub_error(error);
        assert_eq!(scrubbed.to_string(), "no answer; the request may have arrived: [\n    [redacted],\n]");
    }

    #[test]
    fn an_innocent_error_keeps_its_type() {
        let error = Scrubber::new(["hush"]).scrub_error(TransportError::not_sent(fmt::Error));
        assert!(error.get_ref().is::<fmt::Error>());
    }

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
