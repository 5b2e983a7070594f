//! What bounds one call, and one machine that makes several.

use core::time::Duration;

use crate::flow::retry::RetryPolicy;
use crate::values::time::Timestamp;

/// Set at the first poll, from the settings of the session.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) policy: RetryPolicy,
    pub(crate) deadline: Timestamp,
    /// The seed of the session's jitter.
    pub(crate) seed: u64,
    /// Makes the jitter of two calls differ.
    pub(crate) number: u64,
}

impl Limits {
    /// Before the first poll: no retry, no deadline.
    pub(crate) const fn unset() -> Self {
        Self { policy: RetryPolicy::never(), deadline: Timestamp::FAR_FUTURE, seed: 0, number: 0 }
    }

    /// How long to wait after this many failures.
    pub(crate) fn backoff(&self, failures: u32) -> Duration {
        self.policy.backoff(self.seed, failures, self.number)
    }

    /// The back-off that all calls of a session share: two of them wait equally long.
    pub(crate) fn shared_backoff(&self, failures: u32) -> Duration {
        self.policy.backoff(self.seed, failures, 0)
    }
}
