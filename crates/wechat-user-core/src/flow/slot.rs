//! One credential of the account that is fetched, kept, renewed, rejected and fetched again: which call fetches it,
//! which calls wait, and what a failure means for the others.
//!
//! A slot has two parts. The value:
//!
//! ```text
//! none --grant--> fresh --time--> stale --time--> expired
//!   ^               |               |                |
//!   +---------------+--- reject ----+                +--> as none, until the next grant
//! ```
//!
//! And the fetch:
//!
//! ```text
//! Idle --lookup--> Leased(lease, until) --grant--> Idle, or Paused when the value is the same one
//!   ^                   |    ^
//!   |                   +-fail---> Cooling(until, error for all who wait) --until passed--> Idle
//!   |                   +-pause--> Paused(until) --until passed--> Idle
//!   +--- lease dropped or late
//! ```
//!
//! What a lookup returns:
//!
//! | fetch | value fresh | value stale | value expired, or none |
//! |---|---|---|---|
//! | Idle | the value | a lease, to renew the value early; the value still works | a lease |
//! | Leased, its holder alive and in time | the value | the value | wait |
//! | Cooling, not over | the value | the value | the error, and until when |
//! | Paused, not over | the value | the value | wait |
//!
//! A grant, a failure and a pause count for the current lease only. A rejection takes the value away when it is that
//! generation; it does not end a fetch that is under way. A clock that was set back makes a value expired, because its
//! expiry says nothing any more.

use alloc::sync::{Arc, Weak};
use core::time::Duration;

use crate::errors::error::{Error, ErrorKind};
use crate::values::secret::Secret;
use crate::values::time::Timestamp;

/// A value is renewed this long before it expires, so that it does not expire on its way.
const MARGIN: Duration = Duration::from_secs(120);
/// A renewal that returned the same value is not repeated for at least this long.
const SAME_VALUE_PAUSE: Duration = Duration::from_secs(10);

/// A credential in its state.
pub(crate) struct Slot<T> {
    held: Option<Held<T>>,
    fetch: Fetch,
    generation: u64,
    leases: u64,
    /// The value that the service rejected last: the same one again is stuck. Forgotten after the cooling that follows,
    /// so that it is tried once more.
    rejected: Option<T>,
    /// The value that a caller wants replaced, though the service never rejected it: the same one may come again.
    unwanted: Option<T>,
    /// Failed fetches in a row, for the back-off.
    failures: u32,
}

enum Fetch {
    Idle,
    Leased { lease: u64, until: Timestamp, holder: Weak<()> },
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
    stale: Timestamp,
}

/// The right to fetch. Dropping it gives the right back.
#[derive(Debug)]
pub(crate) struct Lease {
    id: u64,
    _alive: Arc<()>,
}

pub(crate) enum Lookup<T> {
    Held(Held<T>),
    /// No other call fetches: this one must. `current` still works during that.
    Lease {
        lease: Lease,
        current: Option<T>,
    },
    /// Another call fetches, or gave up a moment ago; look again then at the latest.
    Wait(Timestamp),
    /// The last fetch failed. `retry`: it is worth waiting until then.
    Cooling {
        until: Timestamp,
        error: Error,
        retry: bool,
    },
}

/// The result of a grant.
#[derive(Debug)]
pub(crate) enum Granted<T> {
    Fresh(Held<T>),
    /// The value is the one that was just rejected.
    Stuck,
    /// The lease was not current any more: nothing changed.
    Late,
}

impl<T: Secret> Slot<T> {
    pub(crate) const fn new() -> Self {
        Self { held: None, fetch: Fetch::Idle, generation: 0, leases: 0, rejected: None, unwanted: None, failures: 0 }
    }

    /// The value, or the right to fetch it. A lease lasts until `lease_until`.
    pub(crate) fn lookup(&mut self, now: Timestamp, lease_until: Timestamp) -> Lookup<T> {
        let usable = self.usable(now);
        if let Some(held) = usable.filter(|held| now < held.stale) {
            return Lookup::Held(held.clone());
        }
        // While the value works, no call waits and no failure disturbs.
        let instead = |otherwise| usable.map_or(otherwise, |held| Lookup::Held(held.clone()));
        match &self.fetch {
            // A holder that was dropped or is out of time keeps no call waiting.
            Fetch::Leased { until, holder, .. } if now < *until && holder.strong_count() > 0 => {
                return instead(Lookup::Wait(*until));
            }
            Fetch::Cooling { since, until, error, retry } if now < *until && !was_set_back(now, *since) => {
                return instead(Lookup::Cooling { until: *until, error: error.clone(), retry: *retry });
            }
            Fetch::Paused { since, until } if now < *until && !was_set_back(now, *since) => {
                return instead(Lookup::Wait(*until));
            }
            Fetch::Cooling { .. } | Fetch::Paused { .. } | Fetch::Idle | Fetch::Leased { .. } => {}
        }
        let current = usable.map(|held| held.value.clone());
        if matches!(&self.fetch, Fetch::Cooling { error, .. } if matches!(error.kind(), ErrorKind::TokenStuck)) {
            self.rejected = None;
        }
        self.leases += 1;
        let alive = Arc::new(());
        self.fetch = Fetch::Leased { lease: self.leases, until: lease_until, holder: Arc::downgrade(&alive) };
        Lookup::Lease { lease: Lease { id: self.leases, _alive: alive }, current }
    }

