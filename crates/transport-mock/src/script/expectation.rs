//! One expected request.

use std::fmt;

use http::Method;
use serde_json::Value;

/// An expected request; parts that are not set may be anything.
#[derive(Clone, Debug)]
#[must_use = "an expectation does nothing until a script has it"]
pub struct Expectation {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) query: Vec<(String, String)>,
    pub(super) body: Option<Body>,
}

#[derive(Clone, Debug)]
pub(super) enum Body {
    Json(Value),
    Empty,
}

/// Expects a GET of this path.
pub fn get(path: impl Into<String>) -> Expectation {
    Expectation { method: Method::GET, path: path.into(), query: Vec::new(), body: Some(Body::Empty) }
}

/// Expects a POST to this path.
pub fn post(path: impl Into<String>) -> Expectation {
    Expectation { method: Method::POST, path: path.into(), query: Vec::new(), body: None }
}

impl Expectation {
    /// The query has this parameter; it may have others. Name and value are not percent-encoded.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// The body is this JSON, a text or a `serde_json::Value`. Spaces and the order of keys do not matter.
    ///
    /// # Panics
    ///
    /// When the text is not JSON.
    #[track_caller]
    pub fn json(mut self, json: impl fmt::Display) -> Self {
        match serde_json::from_str(&json.to_string()) {
            Ok(value) => self.body = Some(Body::Json(value)),
            Err(error) => panic!("the expected body is not JSON: {error}"),
        }
        self
    }
}

/// Method and path.
impl fmt::Display for Expectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}
