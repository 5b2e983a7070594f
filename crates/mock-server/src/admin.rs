//! `/_mock/`: the admin API, with which a test in any language controls the simulator.

mod calls;
mod guard;
mod message;
mod push;
mod table;

use http::header::{ALLOW, HeaderValue};
use http::{HeaderMap, Method, Response, StatusCode};
use transport_mock::FakeWeChat;

use crate::body::Outgoing;
pub(crate) use guard::AllowedHosts;
use message::Problem;
use table::CALLS;

/// The prefix of the admin API.
pub(crate) const PREFIX: &str = "/_mock/";
/// The largest body of most calls.
const MAX_BODY: usize = 1 << 20;
/// The largest state or seed.
const MAX_FILE: usize = 1 << 25;

/// Whether a call of this path may have a large body.
pub(crate) fn takes_file(path: &str) -> bool {
    matches!(path.strip_prefix(PREFIX), Some("seed" | "state"))
}

/// The largest body of a call of this path, in bytes.
pub(crate) fn max_body(path: &str) -> usize {
    if takes_file(path) { MAX_FILE } else { MAX_BODY }
}

/// Refuses calls of web pages of another origin.
pub(crate) fn refuse(hosts: &AllowedHosts, headers: &HeaderMap, is_tls: bool) -> Option<Response<Outgoing>> {
    let problem = hosts.check(headers, is_tls).err()?;
    Some(message::respond(Err(Problem::new(StatusCode::FORBIDDEN, problem))))
}

/// Responds to a call of the admin API. These calls are not in the journal.
pub(crate) fn respond(wechat: &FakeWeChat, verb: &Method, path: &str, body: &[u8]) -> Response<Outgoing> {
    let name = path.strip_prefix(PREFIX).unwrap_or_default();
    let of_path = || CALLS.iter().filter(|call| call.name == name);
    if let Some(call) = of_path().find(|call| call.verb == verb.as_str()) {
        return message::respond((call.work)(wechat, body));
    }
    let verbs: Vec<&str> = of_path().map(|call| call.verb).collect();
    if verbs.is_empty() {
        return message::respond(Err(Problem::new(StatusCode::NOT_FOUND, format!("unknown path: {path}"))));
    }
    let verbs = verbs.join(", ");
    let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED, format!("{path} takes {verbs}"));
    let mut response = message::respond(Err(problem));
    if let Ok(verbs) = HeaderValue::from_str(&verbs) {
        response.headers_mut().insert(ALLOW, verbs);
    }
    response
}
