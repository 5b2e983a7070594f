//! `/_mock/`: the admin API, with which a test in any language controls the simulator.

mod accounts;
mod callback;
mod calls;
mod followers;
mod guard;
mod journal;
mod message;
mod push;
mod table;

use http::header::{ALLOW, HeaderValue};
use http::request::Parts;
use http::{HeaderMap, Method, Response, StatusCode};
use tokio::sync::watch;
use transport_mock::{Accounts, FakeWeChat};

use crate::body::Outgoing;
use callback::Callbacks;
pub(crate) use guard::AllowedHosts;
use journal::Streams;
use message::{Problem, Reply};
use table::{ACCOUNT_CALLS, ACCOUNTS_CALLS, CALLS, Call};

/// The prefix of the admin API.
pub(crate) const PREFIX: &str = "/_mock/";
/// The largest state or seed.
pub(crate) const MAX_FILE: usize = 1 << 25;

/// Refuses calls of web pages of another origin.
pub(crate) fn refuse(admin: &Admin, headers: &HeaderMap, is_tls: bool) -> Option<Response<Outgoing>> {
    let problem = admin.hosts.check(headers, is_tls).err()?;
    Some(message::respond(Err(Problem::new(StatusCode::FORBIDDEN, problem))))
}

/// What a call works with.
struct Context<'a> {
    accounts: &'a Accounts,
    /// The account that the path names, otherwise the default one.
    wechat: FakeWeChat,
    /// The app id in the path.
    app_id: Option<&'a str>,
    query: &'a str,
    /// The header `Last-Event-ID`.
    last_event_id: Option<&'a str>,
    body: &'a [u8],
    streams: &'a Streams,
    callbacks: &'a Callbacks,
}

/// What the admin API keeps in addition to the accounts.
pub(crate) struct Admin {
    pub(crate) hosts: AllowedHosts,
    streams: Streams,
    callbacks: Callbacks,
}

impl Admin {
    pub(crate) fn new(hosts: AllowedHosts, stopped: watch::Receiver<bool>) -> Self {
        Self { hosts, streams: Streams::new(stopped), callbacks: Callbacks::default() }
    }
}

/// The call that a verb and a path lead to. These calls are not in the journal.
pub(crate) struct Target {
    call: Result<&'static Call, NoCall>,
    app_id: Option<String>,
}

/// A path without this verb, with those that it has.
struct NoCall {
    path: String,
    verbs: Vec<&'static str>,
}

pub(crate) fn find(verb: &Method, path: &str) -> Target {
    let rest = path.strip_prefix(PREFIX).unwrap_or_default();
    let (calls, app_id, name) = match rest.strip_prefix("accounts/") {
        None if rest == "accounts" => (ACCOUNTS_CALLS, None, ""),
        None => (CALLS, None, rest),
        Some(rest) => match rest.split_once('/') {
            None => (ACCOUNT_CALLS, Some(rest), ""),
            Some((app_id, name)) => (CALLS, Some(app_id), name),
        },
    };
    let of_path = || calls.iter().filter(|call| call.name == name);
    let call = of_path().find(|call| call.verb == verb.as_str());
    let no_call = || NoCall { path: path.to_owned(), verbs: of_path().map(|call| call.verb).collect() };
    Target { call: call.ok_or_else(no_call), app_id: app_id.map(str::to_owned) }
}

impl Target {
    /// Whether the call may have a large body.
    pub(crate) fn takes_file(&self) -> bool {
        self.call.as_ref().is_ok_and(|call| call.takes_file)
    }

    pub(crate) fn respond(
        &self,
        accounts: &Accounts,
        admin: &Admin,
        request: &Parts,
        body: &[u8],
    ) -> Response<Outgoing> {
        match &self.call {
            Ok(call) => message::respond(self.work(call, accounts, admin, request, body)),
            Err(no_call) => no_call.respond(),
        }
    }

    fn work(&self, call: &Call, accounts: &Accounts, admin: &Admin, request: &Parts, body: &[u8]) -> Reply {
        let app_id = self.app_id.as_deref();
        let wechat = match app_id {
            None => accounts.default_account().clone(),
            Some(app_id) => {
                let unknown = || Problem::new(StatusCode::NOT_FOUND, format!("there is no account {app_id}"));
                accounts.get(app_id).ok_or_else(unknown)?
            }
        };
        let query = request.uri.query().unwrap_or_default();
        let last_event_id = request.headers.get("last-event-id").and_then(|id| id.to_str().ok());
        let Admin { streams, callbacks, .. } = admin;
        (call.work)(&Context { accounts, wechat, app_id, query, last_event_id, body, streams, callbacks })
    }
}

impl NoCall {
    fn respond(&self) -> Response<Outgoing> {
        let Self { path, verbs } = self;
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
}
