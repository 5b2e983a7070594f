//! Returning to an earlier state: the start of the server, or the last seed.

use std::sync::{MutexGuard, PoisonError};

use wechat_user_core::clock::Clock;

use super::FakeWeChat;
use crate::clock::ClockSnapshot;
use crate::service::{FileError, Service, Snapshot};

/// The states to return to.
#[derive(Default)]
pub(super) struct Resets {
    start: Option<(Snapshot, ClockSnapshot)>,
    seed: Option<(Snapshot, ClockSnapshot)>,
}

/// Resets.
impl FakeWeChat {
    /// Makes the current state, the clock included, the one that [`reset_to_start`](Self::reset_to_start) returns to.
    pub fn mark_start(&self) {
        let state = (self.service().snapshot(), self.clock.snapshot());
        let mut resets = self.resets();
        resets.start = Some(state);
        resets.seed = None;
    }

    /// Returns to the state of [`mark_start`](Self::mark_start), the clock included, with an empty journal. Without
    /// one, it [resets](Service::reset) the account.
    pub fn reset_to_start(&self) {
        let state = self.resets().start.clone();
        self.restore(state);
    }

    /// Returns to the state after the last [`seed`](Self::seed), the clock included, with an empty journal. Without
    /// one, it [returns to the start](Self::reset_to_start).
    pub fn reset_to_seed(&self) {
        let state = {
            let resets = self.resets();
            resets.seed.clone().or_else(|| resets.start.clone())
        };
        self.restore(state);
    }

    /// Resets the account to a seed: see [`Service::seed`](crate::Service::seed).
    ///
    /// # Errors
    ///
    /// When the text is not a seed, or contains a follower number that is too high. Nothing changes then.
    pub fn seed(&self, seed: &str) -> Result<(), FileError> {
        self.plant(|service| service.seed(self.clock.now(), seed))
    }

    /// As [`seed`](Self::seed), for an account that is found by its AppID: see
    /// [`Service::reseed`](crate::Service::reseed).
    ///
    /// # Errors
    ///
    /// When the seed contains another AppID, and as [`seed`](Self::seed). Nothing changes then.
    pub fn reseed(&self, seed: &str) -> Result<(), FileError> {
        self.plant(|service| service.reseed(self.clock.now(), seed))
    }

    fn plant(&self, work: impl FnOnce(&mut Service) -> Result<(), FileError>) -> Result<(), FileError> {
        let snapshot = {
            let mut service = self.service();
            work(&mut service)?;
            service.snapshot()
        };
        self.resets().seed = Some((snapshot, self.clock.snapshot()));
        Ok(())
    }

    fn restore(&self, state: Option<(Snapshot, ClockSnapshot)>) {
        match state {
            None => self.with_service(Service::reset),
            Some((snapshot, clock)) => {
                self.service().restore(snapshot);
                self.clock.restore(clock);
            }
        }
    }

    fn resets(&self) -> MutexGuard<'_, Resets> {
        self.shared.resets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
