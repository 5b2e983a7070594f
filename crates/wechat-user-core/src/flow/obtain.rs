//! How a credential is obtained through a store that several processes share: adopt what another process fetched, or
//! fetch under the store's lock.
//!
//! ```text
//! load --fresh--> use it
//!  |-- stale but usable, and another has the lock --> use it
//!  |-- absent, rejected, expired, or stale and the lock is mine --> load again --fresh--> unlock, use it
//!  |                                                 `--> send --> replace --won--> unlock, use it
//!  |                                                                  `--lost, unknown--> load --fresh--> use it
//!  |                                                                                       `--> replace again
//!  `-- another has the lock --> wait (50 to 200 ms, jittered), load
//! ```
//!
//! The lock is kept until a lost or unknown replacement is settled: if it were given back first, another process would
//! find the old value and fetch once more.
//!
//! | the store fails | stable mode, tickets | plain mode |
//! |---|---|---|
//! | a stored value was loaded and works | use it | use it |
//! | the process has a value that works | send | keep that value |
//! | otherwise | send | send, at most once in 30 s |
//!
//! Times nest: the HTTP exchange (5 s) < the lock (8 s) < the deadline of the call. Times from a store are durations,
//! which count from the moment before the store was asked.

mod obstacles;
mod phase;
mod steps;
mod values;

pub use steps::{Notice, ObtainStep, Reply};

use phase::{Direct, Look, Phase, Redact};
use values::{Fetched, Found, read};

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::string::ToString;
use core::mem;
use core::time::Duration;

use crate::errors::error::Error;
use crate::flow::exchange::{Grant, Outcome, Outgoing, Purpose, Want};
use crate::io::store::{Owner, Replaced, StoreKey, Stored};
use crate::io::transport::TimeLeft;
use crate::values::credential_kind::CredentialKind;
use crate::values::secret::Secret;
use crate::values::time::Timestamp;
use crate::values::token_mode::TokenMode;

/// The lock outlives the exchange by this much, for the operations of the store before and after it.
const LOCK_GRACE: Duration = Duration::from_secs(3);
/// With less of the lock left than this, it is taken again before the request is sent.
const LEAST_LOCK: Duration = Duration::from_secs(1);
/// How often a replacement whose result is lost or unknown is tried.
const REPLACEMENTS: u32 = 3;

/// Obtains one credential through a store. Sans-IO, with steps of its own: a store is one more thing that blocks.
///
/// A driver that has a store makes one for the [`Outgoing`] of a want, and gives the machine the [`Outcome`] in which
/// it ends: a [`Grant`], or the response of the service untouched when it holds no credential.
///
/// ```
/// use wechat_user_core::machine::{CurrentToken, Outcome, Step};
/// use wechat_user_core::store::{Obtain, ObtainStep, Owner, Reply};
/// use wechat_user_core::{Credentials, Machine, Session, Timestamp, http};
///
/// let now = Timestamp::from_unix_secs(1_795_293_000);
/// let mut session = Session::new(Credentials::plain("wx0123456789abcdef", "0123456789abcdef0123456789abcdef"))?;
/// let Step::Send(outgoing) = CurrentToken::new().poll(&mut session, now) else { unreachable!() };
/// let mut obtain = Obtain::new(&outgoing, now, Owner::new(7)).unwrap();
///
/// // Nothing is stored, and the lock is free.
/// assert!(matches!(obtain.poll(now), ObtainStep::Load));
/// obtain.handle(now, Reply::Loaded(Ok(None)));
/// assert!(matches!(obtain.poll(now), ObtainStep::Lock { .. }));
/// obtain.handle(now, Reply::Locked(Ok(true)));
/// assert!(matches!(obtain.poll(now), ObtainStep::Load));
/// obtain.handle(now, Reply::Loaded(Ok(None)));
/// let ObtainStep::Send(request) = obtain.poll(now) else { unreachable!() };
/// assert_eq!(request.uri().path(), "/cgi-bin/token");
/// # Ok::<(), wechat_user_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Obtain {
    key: StoreKey,
    owner: Owner,
    want: Want,
    request: Redact,
    /// The time before which a fetch that has no lock is not worth it yet: how much of the call's time it needs.
    reserve: Duration,
    last_direct: Option<Timestamp>,
    phase: Phase,
    /// When the step of this phase was handed out.
    asked: Option<Timestamp>,
    found: Option<Found>,
    locked_until: Option<Timestamp>,
    fetched: Option<Fetched>,
    /// Whether the request is sent without the lock.
    unlocked: bool,
    /// When it was sent without the store.
    direct: Option<Direct>,
    waits: u32,
    replacements: u32,
    notices: VecDeque<Notice>,
}

