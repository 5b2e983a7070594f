//! The simulated service: requests in, responses out, time passed in, nothing else.
//!
//! `wire` knows what responses look like, `state` what the account keeps, `endpoints` what each call does, `faults` what goes wrong.
//! Imports point one way: `wire` and `state` are used by `endpoints` and `faults`, and all of them by the files here.

mod endpoints;
mod faults;
mod look;
mod pipeline;
mod saved;
mod seeds;
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
pub use saved::BadFile;
pub use state::grants::WebScope;
pub use state::journal::{Ending, Entry};
pub use state::old_account::OldAccount;
pub use state::profile::Profile;
pub use state::settings::{EndOfList, Escapes, NonFollowers, ProfileFields, Settings, TextLimit};
pub use state::tokens::{TokenMode, TokenRef};

use endpoints::route;
use faults::{Faults, Kind, Moment};
use pipeline::Served;
use state::account::Account;
use state::followers::Person;
use state::journal::Journal;
use state::rids::Rids;

/// Where a call comes from; a front puts it into the request's extensions. Without it, [`Settings::client_ip`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "an address with a name, and nothing will be added to it")]
pub struct ClientIp(pub IpAddr);

/// The engine of the simulator, sans-IO: an account with followers, groups, remarks and tokens, that answers HTTP requests as the
/// service does.
///
/// Deterministic: the same seed, the same requests at the same times, give the same bytes. It reads and writes raw JSON and shares no
/// code with the client's own reading and writing, so that it does not share its mistakes.
///
/// Checks come in the order that the service's errors suggest: HTTPS (43003), verb (43001, 43002), token (41001, 40014, 42001, 40001),
/// permission (48001), quota (45009, 45011), body there (44002), JSON (47001), ids (40003, 49003, 40050, 45159), sizes (40032, 40092,
/// 45017, 45158), and then the rules of the endpoint. A path that it does not know gets 40066.
///
/// ```
/// use transport_mock::Service;
/// use wechat_user_core::Timestamp;
///
/// let mut service = Service::new();
/// let request = http::Request::get("https://api.weixin.qq.com/cgi-bin/groups/get").body(Vec::new())?;
/// let answer = service.handle(Timestamp::from_unix_secs(1_767_225_600), request);
/// assert!(answer.body().starts_with(br#"{"errcode":41001,"errmsg":"access_token missing hint: ["#));
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
    /// Whom the calls change whose answers are not out yet. Only kept where a fault wants to know.
    under_way: BTreeMap<u64, Vec<Person>>,
}

/// What becomes of one exchange, for a front to carry out.
#[derive(Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// There is an answer.
    Response(Response<Vec<u8>>),
    /// No connection: the request was certainly not sent.
    Refused,
    /// The connection broke on the way there; nothing was done.
    RequestLost,
    /// The connection broke on the way back; the work was done.
    ResponseLost,
    /// The connection breaks after so many bytes of the answer's body.
    Cut {
        /// The whole answer.
        response: Response<Vec<u8>>,
        /// How much of its body comes.
        bytes: usize,
    },
    /// The body of the answer comes slowly.
    Dripped {
        /// The answer.
        response: Response<Vec<u8>>,
        /// How much comes at a time.
        bytes: usize,
        /// How long it takes each time.
        pause: Duration,
    },
    /// Nothing comes until the client gives up; nothing was done.
    Stalled,
}

impl Service {
    /// The app id of the default account.
    pub const APP_ID: &'static str = "wx0123456789abcdef";
    /// The AppSecret of the default account, which guards nothing.
    pub const APP_SECRET: &'static str = "0123456789abcdef0123456789abcdef";

    /// An account without followers, of seed 0.
    #[must_use]
    pub fn new() -> Self {
        let (id, secret) = (AppId::from(Self::APP_ID), AppSecret::from(Self::APP_SECRET));
        Self {
            seed: 0,
            followers: 0,
            account: Account::new(0, id, secret, Settings::default()),
            journal: Journal::default(),
            faults: Faults::new(0),
            rids: Rids::new(0),
            under_way: BTreeMap::new(),
        }
    }

