//! One credential of the account that is fetched, kept, rejected and fetched again: who may fetch, who waits, what a failure means for the others.
//!
//! ```text
//! Empty --lookup--> Leased(lease, until) --grant--> Held(value, generation, stale at) --reject(generation), stale--> Empty
//!                        |    ^
//!                        +-fail--> Cooling(until, error shared by all who wait) --until passed--> Empty
//!                        +-pause-> Paused(until) --until passed--> Empty
//! ```
//!
//! | state | lookup | grant of the current lease | fail or pause of the current lease | reject |
//! |---|---|---|---|---|
//! | Empty | a lease: Leased | - | - | - |
//! | Leased, its holder alive and in time | wait | Held | Cooling, Paused | - |
//! | Leased, its holder dropped or too late | a lease: Leased | (not current) | (not current) | - |
//! | Held, fresh | the value | - | - | Empty, if it is that generation |
//! | Held, stale | a lease: Leased | - | - | Empty, if it is that generation |
//! | Cooling, not over | the error, until when | - | - | - |
//! | Paused, not over | wait | - | - | - |
//! | Cooling or Paused, over | a lease: Leased | - | - | - |

use alloc::sync::{Arc, Weak};
use core::time::Duration;

use crate::errors::error::{Error, ErrorKind};
use crate::values::secret::Secret;
use crate::values::time::Timestamp;

/// A credential in its state.
pub(crate) struct Slot<T> {
    state: State<T>,
    generation: u64,
    leases: u64,
    /// The value that was rejected last: getting the same one again means being stuck. Forgotten after the cooling that follows, so that it is tried once more.
    rejected: Option<T>,
    /// Failed fetches in a row, for the back-off.
    failures: u32,
}

enum State<T> {
    Empty,
    Leased { lease: u64, until: Timestamp, holder: Weak<()> },
    Held(Held<T>),
    Cooling { since: Timestamp, until: Timestamp, error: Error, retry: bool },
    Paused { since: Timestamp, until: Timestamp },
}

/// A value that may be used.
#[derive(Clone, Debug)]
pub(crate) struct Held<T> {
    pub(crate) value: T,
    pub(crate) generation: u64,
    pub(crate) obtained: Timestamp,
    pub(crate) expires: Timestamp,
}

/// The right to fetch. Dropping it gives the right back.
#[derive(Debug)]
pub(crate) struct Lease {
    id: u64,
    _alive: Arc<()>,
}

pub(crate) enum Lookup<T> {
    Held(Held<T>),
    /// Nobody else fetches: do it.
    Lease(Lease),
    /// Somebody else fetches, or did so a moment ago and gave up; look again then at the latest.
    Wait(Timestamp),
    /// The last fetch failed. `retry`: it is worth waiting until then.
    Cooling {
        until: Timestamp,
        error: Error,
        retry: bool,
    },
}

/// What became of a grant.
#[derive(Debug)]
pub(crate) enum Granted<T> {
    Fresh(Held<T>),
    /// The value is the one that was just rejected.
    Stuck,
    /// The lease was not current any more, or the version too old: nothing changed.
    Late,
}

impl<T: Secret> Slot<T> {
    pub(crate) const fn new() -> Self {
        Self { state: State::Empty, generation: 0, leases: 0, rejected: None, failures: 0 }
    }

    /// The value, or who is to fetch it.
    pub(crate) fn lookup(&mut self, now: Timestamp, lease_until: Timestamp) -> Lookup<T> {
        match &self.state {
            State::Held(held) if now < stale_at(held) => return Lookup::Held(held.clone()),
            // A holder that was dropped keeps nobody waiting, nor does one whose time is over.
            State::Leased { until, holder, .. } if now < *until && holder.strong_count() > 0 => {
                return Lookup::Wait(*until);
            }
            State::Cooling { since, until, error, retry } if now < *until && !was_set_back(now, *since) => {
                return Lookup::Cooling { until: *until, error: error.clone(), retry: *retry };
            }
            State::Paused { since, until } if now < *until && !was_set_back(now, *since) => {
                return Lookup::Wait(*until);
            }
            State::Cooling { error, .. } if matches!(error.kind(), ErrorKind::TokenStuck) => self.rejected = None,
            State::Cooling { .. } | State::Paused { .. } | State::Empty | State::Held(_) | State::Leased { .. } => {}
        }
        self.leases += 1;
        let alive = Arc::new(());
        self.state = State::Leased { lease: self.leases, until: lease_until, holder: Arc::downgrade(&alive) };
        Lookup::Lease(Lease { id: self.leases, _alive: alive })
    }

