//! What keeps a run of `Obtain` from its credential: another process with the lock, the deadline, a store that is down.

use core::time::Duration;

use super::Obtain;
use super::phase::{Direct, Phase};
use super::steps::Notice;
use crate::errors::error::Error;
use crate::flow::exchange::Outcome;
use crate::flow::retry::hash;
use crate::io::store::StoreError;
use crate::values::time::Timestamp;
use crate::values::token_mode::TokenMode;

/// In plain mode, a fetch without the store happens at most once in this time.
const DIRECT_PAUSE: Duration = Duration::from_secs(30);
impl Obtain {
    pub(super) fn another_has_the_lock(&mut self, now: Timestamp) {
        if let Some(grant) = self.stored(now, false) {
            return self.adopt(grant);
        }
        if self.want.current.is_some() {
            // An early renewal: the value in use works, so no call waits for the other process.
            let busy = StoreError::new("another process is renewing the credential");
            return self.finish(Outcome::Denied(Error::source_failed(busy)));
        }
        let until = now + self.pause();
        // In plain mode a fetch invalidates what the other process fetches; so does a forced refresh.
        let strict = self.want.mode == TokenMode::Plain || self.want.forced;
        if strict && until >= self.want.deadline {
            return self.out_of_time();
        }
        if !strict && until + self.reserve >= self.want.deadline {
            self.unlocked = true;
            return self.go(Phase::Send);
        }
        if self.waits == 0 {
            self.notices.push_back(Notice::Waited);
        }
        self.waits += 1;
        self.go(Phase::Wait(until));
    }

    pub(super) fn out_of_time(&mut self) {
        let what = if self.waits > 0 {
            "another process, which has the lock of the credential"
        } else {
            "the store of credentials"
        };
        self.finish(Outcome::Denied(Error::deadline(self.path(), what)));
    }

    /// 50 to 200 ms; processes that wait for one lock spread out.
    fn pause(&self) -> Duration {
        let owner = self.owner.get();
        let seed = u64::try_from(owner >> 64).unwrap_or(0) ^ u64::try_from(owner & u128::from(u64::MAX)).unwrap_or(0);
        Duration::from_millis(50 + hash(seed ^ hash(u64::from(self.waits))) % 151)
    }

    pub(super) fn store_is_down(&mut self, now: Timestamp, error: StoreError) {
        self.notices.push_back(Notice::StoreDown(error.clone()));
        if let Some(grant) = self.stored(now, false) {
            return self.adopt(grant);
        }
        let lately = self.last_direct.is_some_and(|at| at <= now && now.since(at) < DIRECT_PAUSE);
        if self.want.mode == TokenMode::Plain && (self.want.current.is_some() || lately) {
            return self.finish(Outcome::Denied(Error::source_failed(error)));
        }
        self.direct = Some(Direct::Allowed);
        self.go(Phase::Send);
    }
}
