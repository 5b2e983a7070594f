//! Everything that an error prints, and the check that no secret is in it.

use std::error::Error;
use std::fmt::Write;

/// Tests put this in the place of a token and search for it.
pub const SECRET: &str = "SECRET-MARK";

/// `Display`, `Debug` and pretty `Debug` of an error and of all its sources, one after the other.
#[must_use]
pub fn every_text(error: &(dyn Error + 'static)) -> String {
    let mut texts = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let _ = writeln!(texts, "{error}\n{error:?}\n{error:#?}");
        next = error.source();
    }
    texts
}

/// Asserts that no text of the error contains a planted secret or a part of a URL that tests use.
///
/// # Panics
///
/// When a text contains one.
pub fn assert_clean(error: &(dyn Error + 'static)) {
    let texts = every_text(error);
    for trace in [SECRET, "access_token", "/cgi-bin", "://127.0.0.1", "://no-such-host"] {
        assert!(!texts.contains(trace), "{trace:?} in:\n{texts}");
    }
}