    /// The value, fresh or not, without taking a lease.
    pub(crate) fn peek(&self) -> Option<&Held<T>> {
        match &self.state {
            State::Held(held) => Some(held),
            State::Empty | State::Leased { .. } | State::Cooling { .. } | State::Paused { .. } => None,
        }
    }

    /// Puts in what was fetched; counts only for the lease that is current.
    pub(crate) fn grant(
        &mut self,
        lease: &Lease,
        value: T,
        version: Option<u64>,
        obtained: Timestamp,
        expires: Timestamp,
    ) -> Granted<T> {
        if !self.is_current(lease) {
            return Granted::Late;
        }
        let outdated = version.is_some_and(|version| version <= self.generation);
        if outdated || self.rejected.as_ref().is_some_and(|rejected| rejected.is_same(&value)) {
            return Granted::Stuck;
        }
        Granted::Fresh(self.put(value, version, obtained, expires))
    }

    /// Puts in a value from outside, whatever the state.
    pub(crate) fn put(&mut self, value: T, version: Option<u64>, obtained: Timestamp, expires: Timestamp) -> Held<T> {
        let next = self.generation.saturating_add(1);
        self.generation = version.unwrap_or(next).max(next);
        self.failures = 0;
        self.rejected = None;
        let held = Held { value, generation: self.generation, obtained, expires };
        self.state = State::Held(held.clone());
        held
    }

    /// Gives the current lease until then, because its holder asks once more.
    pub(crate) fn extend(&mut self, lease: &Lease, to: Timestamp) {
        if let State::Leased { lease: current, until, .. } = &mut self.state
            && *current == lease.id
        {
            *until = to;
        }
    }

    /// The fetch failed; counts only for the lease that is current. `cooling` gets the number of failures in a row.
    pub(crate) fn fail(
        &mut self,
        lease: &Lease,
        since: Timestamp,
        error: Error,
        cooling: impl FnOnce(u32) -> (Timestamp, bool),
    ) {
        if self.is_current(lease) {
            self.failures += 1;
            let (until, retry) = cooling(self.failures);
            self.state = State::Cooling { since, until, error, retry };
        }
    }

    /// The fetch was given up, which says nothing about the next; counts only for the lease that is current.
    pub(crate) fn pause(&mut self, lease: &Lease, since: Timestamp, until: Timestamp) {
        if self.is_current(lease) {
            self.state = State::Paused { since, until };
        }
    }

    /// The service rejects this generation. Nothing happens if somebody renewed it meanwhile.
    pub(crate) fn reject(&mut self, generation: u64) {
        if let State::Held(held) = &self.state
            && held.generation == generation
        {
            self.rejected = Some(held.value.clone());
            self.state = State::Empty;
        }
    }

    /// Has this generation replaced, without a word against its value: the same one may come again.
    pub(crate) fn forget(&mut self, generation: u64) {
        self.reject(generation);
        self.rejected = None;
    }

    /// Forgets value and failures; the generation goes on counting.
    pub(crate) fn clear(&mut self) {
        self.state = State::Empty;
        self.rejected = None;
        self.failures = 0;
    }

    pub(crate) const fn rejected(&self) -> Option<&T> {
        self.rejected.as_ref()
    }

    pub(crate) const fn generation(&self) -> u64 {
        self.generation
    }

    fn is_current(&self, lease: &Lease) -> bool {
        matches!(&self.state, State::Leased { lease: current, .. } if *current == lease.id)
    }
}

/// Whether the clock was set back since: what was to last for seconds would last for hours. Threads read the clock before they have the session to themselves, so
/// a little earlier says nothing.
fn was_set_back(now: Timestamp, since: Timestamp) -> bool {
    since.since(now) > Duration::from_secs(60)
}