impl Obtain {
    /// For the want of this exchange; `None` when it wants no credential, or one that cannot be fetched
    /// ([`TokenMode::Sourced`]). `owner` must be random for each run; it is the seed of the jitter too.
    #[must_use]
    pub fn new(outgoing: &Outgoing, now: Timestamp, owner: Owner) -> Option<Self> {
        let Purpose::Credential(want) = outgoing.purpose() else { return None };
        if want.kind == CredentialKind::AccessToken && want.mode == TokenMode::Sourced {
            return None;
        }
        let key = StoreKey::new(want.origin.clone(), want.app_id.clone(), want.mode, want.kind);
        let reserve = (want.fetch_timeout + LEAST_LOCK).min(want.deadline.since(now) / 2);
        Some(Self {
            key,
            owner,
            want: want.clone(),
            request: Redact(outgoing.request().clone()),
            reserve,
            last_direct: None,
            phase: Phase::Load(Look::First),
            asked: None,
            found: None,
            locked_until: None,
            fetched: None,
            unlocked: false,
            direct: None,
            waits: 0,
            replacements: 0,
            notices: VecDeque::new(),
        })
    }

    /// Says when this process last fetched this credential without the store ([`direct_fetch`](Self::direct_fetch) of
    /// an earlier run): in plain mode that happens at most once in 30 s.
    #[must_use]
    pub const fn after_direct_fetch(mut self, at: Option<Timestamp>) -> Self {
        self.last_direct = at;
        self
    }

    /// The credential, for the operations of the store.
    #[must_use]
    pub const fn key(&self) -> &StoreKey {
        &self.key
    }

    /// The owner of its lock.
    #[must_use]
    pub const fn owner(&self) -> Owner {
        self.owner
    }

    /// When it sent the request without the store, if it did.
    #[must_use]
    pub const fn direct_fetch(&self) -> Option<Timestamp> {
        match self.direct {
            Some(Direct::Sent(at)) => Some(at),
            Some(Direct::Allowed) | None => None,
        }
    }

    /// The next thing to report to an observer, oldest first.
    pub fn notice(&mut self) -> Option<Notice> {
        self.notices.pop_front()
    }

    /// What is to be done next. Polling too early is harmless: it says the same again. After [`ObtainStep::Done`], the
    /// same with the error of a cancelled call.
    pub fn poll(&mut self, now: Timestamp) -> ObtainStep {
        if let Phase::Wait(until) = self.phase
            && now >= until
        {
            self.go(Phase::Load(Look::First));
        }
        if self.asked.is_none() {
            self.check_times(now);
        }
        let asked = *self.asked.get_or_insert(now);
        match &mut self.phase {
            Phase::Load(_) => ObtainStep::Load,
            Phase::Lock => ObtainStep::Lock { ttl: self.want.fetch_timeout + LOCK_GRACE },
            Phase::Send => {
                if self.direct.is_some() {
                    self.direct = Some(Direct::Sent(asked));
                }
                let mut left = self.want.fetch_timeout.min(self.want.deadline.since(now));
                if let Some(until) = self.locked_until.filter(|_| !self.is_free_to_send()) {
                    left = left.min(until.since(now));
                }
                let mut request = self.request.0.clone();
                request.extensions_mut().insert(TimeLeft(left));
                ObtainStep::Send(request)
            }
            Phase::Replace => {
                let seen = self.found.as_ref().map(|found| found.value.clone());
                match &self.fetched {
                    Some(Fetched { value, sent, expires }) => {
                        let new = Stored::new(value.clone(), expires.since(now)).aged(now.since(*sent));
                        ObtainStep::Replace { seen, new }
                    }
                    // Not reached: the phase begins with a fetched value.
                    None => ObtainStep::Unlock,
                }
            }
            Phase::Unlock(_) => ObtainStep::Unlock,
            Phase::Wait(until) => ObtainStep::Wait(*until),
            Phase::Done(_) | Phase::Over => match mem::replace(&mut self.phase, Phase::Over) {
                Phase::Done(outcome) => ObtainStep::Done(*outcome),
                _ => ObtainStep::Done(Outcome::Denied(Error::cancelled(self.path()))),
            },
        }
    }

