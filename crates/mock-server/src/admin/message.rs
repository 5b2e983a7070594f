//! Requests and responses of the admin API, as JSON.

use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use http::{Response, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::body::{Outgoing, Pieces};

/// A JSON response, or why the request is refused.
pub(super) type Reply = Result<Body, Problem>;

/// The body of a response.
pub(super) enum Body {
    Value(Value),
    /// JSON already.
    Text(String),
    /// Server-sent events.
    Stream(Box<dyn Pieces>),
}

impl From<Value> for Body {
    fn from(value: Value) -> Self {
        Self::Value(value)
    }
}

/// Why a request is refused.
pub(super) struct Problem {
    status: StatusCode,
    body: Body,
}

impl Problem {
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self::with_body(status, Body::Value(json!({"error": message.into()})))
    }

    pub(super) const fn with_body(status: StatusCode, body: Body) -> Self {
        Self { status, body }
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
    let (status, body) = match reply {
        Ok(body) => (StatusCode::OK, body),
        Err(Problem { status, body }) => (status, body),
    };
    let (content_type, body) = match body {
        Body::Value(value) => ("application/json", Outgoing::whole(format!("{value}\n").into_bytes())),
        Body::Text(text) => ("application/json", Outgoing::whole(text.into_bytes())),
        Body::Stream(stream) => ("text/event-stream", Outgoing::pieces(stream)),
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
