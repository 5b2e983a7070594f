//! Requests and responses of the admin API, as JSON.

use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Response, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::body::Outgoing;

/// A JSON response, or why the request is refused.
pub(super) type Reply = Result<Body, Problem>;

/// The body of a response.
pub(super) enum Body {
    Value(Value),
    /// JSON already.
    Text(String),
}

impl From<Value> for Body {
    fn from(value: Value) -> Self {
        Self::Value(value)
    }
}

/// Why a request is refused.
pub(super) struct Problem {
    status: StatusCode,
    message: String,
}

impl Problem {
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into() }
    }
}

/// With status 400.
impl<T: ToString> From<T> for Problem {
    fn from(message: T) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message.to_string())
    }
}

/// The response of a call that returns nothing.
pub(super) fn done() -> Reply {
    Ok(json!({"ok": true}).into())
}

pub(super) fn text(body: &[u8]) -> Result<&str, Problem> {
    Ok(std::str::from_utf8(body).map_err(|error| format!("the body is not UTF-8: {error}"))?)
}

pub(super) fn read<T: for<'de> Deserialize<'de>>(body: &[u8]) -> Result<T, Problem> {
    Ok(serde_json::from_slice(body)?)
}

pub(super) fn respond(reply: Reply) -> Response<Outgoing> {
    let (status, text) = match reply {
        Ok(Body::Value(value)) => (StatusCode::OK, format!("{value}\n")),
        Ok(Body::Text(text)) => (StatusCode::OK, text),
        Err(Problem { status, message }) => (status, format!("{}\n", json!({"error": message}))),
    };
    let mut response = Response::new(Outgoing::whole(text.into_bytes()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
