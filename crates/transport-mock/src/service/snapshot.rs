//! Copies of the whole state in memory, to return to.

use super::Service;
use crate::service::faults::Faults;
use crate::service::state::account::Account;

/// The state at one moment, without the entries of the journal.
#[derive(Clone, Debug)]
pub(crate) struct Snapshot {
    seed: u64,
    followers: u64,
    account: Account,
    faults: Faults,
    calls: u64,
}

impl Service {
    pub(crate) fn snapshot(&self) -> Snapshot {
        Snapshot {
            seed: self.seed,
            followers: self.followers,
            account: self.account.clone(),
            faults: self.faults.clone(),
            calls: self.journal.total(),
        }
    }

    /// Returns to a state, with an empty journal after as many calls as there were then.
    pub(crate) fn restore(&mut self, snapshot: Snapshot) {
        let Snapshot { seed, followers, account, faults, calls } = snapshot;
        (self.seed, self.followers, self.account) = (seed, followers, account);
        self.begin(faults, calls);
    }
}