    /// Takes the reply to the step that was handed out. A reply to another step is ignored.
    pub fn handle(&mut self, now: Timestamp, reply: Reply) {
        let Some(asked) = self.asked else { return };
        match (&self.phase, reply) {
            (Phase::Load(look), Reply::Loaded(Ok(stored))) => {
                let look = *look;
                self.found = stored.map(|stored| Found::new(stored, asked));
                self.loaded(now, look);
            }
            (Phase::Load(Look::AfterReplacement), Reply::Loaded(Err(error)))
            | (Phase::Replace, Reply::Replaced(Err(error))) => {
                self.notices.push_back(Notice::StoreDown(error));
                self.use_fetched();
            }
            (Phase::Load(_), Reply::Loaded(Err(error))) | (Phase::Lock, Reply::Locked(Err(error))) => {
                self.store_is_down(now, error);
            }
            (Phase::Lock, Reply::Locked(Ok(true))) => {
                self.locked_until = Some(asked + self.want.fetch_timeout + LOCK_GRACE);
                self.go(Phase::Load(Look::Locked));
            }
            (Phase::Lock, Reply::Locked(Ok(false))) => {
                self.locked_until = None;
                self.another_has_the_lock(now);
            }
            (Phase::Send, Reply::Sent(outcome)) => self.sent(now, asked, outcome),
            (Phase::Replace, Reply::Replaced(Ok(Replaced::Won))) => self.use_fetched(),
            (Phase::Replace, Reply::Replaced(Ok(result))) => {
                if result == Replaced::Lost {
                    self.notices.push_back(Notice::LostRace);
                }
                self.replacements += 1;
                self.go(Phase::Load(Look::AfterReplacement));
            }
            (Phase::Unlock(_), Reply::Unlocked(result)) => {
                if let Err(error) = result {
                    self.notices.push_back(Notice::StoreDown(error));
                }
                if let Phase::Unlock(outcome) = mem::replace(&mut self.phase, Phase::Over) {
                    self.go(Phase::Done(outcome));
                }
            }
            _ => {}
        }
    }

    fn go(&mut self, phase: Phase) {
        self.phase = phase;
        self.asked = None;
    }

    /// Gives the lock back first, if it was taken.
    fn finish(&mut self, outcome: Outcome) {
        let outcome = Box::new(outcome);
        self.go(if self.locked_until.is_some() { Phase::Unlock(outcome) } else { Phase::Done(outcome) });
    }

    /// Before a step is handed out: the call may be out of time, or the lock too short for the request.
    fn check_times(&mut self, now: Timestamp) {
        let fetching = matches!(self.phase, Phase::Load(Look::First | Look::Locked) | Phase::Lock | Phase::Send);
        if (fetching || matches!(self.phase, Phase::Wait(_))) && now >= self.want.deadline {
            self.out_of_time();
        }
        let locked = self.locked_until.is_some_and(|until| until.since(now) >= LEAST_LOCK);
        if matches!(self.phase, Phase::Send) && !locked && !self.is_free_to_send() {
            self.go(Phase::Lock);
        }
    }

    fn is_free_to_send(&self) -> bool {
        self.unlocked || self.direct.is_some()
    }

    fn loaded(&mut self, now: Timestamp, look: Look) {
        if let (Look::AfterReplacement, Some(found), Some(fetched)) = (look, &self.found, &self.fetched)
            && found.value.is_same(&fetched.value)
        {
            return self.use_fetched();
        }
        if let Some(grant) = self.stored(now, true) {
            return self.adopt(grant);
        }
        match look {
            Look::First => self.go(Phase::Lock),
            Look::Locked => self.go(Phase::Send),
            Look::AfterReplacement if self.replacements >= REPLACEMENTS => self.use_fetched(),
            Look::AfterReplacement => self.go(Phase::Replace),
        }
    }

    /// The loaded value, if it works, and is not stale where that matters.
    fn stored(&self, now: Timestamp, fresh: bool) -> Option<Grant> {
        self.found.as_ref().and_then(|found| found.grant(&self.want, now, fresh))
    }

    fn adopt(&mut self, grant: Grant) {
        self.notices.push_back(Notice::Adopted);
        self.finish(Outcome::Granted(grant));
    }

    fn sent(&mut self, now: Timestamp, sent: Timestamp, outcome: Outcome) {
        let read = if let Outcome::Response(response) = &outcome { read(&self.want, response) } else { None };
        let Some((value, life)) = read else {
            return match self.stored(now, false) {
                Some(grant) if self.want.current.is_none() => {
                    self.notices.push_back(Notice::RenewalFailed);
                    self.adopt(grant);
                }
                _ => self.finish(outcome),
            };
        };
        self.notices.push_back(Notice::Fetched);
        self.fetched = Some(Fetched { value, sent, expires: sent + life });
        if self.direct.is_some() { self.use_fetched() } else { self.go(Phase::Replace) }
    }

    fn use_fetched(&mut self) {
        if let Some(Fetched { value, sent, expires }) = self.fetched.take() {
            self.finish(Outcome::Granted(Grant::fetched(value, sent, expires)));
        }
    }

    fn path(&self) -> alloc::string::String {
        self.request.0.uri().path().to_string()
    }
}

#[cfg(test)]
mod tests;
