//! The client of one account.

use std::cell::Cell;
use std::ptr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use wechat_user_core::clock::Clock;
use wechat_user_core::endpoint::Paged;
use wechat_user_core::machine::{CurrentToken, HeldToken, Outcome, Outgoing, Pages, Purpose, Report, Step};
use wechat_user_core::transport::{Transport, TransportError};
use wechat_user_core::users::GetFollowers;
use wechat_user_core::{
    AccessToken, AppId, AppSecret, BadInput, Call, Credentials, Endpoint, Error, Machine, OpenId, Session, Timestamp,
};

use crate::areas::{Blacklist, Followers, Groups, JsSdk, Migration, Network, OAuth, Quota, Raw, Rid, Tags, Users};
use crate::builder::Builder;
use crate::cancel::Cancel;
use crate::drive::{Drive, Next};
use crate::observer::{Event, Observer};
use crate::signal::Announcer;
use crate::source::TokenSource;

/// One Official Account (公众号/服务号), for any number of threads. Cheap to clone; clones share the token.
///
/// ```
/// use transport_mock::FakeWeChat;
/// use wechat_user::{Client, groups::GetGroups};
///
/// # fn main() -> Result<(), wechat_user::Error> {
/// let wechat = FakeWeChat::new().with_followers(3);
/// let client =
///     Client::builder(wechat.app_id(), wechat.app_secret()).transport(wechat.clone()).clock(wechat.clock()).build()?;
/// let openids: Vec<_> = client.followers().collect::<Result<_, _>>()?;
/// assert_eq!(openids.len(), 3);
/// // Every endpoint is also a value:
/// let list = client.call(&GetGroups::new())?;
/// assert_eq!(list.groups[0].count, Some(3));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
    cancels: Vec<Cancel>,
}

thread_local! {
    /// The client of whose session this thread is in the middle of a poll.
    static POLLED: Cell<*const ()> = const { Cell::new(ptr::null()) };
}

/// Sets [`POLLED`] back, also when a machine panics.
struct Polled(*const ());

impl Drop for Polled {
    fn drop(&mut self) {
        POLLED.set(self.0);
    }
}

struct Inner {
    session: Mutex<Session>,
    announcer: Arc<Announcer>,
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    observer: Option<Arc<dyn Observer>>,
    source: Option<Arc<dyn TokenSource>>,
}

impl Client {
    /// A client over ureq that keeps a stable token in memory. For anything else, [`builder`](Self::builder).
    ///
    /// # Errors
    ///
    /// An empty AppID.
    #[cfg(feature = "ureq")]
    pub fn new(app_id: impl Into<AppId>, secret: impl Into<AppSecret>) -> Result<Self, Error> {
        Self::builder(app_id, secret).build()
    }

    /// Starts a client for this account.
    pub fn builder(app_id: impl Into<AppId>, secret: impl Into<AppSecret>) -> Builder {
        Builder::new(Credentials::stable(app_id, secret))
    }

    /// Starts a client with other credentials: plain tokens, none at all, or tokens that the program supplies.
    pub fn builder_with(credentials: Credentials) -> Builder {
        Builder::new(credentials)
    }

