//! One call, as an endpoint gets it.

use std::borrow::Cow;
use std::net::IpAddr;

use serde_json::Value;
use wechat_user_core::Timestamp;

use crate::service::state::account::Account;
use crate::service::state::rids::History;
use crate::service::wire::refusal::{Refusal, Reply};

/// The function of an endpoint.
pub(crate) type Handler = fn(&mut Account, &Call<'_>) -> Reply;

/// A call that passed the checks of all endpoints.
pub(crate) struct Call<'a> {
    pub(crate) now: Timestamp,
    pub(crate) client_ip: IpAddr,
    pub(crate) query: &'a str,
    /// The body as received, for endpoints that read it themselves.
    pub(crate) bytes: &'a [u8],
    /// The body as JSON; null if the route has no body, or reads it itself.
    pub(crate) json: Value,
    /// Finds the path of an endpoint; `None` if it does not exist.
    pub(crate) known_path: fn(&str) -> Option<&'static str>,
    pub(crate) history: History<'a>,
}

impl<'a> Call<'a> {
    /// A parameter of the query. An empty one counts as missing, because SDKs send empty ones.
    pub(crate) fn param(&self, name: &str) -> Option<Cow<'a, str>> {
        param(self.query, name)
    }

    /// A text in the body; `None` if it is missing or not a text.
    pub(crate) fn text(&self, pointer: &str) -> Option<&str> {
        self.json.pointer(pointer).and_then(Value::as_str)
    }

    /// An integer in the body; `None` if it is missing or not an integer.
    pub(crate) fn integer(&self, pointer: &str) -> Option<i64> {
        self.json.pointer(pointer).and_then(Value::as_i64)
    }
}

/// The first parameter of this name that is not empty.
pub(crate) fn param<'a>(query: &'a str, name: &str) -> Option<Cow<'a, str>> {
    form_urlencoded::parse(query.as_bytes())
        .find(|(key, value)| key == name && !value.is_empty())
        .map(|(_, value)| value)
}

/// Refuses a body without this value: it counts as empty (44002).
pub(crate) fn present(call: &Call<'_>, pointer: &str) -> Result<(), Refusal> {
    call.json.pointer(pointer).map(|_| ()).ok_or(Refusal::new(44002))
}
