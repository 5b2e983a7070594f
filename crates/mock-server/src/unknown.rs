//! Prints unknown paths on standard error, so that a wrong base URL or a missing endpoint is noticed.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use http::Method;

/// How many different paths are printed.
const PRINTED: usize = 20;

/// The unknown paths that were printed.
#[derive(Debug, Default)]
pub(crate) struct UnknownPaths(Mutex<BTreeSet<String>>);

impl UnknownPaths {
    /// Prints a path once, and only the first paths: a client can request any number of them.
    pub(crate) fn report(&self, verb: &Method, path: &str) {
        if let Some(line) = self.line(verb, path) {
            eprintln!("mock-server: {line}");
        }
    }

    fn line(&self, verb: &Method, path: &str) -> Option<String> {
        let mut printed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let path: String = path.chars().take(256).collect();
        if printed.len() > PRINTED || printed.contains(&path) {
            return None;
        }
        let line = if printed.len() == PRINTED {
            "more unknown paths are only in the journal".to_owned()
        } else {
            format!("no such endpoint: {verb} {path}")
        };
        printed.insert(path);
        Some(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_unknown_path_is_printed_once_and_only_the_first_twenty() {
        let paths = UnknownPaths::default();
        let lines: Vec<String> =
            (0..1_000).filter_map(|number| paths.line(&Method::GET, &format!("/{}", number / 2))).collect();
        assert_eq!(lines.len(), 21);
        assert_eq!((lines[0].as_str(), lines[19].as_str()), ("no such endpoint: GET /0", "no such endpoint: GET /19"));
        assert_eq!(lines[20], "more unknown paths are only in the journal");
    }
}
