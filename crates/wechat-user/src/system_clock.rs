//! The clock of the machine it runs on.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use wechat_user_core::Timestamp;
use wechat_user_core::clock::{Clock, Signal};

/// Wall time taken once, moved on by the monotonic clock: a correction of the system time while the program runs disturbs no wait.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    base: Timestamp,
    started: Instant,
}

impl SystemClock {
    /// Takes the wall time now.
    #[must_use]
    pub fn new() -> Self {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        Self { base: Timestamp::default() + since_epoch, started: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        self.base + self.started.elapsed()
    }

    fn wait(&self, signal: &dyn Signal, until: Option<Timestamp>) {
        signal.wait(until.map(|until| until.since(self.now())));
    }
}
