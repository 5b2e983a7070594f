//! The simulated service: requests in, responses out, time passed in, nothing else.
//!
//! `wire` knows what responses look like, `state` what the account keeps, `endpoints` what each call does, `faults`
//! what fails. Imports point one way: `wire` and `state` are used by `endpoints` and `faults`, and all of them by the
//! files here.

mod endpoints;
mod faults;
mod inspect;
mod pipeline;
mod saved;
mod seeds;
mod snapshot;
mod state;
mod wire;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use http::header::{CONTENT_TYPE, HeaderValue, LOCATION};
use http::{Request, Response, StatusCode};
use wechat_user_core::{AppId, AppSecret, Timestamp};

pub use endpoints::route::Route;
pub use faults::Fault;
pub use faults::dirt::Dirt;
pub use inspect::list::ListedFollower;
pub use inspect::sources::{FollowChange, Scan, ScanError, ScannedCode};
pub use saved::FileError;
pub use state::bodies::{Bodies, BodyStore, BodyText};
pub use state::grants::WebScope;
pub use state::journal::{Ending, Entry};
pub use state::old_account::OldAccount;
pub use state::profile::Profile;
pub use state::settings::{EndOfList, Escapes, NonFollowers, ProfileFields, Settings, TextLimit};
pub use state::tokens::{TokenMode, TokenRef};

pub(crate) use endpoints::call::param;
pub(crate) use seeds::Seed;
pub(crate) use snapshot::Snapshot;
pub(crate) use state::keyed::is_digit;
pub(crate) use state::tag::Tag;

use endpoints::route;
use faults::{Faults, Kind, Moment};
use pipeline::Served;
use state::account::Account;
use state::followers::User;
use state::journal::Journal;
use state::rids::Rids;

/// How many characters of an unknown path the journal keeps.
const UNKNOWN_PATH: usize = 256;

/// The client's address. A server puts it into the request's extensions; without it, [`Settings::client_ip`] applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "an address with a name, and nothing will be added to it")]
pub struct ClientIp(pub IpAddr);

/// The engine of the simulator, without I/O: an account with followers, groups, remarks and tokens. It responds to HTTP
/// requests as the service does.
///
/// Deterministic: the same seed, the same requests at the same times, give the same bytes. It reads and writes raw JSON
/// and shares no code with the client, so that it does not share its mistakes.
///
/// Checks come in the order that the service's errors suggest: HTTPS (43003), verb (43001, 43002), token (41001, 40014,
/// 42001, 40001), permission (48001), quota (45009, 45011), empty body (44002), JSON (47001), ids (40003, 49003, 40050,
/// 45159), sizes (40032, 40092, 45017, 45158), and then the rules of the endpoint. An unknown path gets 40066.
///
/// ```
/// use transport_mock::Service;
/// use wechat_user_core::Timestamp;
///
/// let mut service = Service::new();
/// let request = http::Request::get("https://api.weixin.qq.com/cgi-bin/groups/get").body(Vec::new())?;
/// let response = service.handle(Timestamp::from_unix_secs(1_767_225_600), request);
/// assert!(response.body().starts_with(br#"{"errcode":41001,"errmsg":"access_token missing hint: ["#));
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Debug)]
pub struct Service {
    seed: u64,
    followers: u64,
    account: Account,
    journal: Journal,
    faults: Faults,
    rids: Rids,
    /// The users that unfinished calls change. Only kept while a fault needs it.
    unfinished: BTreeMap<u64, Vec<User>>,
}

/// How an exchange ends. A server carries it out.
#[derive(Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// A response.
    Response(Response<Vec<u8>>),
    /// The connection is refused: the request was certainly not sent.
    Refused,
    /// The connection breaks before the request arrives; the service did nothing.
    RequestLost,
    /// The connection breaks before the response; the service processed the call.
    ResponseLost,
    /// The connection breaks in the middle of the response body.
    Cut {
        /// The whole response.
        response: Response<Vec<u8>>,
        /// How many bytes of its body are sent.
        bytes: usize,
    },
    /// The response body arrives slowly.
    Dripped {
        /// The response.
        response: Response<Vec<u8>>,
        /// The size of a chunk.
        bytes: usize,
        /// The pause before each chunk.
        pause: Duration,
    },
    /// No response until the client gives up; the service did nothing.
    Stalled,
}

impl Service {
    /// The app id of the default account.
    pub const APP_ID: &'static str = "wx0123456789abcdef";
    /// The AppSecret of the default account; it protects nothing.
    pub const APP_SECRET: &'static str = "0123456789abcdef0123456789abcdef";

    /// An account without followers, with seed 0.
    #[must_use]
    pub fn new() -> Self {
        let (id, secret) = (AppId::from(Self::APP_ID), AppSecret::from(Self::APP_SECRET));
        Self {
            seed: 0,
            followers: 0,
            account: Account::new(0, id, secret, Settings::default()),
            journal: Journal::new(),
            faults: Faults::new(0),
            rids: Rids::new(0),
            unfinished: BTreeMap::new(),
        }
    }

    /// Responds to a request. Faults of the connection are not applied; see [`exchange`](Self::exchange).
    pub fn handle(&mut self, now: Timestamp, request: Request<Vec<u8>>) -> Response<Vec<u8>> {
        let number = self.journal.next_number();
        let response = self.respond(now, &request);
        self.finish(number);
        response
    }

    fn respond(&mut self, now: Timestamp, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
        let served = self.serve(now, request);
        let ending = served.ending;
        let (response, entry) =
            served.into_parts(self.journal.next_number(), now, request, self.client_ip(request), ending);
        let bodies = self.bodies(request, Some(response.body().as_slice()));
        self.journal.record(entry, bodies);
        response
    }

