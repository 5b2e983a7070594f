//! The search for a secret in the bytes of a response.

use memchr::memmem::Finder;

/// A shorter text would be found in responses that do not hold the secret.
const LEAST: usize = 8;

/// One secret in the spellings in which a response may quote it: as it is, percent-encoded (in a URL) and escaped (in
/// JSON). Tokens of today have the same spelling in all three.
pub(crate) struct Needles {
    secret: String,
    finders: Vec<Finder<'static>>,
}

impl Needles {
    pub(crate) fn new(secret: &str) -> Self {
        let mut spellings: Vec<String> = Vec::new();
        if secret.len() >= LEAST {
            let encoded: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
            let json = serde_json::to_string(secret).unwrap_or_default();
            let json = json.trim_matches('"').to_owned();
            spellings.extend([secret.to_owned(), encoded, json.replace('/', "\\/"), json]);
            spellings.sort();
            spellings.dedup();
        }
        let finders = spellings.iter().map(|spelling| Finder::new(spelling).into_owned()).collect();
        Self { secret: secret.to_owned(), finders }
    }

    pub(crate) fn is_of(&self, secret: &str) -> bool {
        self.secret == secret
    }

    pub(crate) fn are_in(&self, bytes: &[u8]) -> bool {
        self.finders.iter().any(|finder| finder.find(bytes).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_found() {
        let needles = Needles::new("36_a/b+c\"d");
        for text in ["x36_a/b+c\"dx", "x36_a%2Fb%2Bc%22dx", "x36_a/b+c\\\"dx", "x36_a\\/b+c\\\"dx"] {
            assert!(needles.are_in(text.as_bytes()), "{text}");
        }
        assert!(!needles.are_in(b"36_a/b+c") && needles.is_of("36_a/b+c\"d"));
        assert_eq!(Needles::new("36_abcdef").finders.len(), 1);
    }

    #[test]
    fn an_empty_or_short_secret_is_not_searched_for() {
        assert!(!Needles::new("").are_in(b"anything") && !Needles::new("abc").are_in(b"abc"));
    }
}