    /// The groups (分组).
    #[must_use]
    pub const fn groups(&self) -> Groups<'_> {
        Groups::new(self)
    }

    /// The users' profiles and remarks (用户基本信息, 备注名).
    #[must_use]
    pub const fn users(&self) -> Users<'_> {
        Users::new(self)
    }

    /// The tickets (票据) of the JS-SDK and of cards.
    #[must_use]
    pub const fn jssdk(&self) -> JsSdk<'_> {
        JsSdk::new(self)
    }

    /// All followers (关注者列表), page after page as the iterator moves on.
    ///
    /// `GET /cgi-bin/user/get`, one call for 10,000 openids; 500 calls a day.
    pub fn followers(&self) -> Followers {
        Followers::new(self.clone(), GetFollowers::new())
    }

    /// All followers after this openid: the last one that was dealt with, say.
    pub fn followers_from(&self, cursor: OpenId) -> Followers {
        Followers::new(self.clone(), GetFollowers::after(cursor))
    }

    /// The tags (标签).
    #[must_use]
    pub const fn tags(&self) -> Tags<'_> {
        Tags::new(self)
    }

    /// The blacklist (黑名单).
    #[must_use]
    pub const fn blacklist(&self) -> Blacklist<'_> {
        Blacklist::new(self)
    }

    /// The migration of another account's followers (账号迁移).
    #[must_use]
    pub const fn migration(&self) -> Migration<'_> {
        Migration::new(self)
    }

    /// Web OAuth (网页授权).
    #[must_use]
    pub const fn oauth(&self) -> OAuth<'_> {
        OAuth::new(self)
    }

    /// Quotas (调用额度).
    #[must_use]
    pub const fn quota(&self) -> Quota<'_> {
        Quota::new(self)
    }

    /// Request ids (`rid`).
    #[must_use]
    pub const fn rid(&self) -> Rid<'_> {
        Rid::new(self)
    }

    /// Addresses of the service, and a check of the callback URL (网络通信检测).
    #[must_use]
    pub const fn network(&self) -> Network<'_> {
        Network::new(self)
    }

    /// Any other path of the service.
    #[must_use]
    pub const fn raw(&self) -> Raw<'_> {
        Raw::new(self)
    }

    /// Makes one call: token, retries and all.
    ///
    /// # Errors
    ///
    /// Whatever ended it; see [`ErrorKind`](wechat_user_core::ErrorKind).
    pub fn call<E: Endpoint>(&self, endpoint: &E) -> Result<E::Response, Error> {
        self.first(Call::new(endpoint), endpoint.path())
    }

    /// Walks over the pages of a list.
    pub fn pages<E: Paged>(&self, first: E) -> Drive<Pages<E>> {
        self.drive(Pages::new(first))
    }

    /// Drives any machine: an iterator over its items.
    pub fn drive<M: Machine>(&self, machine: M) -> Drive<M> {
        Drive::new(self.clone(), machine)
    }

    /// The account's token, for other WeChat interfaces; fetched if there is none that is fresh.
    ///
    /// # Errors
    ///
    /// When none can be had.
    pub fn token(&self) -> Result<HeldToken, Error> {
        self.first(CurrentToken::new(), "")
    }

    /// Says that another WeChat interface rejected this token (40001, 40014, 42001). Does nothing if it was renewed meanwhile; nothing is sent before the next call.
    pub fn reject(&self, token: &HeldToken) {
        self.lock().reject(token.generation);
        self.announce();
    }

    /// Puts in a token from outside, for [`TokenMode::Supplied`](wechat_user_core::TokenMode::Supplied); `None` when nobody knows its expiry.
    pub fn supply_token(&self, token: AccessToken, expires: Option<Timestamp>) {
        let now = self.now();
        self.lock().supply(token, now, expires);
        self.announce();
    }

    /// Replaces the credentials, after the secret was changed, say. The token and what failed before are forgotten.
    pub fn set_credentials(&self, credentials: Credentials) {
        self.lock().set_credentials(credentials);
        self.announce();
    }

    /// The same client, whose calls `cancel` ends too.
    #[must_use]
    pub fn cancellable(&self, cancel: &Cancel) -> Self {
        cancel.wakes(&self.inner.announcer);
        let mut same = self.clone();
        same.cancels.push(cancel.clone());
        same
    }

    /// The account.
    #[must_use]
    pub fn app_id(&self) -> AppId {
        self.lock().credentials().app_id().clone()
    }

    pub(crate) fn from_parts(
        session: Session,
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
        observer: Option<Arc<dyn Observer>>,
        source: Option<Arc<dyn TokenSource>>,
    ) -> Self {
        let announcer = Arc::default();
        let session = Mutex::new(session);
        Self { inner: Arc::new(Inner { session, announcer, transport, clock, observer, source }), cancels: Vec::new() }
    }

    /// The one item of a machine that yields a result.
    pub(crate) fn first<T, M: Machine<Item = Result<T, Error>>>(&self, machine: M, path: &str) -> Result<T, Error> {
        match self.drive(machine).advance() {
            Next::Item(item) => item,
            Next::Done | Next::Cancelled => Err(Error::cancelled(path.to_owned())),
        }
    }

    /// AppID and AppSecret, for the calls that show them.
    pub(crate) fn app_secret(&self) -> Result<(AppId, AppSecret), Error> {
        let session = self.lock();
        let credentials = session.credentials();
        let secret = credentials.app_secret().ok_or(BadInput::NoSecret)?;
        Ok((credentials.app_id().clone(), secret.clone()))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Session> {
        // The thread would wait for itself for ever, and nobody would see why.
        assert!(
            POLLED.get() != self.address(),
            "a machine used the client that polls it, as the iterator of a Fan may: collect the machines first"
        );
        // The session is consistent between any two statements of a poll; a panic elsewhere does not spoil it.
        self.inner.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Polls with the session locked.
    pub(crate) fn poll<M: Machine>(&self, machine: &mut M, session: &mut Session, now: Timestamp) -> Step<M::Item> {
        let _polled = Polled(POLLED.replace(self.address()));
        machine.poll(session, now)
    }

    fn address(&self) -> *const () {
        Arc::as_ptr(&self.inner).cast()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.inner.clock
    }

    pub(crate) fn announcer(&self) -> &Announcer {
        &self.inner.announcer
    }

    pub(crate) fn announce(&self) {
        self.inner.announcer.announce();
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancels.iter().any(Cancel::is_cancelled)
    }

    /// Executes what a machine wants: asks the source for a token if there is one, sends the request otherwise.
    pub(crate) fn execute(&self, outgoing: Outgoing) -> (Outcome, std::time::Duration) {
        let started = Instant::now();
        let outcome =
            self.supplied(&outgoing).unwrap_or_else(|| self.inner.transport.send(outgoing.into_request()).into());
        (outcome, started.elapsed())
    }

    pub(crate) fn observe(&self, report: Report, duration: std::time::Duration) {
        if let Some(observer) = &self.inner.observer {
            observer.observe(&Event { report, duration });
        }
    }

    fn supplied(&self, outgoing: &Outgoing) -> Option<Outcome> {
        let (Some(source), Purpose::Token(want)) = (&self.inner.source, outgoing.purpose()) else { return None };
        match source.token(want) {
            Ok(grant) => grant.map(Outcome::Granted),
            Err(error) => Some(Outcome::Failed(TransportError::not_sent(error))),
        }
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("session", &*self.lock()).finish_non_exhaustive()
    }
}
