//! Requests and responses of the admin API, as JSON.

use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Response, StatusCode};
use serde::Deserialize;
use serde_json::Value;

use crate::body::Outgoing;

/// A JSON response, or why the request is refused.
pub(crate) type Reply = Result<Value, String>;

pub(super) fn text(body: &[u8]) -> Result<&str, String> {
    std::str::from_utf8(body).map_err(|error| format!("the body is not UTF-8: {error}"))
}

pub(super) fn read<T: for<'de> Deserialize<'de>>(body: &[u8]) -> Result<T, String> {
    serde_json::from_slice(body).map_err(|error| error.to_string())
}

pub(super) fn reply(status: StatusCode, body: &Value) -> Response<Outgoing> {
    let mut response = raw(format!("{body}\n"));
    *response.status_mut() = status;
    response
}

pub(super) fn raw(body: String) -> Response<Outgoing> {
    let mut response = Response::new(Outgoing::whole(body.into_bytes()));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