    /// Answers a request. Faults of the connection wait for [`exchange`](Self::exchange): there is no connection here.
    pub fn handle(&mut self, now: Timestamp, request: Request<Vec<u8>>) -> Response<Vec<u8>> {
        let number = self.journal.next_number();
        let answer = self.answer(now, &request);
        self.finish(number);
        answer
    }

    fn answer(&mut self, now: Timestamp, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
        let served = self.serve(now, request);
        let ending = served.ending;
        let (response, entry) =
            served.into_parts(self.journal.next_number(), now, request, self.client_ip(request), ending);
        self.journal.record(entry);
        response
    }

    /// Answers a request, or says what else becomes of it.
    pub fn exchange(&mut self, now: Timestamp, request: Request<Vec<u8>>) -> Outcome {
        let path = request.uri().path();
        let lost = match self.faults.strike(path, Moment::Connection) {
            Some(Kind::Stall) => Some((Kind::Stall, Ending::Stalled, Outcome::Stalled)),
            Some(Kind::LoseRequest) => Some((Kind::LoseRequest, Ending::RequestLost, Outcome::RequestLost)),
            Some(kind) => Some((kind, Ending::Refused, Outcome::Refused)),
            None => None,
        };
        if let Some((kind, ending, fate)) = lost {
            let served = Served::lost(kind.name());
            let number = self.journal.next_number();
            self.journal.record(served.into_parts(number, now, &request, self.client_ip(&request), ending).1);
            return fate;
        }
        let response = self.answer(now, &request);
        let ending = self.journal.entries().next_back().map_or(Ending::Refused, |entry| entry.ending);
        let done = ending == Ending::Errcode(0);
        let struck = self.faults.strike_if(path, Moment::Answer, |kind| done || kind != Kind::LoseAnswer);
        let (fate, ending) = match struck {
            None => return Outcome::Response(response),
            Some(Kind::CutBody(bytes)) => {
                let bytes = bytes.min(response.body().len().saturating_sub(1));
                (Outcome::Cut { response, bytes }, Ending::ResponseCut)
            }
            Some(Kind::Drip(bytes, pause)) => (Outcome::Dripped { response, bytes: bytes.max(1), pause }, ending),
            Some(_) => (Outcome::ResponseLost, Ending::ResponseLost),
        };
        self.journal.amend(struck.map_or("", Kind::name), ending);
        fate
    }

    /// The answer of the call of this number, as in [`Entry::number`], is out. Only [`Fault::concurrent_change`] asks for it; without it, the people whom
    /// that call changed go on being changed. [`handle`](Self::handle) does it itself.
    pub fn finish(&mut self, number: u64) {
        self.under_way.remove(&number);
    }

    /// All endpoints that the simulator has, so that a test can demand one for each of a client's.
    #[must_use]
    pub fn routes() -> &'static [Route] {
        route::ROUTES
    }

    /// Starts afresh from the seed: no changes, no tokens, no journal, no faults. Account, settings and number of followers stay.
    pub fn reset(&mut self) {
        let Account { app_id, app_secret, settings, old_account, .. } = self.account.clone();
        self.account = Account::new(self.seed, app_id, app_secret, settings);
        self.account.old_account = old_account;
        self.account.people.set_count(self.followers);
        self.begin(Faults::new(self.seed), 0);
    }

    /// Begins a journal behind so many calls.
    fn begin(&mut self, faults: Faults, calls: u64) {
        self.journal = Journal::after(calls);
        self.faults = faults;
        self.under_way.clear();
        self.rids = Rids::new(self.seed);
    }

    /// Sets the seed that everything random is drawn from, and starts afresh.
    pub fn set_seed(&mut self, seed: u64) {
        self.seed = seed;
        self.reset();
    }

    /// Sets whose account it is, and starts afresh.
    pub fn set_account(&mut self, app_id: AppId, app_secret: AppSecret) {
        self.account.app_id = app_id;
        self.account.app_secret = app_secret;
        self.reset();
    }

    /// Sets how many follow from the start. They are a formula: a million of them take no memory.
    pub fn set_followers(&mut self, followers: u64) {
        self.followers = followers;
        self.account.people.set_count(followers);
    }

    /// The settings.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.account.settings
    }

    /// The settings, to change them.
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
            None => request.uri().path().to_owned().into(),
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
        // sns/* answers were seen as plain text.
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
