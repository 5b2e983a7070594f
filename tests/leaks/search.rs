//! What counts as a leak, and the proof that the search finds one.

use std::error::Error;
use std::fmt::Debug;

/// Planted as the token of the account, with characters that each encoding writes differently.
pub(crate) const TOKEN: &str = "99_TOKEN/MARK+\"q\"=é-token-mark";
/// Planted as the AppSecret.
pub(crate) const SECRET: &str = "SECRET/MARK+secret-mark=0123";

/// The spellings of a secret, computed independently of the core.
fn spellings(secret: &str) -> Vec<String> {
    let percent = |hex: fn(u8) -> String| -> String {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
        secret.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { hex(byte) }).collect()
    };
    let upper = percent(|byte| format!("%{byte:02X}"));
    let lower = percent(|byte| format!("%{byte:02x}"));
    let json = serde_json::Value::from(secret).to_string();
    let numbers = |between: &str| secret.bytes().map(|byte| byte.to_string()).collect::<Vec<_>>().join(between);
    let json = json.trim_matches('"').to_owned();
    vec![secret.to_owned(), upper, lower, json.replace('/', "\\/"), json, numbers(", "), numbers(",")]
}

/// Whether the text contains a planted secret in any spelling; white space is ignored.
pub(crate) fn leaks(text: &str) -> bool {
    let squeezed = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let text = squeezed(text);
    let marks = ["token-mark", "secret-mark", "TOKEN/MARK", "SECRET/MARK"].map(str::to_owned);
    let spelled = [TOKEN, SECRET].into_iter().flat_map(spellings);
    spelled.chain(marks).any(|spelling| text.contains(&squeezed(&spelling)))
}

pub(crate) fn assert_clean(what: &str, text: &str) {
    assert!(!leaks(text), "{what} leaks: {text}");
}

/// Every text of an error: `Display`, `Debug`, pretty `Debug`, and those of its sources.
pub(crate) fn texts(error: &(dyn Error + 'static)) -> Vec<String> {
    let mut texts = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        texts.extend([error.to_string(), format!("{error:?}"), format!("{error:#?}")]);
        next = error.source();
    }
    texts
}

pub(crate) fn assert_error_is_clean(what: &str, error: &(dyn Error + 'static)) {
    texts(error).iter().for_each(|text| assert_clean(what, text));
}

pub(crate) fn assert_debug_is_clean(what: &str, value: &dyn Debug) {
    assert_clean(what, &format!("{value:?}"));
    assert_clean(what, &format!("{value:#?}"));
}

#[test]
fn the_search_finds_a_leak_in_every_spelling() {
    for secret in [TOKEN, SECRET] {
        for spelling in spellings(secret) {
            assert!(leaks(&format!("GET https://host/path?access_token={spelling}&x")), "{spelling}");
        }
        assert!(leaks(&format!("{:?}", secret.as_bytes())));
        assert!(leaks(&format!("{:#?}", secret.as_bytes())));
    }
    assert!(!leaks("GET https://host/path, [redacted]"));
}

#[test]
fn the_search_looks_into_the_sources_of_an_error() {
    #[derive(Debug)]
    struct Outer(std::io::Error);
    impl std::fmt::Display for Outer {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("outer")
        }
    }
    impl Error for Outer {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.0)
        }
    }
    let error = Outer(std::io::Error::other(SECRET));
    assert!(!leaks(&error.to_string()) && texts(&error).iter().any(|text| leaks(text)));
}
