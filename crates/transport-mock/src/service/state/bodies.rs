//! Queries and bodies of calls, redacted, in bounded memory.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::redact::Redactor;

/// Printed in place of a secret.
const MASK: &str = "[redacted]";
/// How many bytes of a request body are kept.
const REQUEST: usize = 16 << 10;
/// How many bytes of a response body are kept.
const RESPONSE: usize = 4 << 10;
/// How many bytes of a response body are redacted before it is cut: a secret at the end must be found.
const RESPONSE_READ: usize = 64 << 10;
/// What the entry of a store takes in addition to its texts.
const OVERHEAD: usize = 256;

/// The query and the bodies of one call, with secrets replaced. They contain openids; `Debug` prints their sizes only.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bodies {
    /// The query; empty if there is none.
    pub query: String,
    /// The `Content-Type` of the request.
    pub content_type: Option<String>,
    /// The first 16 KiB of the request body.
    pub request: BodyText,
    /// The first 4 KiB of the response body; empty if there was no response.
    pub response: BodyText,
}

/// What is kept of a body.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BodyText {
    /// The text; bytes that are not UTF-8 are replaced.
    pub text: String,
    /// Whether the body was longer.
    pub is_cut: bool,
}

/// Keeps the bodies of calls up to a number of bytes; the oldest go first. Clones are the same store, so that several
/// accounts share one limit.
#[derive(Clone)]
pub struct BodyStore(Arc<Shared>);

struct Shared {
    limit: usize,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    next: u64,
    bytes: usize,
    by_number: BTreeMap<u64, Arc<Bodies>>,
}

/// Leads to the bodies of one call in a store. Dropping it removes them.
pub(crate) struct Receipt {
    store: BodyStore,
    number: u64,
}

impl Bodies {
    /// Redacts and cuts the texts of a call. `secret` is the AppSecret, which may stand anywhere.
    pub(crate) fn new(
        secret: &str,
        query: &str,
        content_type: Option<&[u8]>,
        request: &[u8],
        response: Option<&[u8]>,
    ) -> Self {
        let mut redactor = Redactor::new(MASK);
        redactor.know(secret);
        let response = response.unwrap_or_default();
        let read = &response[..response.len().min(RESPONSE_READ)];
        let query = redactor.text(query);
        let request = redactor.bytes(request);
        let mut response_text = BodyText::cut(redactor.bytes(read), RESPONSE);
        response_text.is_cut |= response.len() > read.len();
        Self {
            query,
            content_type: content_type.map(|text| redactor.text(&String::from_utf8_lossy(text))),
            request: BodyText::cut(request, REQUEST),
            response: response_text,
        }
    }

    fn bytes(&self) -> usize {
        let texts = [&self.query, &self.request.text, &self.response.text];
        let content_type = self.content_type.as_ref().map_or(0, String::len);
        OVERHEAD + content_type + texts.map(String::len).iter().sum::<usize>()
    }
}

impl BodyText {
    fn cut(body: Vec<u8>, limit: usize) -> Self {
        let mut text = String::from_utf8_lossy(&body).into_owned();
        let is_cut = text.len() > limit;
        let end = (0..=limit.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
        text.truncate(end.unwrap_or_default());
        text.shrink_to_fit();
        Self { text, is_cut }
    }
}

impl BodyStore {
    /// Keeps at most this many bytes.
    #[must_use]
    pub fn new(bytes: usize) -> Self {
        Self(Arc::new(Shared { limit: bytes, kept: Mutex::default() }))
    }

    pub(crate) fn add(&self, bodies: Bodies) -> Receipt {
        let mut kept = self.kept();
        let number = kept.next;
        kept.next += 1;
        kept.bytes += bodies.bytes();
        kept.by_number.insert(number, Arc::new(bodies));
        while kept.bytes > self.0.limit
            && let Some((_, oldest)) = kept.by_number.pop_first()
        {
            kept.bytes -= oldest.bytes();
        }
        Receipt { store: self.clone(), number }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Receipt {
    /// The bodies; `None` if they were dropped.
    pub(crate) fn bodies(&self) -> Option<Arc<Bodies>> {
        self.store.kept().by_number.get(&self.number).cloned()
    }
}

impl Drop for Receipt {
    fn drop(&mut self) {
        let mut kept = self.store.kept();
        if let Some(bodies) = kept.by_number.remove(&self.number) {
            kept.bytes -= bodies.bytes();
        }
    }
}

impl fmt::Debug for Bodies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bodies({} bytes)", self.bytes() - OVERHEAD)
    }
}

impl fmt::Debug for BodyText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BodyText({} bytes)", self.text.len())
    }
}

impl fmt::Debug for BodyStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BodyStore").field("limit", &self.0.limit).field("bytes", &self.kept().bytes).finish()
    }
}

impl fmt::Debug for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Receipt")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bodies(request: &str, response: &str) -> Bodies {
        Bodies::new("the-AppSecret", "access_token=97_x", None, request.as_bytes(), Some(response.as_bytes()))
    }

    #[test]
    fn secrets_are_replaced_before_a_body_is_cut() {
        let token = "t".repeat(200);
        let long = format!(r#"{{"a":"{}","access_token":"{token}"}}"#, "x".repeat(RESPONSE - 40));
        let bodies = bodies(r#"{"x":"the-AppSecret"}"#, &long);
        assert_eq!(
            (bodies.query.as_str(), bodies.request.text.as_str()),
            ("access_token=[redacted]", r#"{"x":"[redacted]"}"#)
        );
        assert!(!bodies.response.text.contains("tt"), "{}", bodies.response.text);
        assert_eq!(format!("{bodies:?}"), format!("Bodies({} bytes)", bodies.bytes() - OVERHEAD));
    }

    #[test]
    fn long_bodies_are_cut_between_characters() {
        let long = "名".repeat(RESPONSE);
        let cut = bodies(&long.repeat(2), &long);
        assert_eq!((cut.request.is_cut, cut.response.is_cut), (true, true));
        assert_eq!((cut.request.text.len(), cut.response.text.len()), (REQUEST - 1, RESPONSE - 1));
        let whole = bodies("{}", "");
        assert_eq!((whole.request.is_cut, whole.response.is_cut), (false, false));
    }

    #[test]
    fn the_oldest_bodies_go_first_and_removed_ones_make_room() {
        let store = BodyStore::new(2_000);
        let add = || store.add(bodies(&"x".repeat(500), ""));
        let (one, two) = (add(), add());
        assert!(one.bodies().is_some() && two.bodies().is_some());
        let three = add();
        assert!(one.bodies().is_none() && two.bodies().is_some() && three.bodies().is_some());
        drop(two);
        let four = add();
        assert!(three.bodies().is_some() && four.bodies().is_some());
        drop((one, three, four));
        assert_eq!(store.kept().bytes, 0);
    }
}
