//! A handle to the simulator that a test shares with the program under test.

mod assertions;
mod changes;
mod inspect;
mod resets;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use wechat_user_core::clock::Clock;
use wechat_user_core::transport::{Request, Response, TimeLeft, Transport, TransportError};
use wechat_user_core::{AppId, AppSecret};

use crate::clock::TestClock;
use crate::gate::Door;
use resets::Resets;

use crate::service::{BodyStore, OldAccount, Outcome, Service, Settings};

/// The simulated service as a [`Transport`], with a [`TestClock`]. Clones are the same account.
///
/// ```
/// use transport_mock::FakeWeChat;
/// use wechat_user_core::http::Request;
/// use wechat_user_core::transport::Transport;
/// use wechat_user_core::GroupId;
///
/// let wechat = FakeWeChat::new().with_followers(25_000);
/// let token = wechat.stable_token();
/// let url = format!("https://api.weixin.qq.com/cgi-bin/groups/create?access_token={}", token.expose());
/// let request = Request::post(url).body(r#"{"group":{"name":"华东客户"}}"#.into())?;
/// let response = wechat.send(request)?;
/// assert_eq!(response.body(), r#"{"group":{"id":100,"name":"华东客户"}}"#.as_bytes());
/// assert_eq!(wechat.group_of(&wechat.openid(24_999)), Some(GroupId::UNGROUPED));
/// assert_eq!(wechat.calls_to("/cgi-bin/groups/create"), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct FakeWeChat {
    shared: Arc<Shared>,
    clock: TestClock,
}

struct Shared {
    service: Mutex<Service>,
    gates: Mutex<Vec<(String, Arc<Door>)>>,
    resets: Mutex<Resets>,
}

/// Setup.
impl FakeWeChat {
    /// The default account ([`Service::APP_ID`], [`Service::APP_SECRET`]) without followers, and a clock that stands
    /// still.
    #[must_use]
    pub fn new() -> Self {
        Self::of(Service::new(), TestClock::new())
    }

    pub(crate) fn of(service: Service, clock: TestClock) -> Self {
        let shared = Shared { service: Mutex::new(service), gates: Mutex::default(), resets: Mutex::default() };
        Self { shared: Arc::new(shared), clock }
    }

    /// With this many generated followers. A million of them take no memory.
    #[must_use]
    pub fn with_followers(self, followers: u64) -> Self {
        self.service().set_followers(followers);
        self
    }

    /// With another seed: other openids, names and tokens. Resets the account.
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        self.service().set_seed(seed);
        self
    }

    /// With another app id and AppSecret. Resets the account.
    #[must_use]
    pub fn with_account(self, app_id: impl Into<AppId>, app_secret: impl Into<AppSecret>) -> Self {
        self.service().set_account(app_id.into(), app_secret.into());
        self
    }

    /// With this many openids on a page of `user/get`, instead of 10,000.
    #[must_use]
    pub fn with_page_size(self, openids: usize) -> Self {
        self.with_settings(|settings| settings.page_size = openids)
    }

    /// As inside cloud hosting (微信云托管): no call needs a token.
    #[must_use]
    pub fn without_tokens(self) -> Self {
        self.with_settings(|settings| settings.require_token = false)
    }

    /// With an account that was migrated to this one (帐号迁移), for `changeopenid`.
    #[must_use]
    pub fn with_old_account(self, old: OldAccount) -> Self {
        self.service().set_old_account(Some(old));
        self
    }

    /// With other settings.
    #[must_use]
    pub fn with_settings(self, change: impl FnOnce(&mut Settings)) -> Self {
        change(self.service().settings_mut());
        self
    }

    /// With queries and bodies in the journal, up to this many bytes; the oldest go first. Accounts that are created
    /// later share the limit.
    #[must_use]
    pub fn with_bodies(self, bytes: usize) -> Self {
        self.service().keep_bodies(Some(BodyStore::new(bytes)));
        self
    }

    /// With this clock instead of its own.
    #[must_use]
    pub fn with_clock(mut self, clock: TestClock) -> Self {
        self.clock = clock;
        self
    }

    /// Whether this is the same account, not an equal one.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }

    /// The account's app id, for the client under test.
    #[must_use]
    pub fn app_id(&self) -> AppId {
        self.service().app_id().clone()
    }

    /// The account's original id (原始ID): the `ToUserName` of its pushes.
    #[must_use]
    pub fn original_id(&self) -> String {
        self.service().original_id()
    }

    /// The account's AppSecret, for the client under test.
    #[must_use]
    pub fn app_secret(&self) -> AppSecret {
        self.service().app_secret().clone()
    }

    /// The clock, for the client under test and for moving it.
    #[must_use]
    pub fn clock(&self) -> TestClock {
        self.clock.clone()
    }
}