    /// Responds to a request, or fails as a fault says.
    pub fn exchange(&mut self, now: Timestamp, request: Request<Vec<u8>>) -> Outcome {
        let path = request.uri().path();
        let lost = match self.faults.trigger(path, Moment::Connection) {
            Some(Kind::Stall) => Some((Kind::Stall, Ending::Stalled, Outcome::Stalled)),
            Some(Kind::LoseRequest) => Some((Kind::LoseRequest, Ending::RequestLost, Outcome::RequestLost)),
            Some(kind) => Some((kind, Ending::Refused, Outcome::Refused)),
            None => None,
        };
        if let Some((kind, ending, outcome)) = lost {
            let served = Served::lost(kind.name());
            let number = self.journal.next_number();
            let (_, entry) = served.into_parts(number, now, &request, self.client_ip(&request), ending);
            let bodies = self.bodies(&request, None);
            self.journal.record(entry, bodies);
            return outcome;
        }
        let response = self.respond(now, &request);
        let ending = self.journal.entries().next_back().map_or(Ending::Refused, |entry| entry.ending);
        let done = ending == Ending::Errcode(0);
        let triggered = self.faults.trigger_if(path, Moment::Response, |kind| done || kind != Kind::LoseResponse);
        let (outcome, ending) = match triggered {
            None => return Outcome::Response(response),
            Some(Kind::CutBody(bytes)) => {
                let bytes = bytes.min(response.body().len().saturating_sub(1));
                (Outcome::Cut { response, bytes }, Ending::ResponseCut)
            }
            Some(Kind::Drip(bytes, pause)) => (Outcome::Dripped { response, bytes: bytes.max(1), pause }, ending),
            Some(_) => (Outcome::ResponseLost, Ending::ResponseLost),
        };
        self.journal.amend(triggered.map_or("", Kind::name), ending);
        outcome
    }

    /// The texts of a call for the journal, if it keeps them.
    fn bodies(&self, request: &Request<Vec<u8>>, response: Option<&[u8]>) -> Option<Bodies> {
        self.journal.store()?;
        let query = request.uri().query().unwrap_or_default();
        let content_type = request.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes);
        Some(Bodies::new(self.account.app_secret.expose(), query, content_type, request.body(), response))
    }

    /// Reports that the response of a call, by its [`Entry::number`], was sent. Only [`Fault::concurrent_change`] needs
    /// it: until then the call counts as unfinished. [`handle`](Self::handle) does it itself.
    pub fn finish(&mut self, number: u64) {
        self.unfinished.remove(&number);
    }

    /// All endpoints of the simulator, so that a test can check that a client's endpoints are among them.
    #[must_use]
    pub fn routes() -> &'static [Route] {
        route::ROUTES
    }

    /// Resets everything but seed, account, settings and number of followers: no changes, tokens, journal or faults are
    /// left.
    pub fn reset(&mut self) {
        let Account { app_id, app_secret, settings, old_account, .. } = self.account.clone();
        self.account = Account::new(self.seed, app_id, app_secret, settings);
        self.account.old_account = old_account;
        self.account.followers.set_generated(self.followers);
        self.begin(Faults::new(self.seed), 0);
    }

    /// Starts the journal again after this many calls.
    fn begin(&mut self, faults: Faults, calls: u64) {
        self.journal.restart(calls);
        self.faults = faults;
        self.unfinished.clear();
        self.rids = Rids::new(self.seed);
    }

    /// Sets the seed of everything random, and [resets](Self::reset).
    pub fn set_seed(&mut self, seed: u64) {
        self.seed = seed;
        self.reset();
    }

    /// Sets the app id and the AppSecret, and [resets](Self::reset).
    pub fn set_account(&mut self, app_id: AppId, app_secret: AppSecret) {
        self.account.app_id = app_id;
        self.account.app_secret = app_secret;
        self.reset();
    }

    /// Sets the number of generated followers. A million of them take no memory.
    pub fn set_followers(&mut self, followers: u64) {
        self.followers = followers;
        self.account.followers.set_generated(followers);
    }

    /// The settings.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.account.settings
    }

    /// The settings, mutably.
    pub const fn settings_mut(&mut self) -> &mut Settings {
        &mut self.account.settings
    }
}

impl Default for Service {
    fn default() -> Self {
        Self::new()
    }
}

impl Served {
    fn into_parts(
        self,
        number: u64,
        at: Timestamp,
        request: &Request<Vec<u8>>,
        client_ip: IpAddr,
        ending: Ending,
    ) -> (Response<Vec<u8>>, Entry) {
        let path = match self.route {
            Some(route) => route.path.into(),
            None => request.uri().path().chars().take(UNKNOWN_PATH).collect::<String>().into(),
        };
        let entry = Entry {
            number,
            at,
            verb: request.method().clone(),
            path,
            client_ip,
            unknown: self.unknown,
            token: self.token,
            faults: self.faults,
            ending,
        };
        let mut response = Response::new(self.body);
        // The service sends sns/* responses as plain text.
        let is_sns = entry.path.starts_with("/sns/");
        let content_type = if is_sns { "text/plain" } else { "application/json; encoding=utf-8" };
        let mut content_type = HeaderValue::from_static(content_type);
        if let Ending::Status(status) = ending {
            *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
            content_type = HeaderValue::from_static("text/html");
            if status == 301 {
                let secure = format!("https://{}{}", request.uri().host().unwrap_or_default(), entry.path);
                if let Ok(secure) = HeaderValue::from_str(&secure) {
                    response.headers_mut().insert(LOCATION, secure);
                }
            }
        }
        response.headers_mut().insert(CONTENT_TYPE, content_type);
        (response, entry)
    }
}