    /// The value, fresh or not, without taking a lease.
    pub(crate) const fn peek(&self) -> Option<&Held<T>> {
        self.held.as_ref()
    }

    /// Takes what was fetched or adopted; counts only for the lease that is current. `obtained` is unknown for a value
    /// that was fetched elsewhere and came without its age.
    pub(crate) fn grant(
        &mut self,
        lease: &Lease,
        now: Timestamp,
        value: T,
        obtained: Option<Timestamp>,
        expires: Timestamp,
    ) -> Granted<T> {
        if !self.is_current(lease) {
            return Granted::Late;
        }
        if self.rejected.as_ref().is_some_and(|rejected| rejected.is_same(&value)) {
            return Granted::Stuck;
        }
        let same = self.held.as_ref().filter(|held| held.value.is_same(&value)).map(|held| held.generation);
        let held = self.put(now, value, obtained, expires);
        if let Some(generation) = same {
            // The same value keeps its generation, so that a late rejection still finds it.
            let held = Held { generation, ..held };
            self.held = Some(held.clone());
            let until = held.stale.max(now + SAME_VALUE_PAUSE).min(held.expires);
            self.fetch = Fetch::Paused { since: now, until };
            return Granted::Fresh(held);
        }
        Granted::Fresh(held)
    }

    /// Takes a value from outside, in any state.
    pub(crate) fn put(&mut self, now: Timestamp, value: T, obtained: Option<Timestamp>, expires: Timestamp) -> Held<T> {
        self.generation = self.generation.saturating_add(1);
        self.failures = 0;
        self.rejected = None;
        self.unwanted = None;
        self.fetch = Fetch::Idle;
        let stale = stale_at(obtained, expires);
        let obtained = obtained.unwrap_or(now);
        let held = Held { value, generation: self.generation, obtained, expires, stale };
        self.held = Some(held.clone());
        held
    }

    /// Prolongs the current lease until then, because its holder asks once more.
    pub(crate) fn extend(&mut self, lease: &Lease, to: Timestamp) {
        if let Fetch::Leased { lease: current, until, .. } = &mut self.fetch
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
            self.fetch = Fetch::Cooling { since, until, error, retry };
        }
    }

    /// The fetch was given up, which says nothing about the next; counts only for the lease that is current.
    pub(crate) fn pause(&mut self, lease: &Lease, since: Timestamp, until: Timestamp) {
        if self.is_current(lease) {
            self.fetch = Fetch::Paused { since, until };
        }
    }

    /// The service rejects this generation. Returns when it would have expired; does nothing if the value was renewed
    /// in the meantime.
    pub(crate) fn reject(&mut self, generation: u64) -> Option<Timestamp> {
        let held = self.take(generation)?;
        self.rejected = Some(held.value);
        Some(held.expires)
    }

    /// Has this generation replaced without marking its value rejected: the same one may come again.
    pub(crate) fn forget(&mut self, generation: u64) {
        if let Some(held) = self.take(generation) {
            self.unwanted = Some(held.value);
        }
    }

    fn take(&mut self, generation: u64) -> Option<Held<T>> {
        let held = self.held.take_if(|held| held.generation == generation)?;
        // A pause protects a value that works; a value that is gone must be fetched at once.
        if matches!(self.fetch, Fetch::Paused { .. }) {
            self.fetch = Fetch::Idle;
        }
        Some(held)
    }

    /// Forgets value and failures; the generation goes on counting.
    pub(crate) fn clear(&mut self) {
        self.held = None;
        self.fetch = Fetch::Idle;
        self.rejected = None;
        self.unwanted = None;
        self.failures = 0;
    }

    /// The value that must not be handed out again by a source or a store.
    pub(crate) fn not_again(&self) -> Option<&T> {
        self.rejected.as_ref().or(self.unwanted.as_ref())
    }

    fn usable(&self, now: Timestamp) -> Option<&Held<T>> {
        self.held.as_ref().filter(|held| now < held.expires && !was_set_back(now, held.obtained))
    }

    fn is_current(&self, lease: &Lease) -> bool {
        matches!(&self.fetch, Fetch::Leased { lease: current, .. } if *current == lease.id)
    }
}

/// Whether the clock was set back since: what was to last for seconds would last for hours. Threads read the clock
/// before they lock the session, so a little earlier says nothing.
fn was_set_back(now: Timestamp, since: Timestamp) -> bool {
    since.since(now) > Duration::from_secs(60)
}

/// The moment from which on the value is renewed: [`MARGIN`] before it expires. A short life (a stable token may have a
/// few hundred seconds left) keeps three quarters of itself.
pub(crate) fn stale_at(obtained: Option<Timestamp>, expires: Timestamp) -> Timestamp {
    if expires == Timestamp::FAR_FUTURE {
        return expires;
    }
    let margin = obtained.map_or(MARGIN, |obtained| MARGIN.min(expires.since(obtained) / 4));
    let margin = u64::try_from(margin.as_millis()).unwrap_or(u64::MAX);
    Timestamp::from_unix_millis(expires.as_unix_millis().saturating_sub(margin))
}

#[cfg(test)]
mod tests;
