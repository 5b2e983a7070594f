//! One call as an endpoint sees it, and what an endpoint may answer.

use std::borrow::Cow;
use std::net::IpAddr;

use serde_json::Value;
use wechat_user_core::Timestamp;

use crate::service::state::account::Account;
use crate::service::state::rids::History;
use crate::service::wire::refusal::{Answer, Refusal};

/// One endpoint's work.
pub(crate) type Handler = fn(&mut Account, &Call<'_>) -> Answer;

/// A call that passed the checks which all endpoints share.
pub(crate) struct Call<'a> {
    pub(crate) now: Timestamp,
    pub(crate) client_ip: IpAddr,
    pub(crate) query: &'a str,
    /// The body as it came, for endpoints that read large ones in a way of their own.
    pub(crate) bytes: &'a [u8],
    /// The body read as JSON; null when the route says that it has none, or that it reads it itself.
    pub(crate) json: Value,
    /// The path of an endpoint that exists.
    pub(crate) known_path: fn(&str) -> Option<&'static str>,
    pub(crate) history: History<'a>,
}

impl<'a> Call<'a> {
    /// A parameter of the query; an empty one counts as missing, as SDKs send it.
    pub(crate) fn param(&self, name: &str) -> Option<Cow<'a, str>> {
        param(self.query, name)
    }

    /// A text of the body, or nothing when it is missing or no text.
    pub(crate) fn text(&self, pointer: &str) -> Option<&str> {
        self.json.pointer(pointer).and_then(Value::as_str)
    }

    /// An integer of the body, or nothing when it is missing or none.
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

/// A body without the object that the call is about counts as empty (44002).
pub(crate) fn present(call: &Call<'_>, pointer: &str) -> Result<(), Refusal> {
    call.json.pointer(pointer).map(|_| ()).ok_or(Refusal::new(44002))
}