/// For servers.
impl FakeWeChat {
    /// How a request ends now, and what its response must wait for. A server sends the response over a socket;
    /// [`Transport::send`] returns it in the same process.
    pub fn arrive(&self, request: Request) -> (Outcome, Held) {
        let door = {
            let gates = self.gates();
            let closed = gates.iter().find(|(path, door)| path == request.uri().path() && !door.is_open());
            closed.map(|(_, door)| Arc::clone(door))
        };
        let mut service = self.service();
        let outcome = service.exchange(self.clock.now(), request);
        let number = service.calls();
        drop(service);
        (outcome, Held { door, wechat: self.clone(), number })
    }

    fn service(&self) -> MutexGuard<'_, Service> {
        self.shared.service.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn gates(&self) -> MutexGuard<'_, Vec<(String, Arc<Door>)>> {
        self.shared.gates.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A response that was not sent yet. Dropping it reports that it was.
#[must_use = "the response must not be sent before the gate is open"]
pub struct Held {
    door: Option<Arc<Door>>,
    wechat: FakeWeChat,
    number: u64,
}

impl Held {
    /// Whether it must wait at a [`Gate`](crate::Gate).
    #[must_use]
    pub const fn must_wait(&self) -> bool {
        self.door.is_some()
    }

    /// Blocks until the gate is open, if there is one.
    pub fn wait(&self) {
        if let Some(door) = &self.door {
            door.pass();
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.wechat.service().finish(self.number);
    }
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Held")
    }
}

impl Transport for FakeWeChat {
    /// Responds, or fails as the faults say. A stalled call moves the clock to the end of its [`TimeLeft`].
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        let time_left = request.extensions().get::<TimeLeft>().copied();
        let deadline = time_left.map(|TimeLeft(left)| self.clock.now() + left);
        let (outcome, held) = self.arrive(request);
        held.wait();
        let gave_up = |deadline| {
            self.clock.advance_to(deadline);
            Err(TransportError::unknown("no response within the time left"))
        };
        match outcome {
            Outcome::Response(response) => Ok(response),
            Outcome::Refused => Err(TransportError::not_sent("connection refused")),
            Outcome::RequestLost => Err(TransportError::unknown("connection reset before the response")),
            Outcome::ResponseLost => Err(TransportError::unknown("connection closed before the response")),
            Outcome::Cut { .. } => Err(TransportError::unknown("connection closed in the middle of the response")),
            Outcome::Dripped { response, bytes, pause } => {
                let pauses = u32::try_from(response.body().len().div_ceil(bytes)).unwrap_or(u32::MAX);
                let complete = self.clock.now() + pause.saturating_mul(pauses);
                match deadline {
                    Some(deadline) if deadline < complete => gave_up(deadline),
                    _ => {
                        self.clock.advance_to(complete);
                        Ok(response)
                    }
                }
            }
            Outcome::Stalled => match deadline {
                Some(deadline) => gave_up(deadline),
                None => Err(TransportError::unknown("the service stalls, and the request has no time limit")),
            },
        }
    }
}

impl Default for FakeWeChat {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for FakeWeChat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let service = self.service();
        f.debug_struct("FakeWeChat")
            .field("app_id", service.app_id())
            .field("followers", &service.followers())
            .field("calls", &service.calls())
            .finish_non_exhaustive()
    }
}
