//! The form of a request: what every request must have, before anything of it is believed.

use std::net::IpAddr;
use std::sync::Arc;

use http::header::{CONTENT_ENCODING, HOST};
use http::{HeaderMap, Method, Request, StatusCode, Uri, Version};
use hyper::body::Incoming;
use wechat_user::Timestamp;

use super::Connection;
use crate::access::address;
use crate::access::keys::Key;
use crate::access::known::Known;
use crate::access::path::is_well_formed;
use crate::account::Account;
use crate::outcome::Outcome;
use crate::refusal::Refusal;
use crate::shared::{Setup, Shared};

/// A longer segment may be a token that stands in the wrong place.
const MAX_SHOWN_SEGMENT: usize = 40;

/// A request, and what becomes known of it.
pub(crate) struct Ask<'a> {
    pub(crate) shared: &'a Shared,
    pub(crate) setup: Arc<Setup>,
    pub(crate) known: &'a Known,
    pub(crate) address: IpAddr,
    pub(crate) now: Timestamp,
    pub(crate) method: Method,
    pub(crate) headers: HeaderMap,
    version: Version,
    uri: Uri,
    /// For the audit file.
    pub(crate) key: Option<Arc<Key>>,
    pub(crate) account: Option<Arc<Account>>,
    pub(crate) bytes_in: u64,
}

impl<'a> Ask<'a> {
    pub(super) fn new(connection: &'a Connection, request: Request<Incoming>) -> (Self, Incoming) {
        let (parts, body) = request.into_parts();
        let shared = &*connection.shared;
        let setup = shared.setup();
        let ask = Self {
            shared,
            known: &connection.known,
            address: address::of_worker(connection.peer, &parts.headers, &setup.proxies),
            setup,
            now: shared.clock.now(),
            method: parts.method,
            headers: parts.headers,
            version: parts.version,
            uri: parts.uri,
            key: None,
            account: None,
            bytes_in: 0,
        };
        (ask, body)
    }

    pub(super) fn path(&self) -> &str {
        self.uri.path()
    }

    pub(super) fn query(&self) -> &str {
        self.uri.query().unwrap_or_default()
    }

    /// The path for the audit file.
    pub(super) fn shown_path(&self) -> Option<String> {
        let short = |segment: &str| if segment.len() > MAX_SHOWN_SEGMENT { "*".to_owned() } else { segment.to_owned() };
        is_well_formed(self.path()).then(|| self.path().split('/').map(short).collect::<Vec<_>>().join("/"))
    }
}

/// Refuses what may mean one thing here and another behind the next proxy.
pub(super) fn check(ask: &Ask<'_>, connection: &Connection) -> Result<(), Refusal> {
    if connection.framing.is_ambiguous() {
        return Err(Refusal::bad_request("a message has a Content-Length or is chunked, not both"));
    }
    let uri = &ask.uri;
    if uri.scheme().is_some() || uri.authority().is_some() || !uri.path().starts_with('/') {
        return Err(Refusal::bad_request("the target of a request is a path and a query"));
    }
    check_host(ask)?;
    if ask.headers.contains_key(CONTENT_ENCODING) {
        let text = "an encoded body is refused";
        return Err(Refusal::with_status(Outcome::BadRequest, StatusCode::UNSUPPORTED_MEDIA_TYPE, text));
    }
    if ask.method != Method::GET && ask.method != Method::POST {
        let text = "only GET and POST";
        return Err(Refusal::with_status(Outcome::BadRequest, StatusCode::METHOD_NOT_ALLOWED, text));
    }
    if !is_well_formed(ask.path()) {
        return Err(Refusal::bad_request("a path has segments of letters, digits, `_` and `-`, and nothing else"));
    }
    Ok(())
}

/// Requests go to one service, whatever `Host` says. One of another name is a page of a browser, or a mistake.
fn check_host(ask: &Ask<'_>) -> Result<(), Refusal> {
    let mut hosts = ask.headers.get_all(HOST).iter();
    let (first, second) = (hosts.next(), hosts.next());
    if second.is_some() || first.is_none() && ask.version == Version::HTTP_11 {
        return Err(Refusal::bad_request("a request has one Host"));
    }
    if ask.setup.hosts.is_empty() {
        return Ok(());
    }
    let given = first.and_then(|host| host.to_str().ok()).unwrap_or_default().to_ascii_lowercase();
    let name = match given.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => &given,
    };
    if ask.setup.hosts.iter().any(|host| host == name) {
        return Ok(());
    }
    let text = "this Host is not one of the gateway's";
    Err(Refusal::with_status(Outcome::BadRequest, StatusCode::MISDIRECTED_REQUEST, text))
}