/// A little before the expiry, so that a token does not die on its way; a short life (a stable token may have a few hundred seconds left)
/// keeps three quarters of itself.
fn stale_at<T>(held: &Held<T>) -> Timestamp {
    const MARGIN: Duration = Duration::from_secs(120);
    if held.expires == Timestamp::FAR_FUTURE {
        return held.expires;
    }
    let life = held.expires.since(held.obtained);
    held.obtained + life.saturating_sub(MARGIN.min(life / 4))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::secret::AccessToken;

    const SOON: Duration = Duration::from_secs(15);

    fn at(secs: u64) -> Timestamp {
        Timestamp::from_unix_secs(1_000_000 + secs)
    }

    fn lease(slot: &mut Slot<AccessToken>, now: Timestamp) -> Lease {
        match slot.lookup(now, now + SOON) {
            Lookup::Lease(lease) => lease,
            Lookup::Held(_) | Lookup::Wait(_) | Lookup::Cooling { .. } => panic!("no lease"),
        }
    }

    fn held(slot: &mut Slot<AccessToken>, now: Timestamp) -> Option<u64> {
        match slot.lookup(now, now + SOON) {
            Lookup::Held(held) => Some(held.generation),
            Lookup::Lease(_) | Lookup::Wait(_) | Lookup::Cooling { .. } => None,
        }
    }

    fn grant(slot: &mut Slot<AccessToken>, lease: &Lease, token: &str, life: u64) -> Granted<AccessToken> {
        slot.grant(lease, token.into(), None, at(0), at(life))
    }

    #[test]
    fn one_leases_and_the_others_wait() {
        let mut slot = Slot::new();
        let first = lease(&mut slot, at(0));
        assert!(matches!(slot.lookup(at(1), at(99)), Lookup::Wait(until) if until == at(15)));
        assert!(matches!(grant(&mut slot, &first, "a", 7200), Granted::Fresh(held) if held.generation == 1));
        assert_eq!(held(&mut slot, at(2)), Some(1));
    }

    #[test]
    fn a_dropped_or_late_holder_keeps_nobody_waiting_and_its_grant_is_void() {
        let mut slot = Slot::new();
        drop(lease(&mut slot, at(0)));
        let late = lease(&mut slot, at(0));
        let current = lease(&mut slot, at(15));
        assert!(matches!(grant(&mut slot, &late, "late", 7200), Granted::Late));
        assert!(matches!(grant(&mut slot, &current, "a", 7200), Granted::Fresh(_)));
    }

    #[test]
    fn only_the_generation_in_use_is_rejected() {
        let mut slot = Slot::new();
        let first = lease(&mut slot, at(0));
        grant(&mut slot, &first, "a", 7200);
        slot.reject(0);
        assert_eq!(held(&mut slot, at(0)), Some(1));
        slot.reject(1);
        let second = lease(&mut slot, at(0));
        grant(&mut slot, &second, "b", 7200);
        slot.reject(1);
        assert_eq!(held(&mut slot, at(0)), Some(2), "somebody renewed it meanwhile");
    }

    #[test]
    fn the_rejected_token_again_is_stuck_until_the_cooling_is_over() {
        let mut slot = Slot::new();
        let first = lease(&mut slot, at(0));
        grant(&mut slot, &first, "a", 7200);
        slot.reject(1);
        let second = lease(&mut slot, at(0));
        assert!(matches!(grant(&mut slot, &second, "a", 7200), Granted::Stuck));
        slot.fail(&second, at(0), Error::new("".into(), 0, ErrorKind::TokenStuck), |failures| {
            (at(9 + u64::from(failures)), false)
        });
        assert!(matches!(slot.lookup(at(9), at(99)), Lookup::Cooling { until, retry: false, .. } if until == at(10)));
        let third = lease(&mut slot, at(10));
        assert!(matches!(grant(&mut slot, &third, "a", 7200), Granted::Fresh(_)));
    }

    #[test]
    fn only_a_higher_version_is_adopted() {
        let mut slot: Slot<AccessToken> = Slot::new();
        slot.put("a".into(), Some(7), at(0), at(7200));
        slot.reject(7);
        let lease = lease(&mut slot, at(0));
        assert!(matches!(slot.grant(&lease, "b".into(), Some(7), at(0), at(7200)), Granted::Stuck));
        assert!(
            matches!(slot.grant(&lease, "b".into(), Some(9), at(0), at(7200)), Granted::Fresh(held) if held.generation == 9)
        );
    }

    #[test]
    fn a_token_is_stale_before_it_expires_and_a_short_life_is_accepted() {
        for (life, fresh, stale) in [(7200, 7079, 7080), (300, 224, 225), (40, 29, 30), (4, 2, 3)] {
            let mut slot = Slot::new();
            let lease = lease(&mut slot, at(0));
            grant(&mut slot, &lease, "a", life);
            assert_eq!(held(&mut slot, at(fresh)), Some(1), "a life of {life} s");
            assert_eq!(held(&mut slot, at(stale)), None, "a life of {life} s");
        }
    }
}
