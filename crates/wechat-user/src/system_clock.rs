//! The clock of the machine it runs on.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use wechat_user_core::Timestamp;
use wechat_user_core::clock::{Clock, Signal};

/// A wait is looked at again after this long, because a suspended machine does not count it.
const LONGEST_WAIT: Duration = Duration::from_secs(15);

/// Wall time that never goes back.
///
/// It follows the monotonic clock, so a system time that is set back disturbs no wait. It jumps ahead with the wall
/// clock: the monotonic clock stands still while the machine is suspended, and a token or a ticket expires all the
/// same.
#[derive(Clone, Debug)]
pub struct SystemClock {
    started: Instant,
    offset: Arc<Offset>,
}

impl SystemClock {
    /// Reads the wall time now.
    #[must_use]
    pub fn new() -> Self {
        let clock = Self { started: Instant::now(), offset: Arc::default() };
        clock.now();
        clock
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        self.offset.now(self.started.elapsed(), wall)
    }

    fn wait(&self, signal: &dyn Signal, until: Option<Timestamp>) {
        signal.wait(until.map(|until| until.since(self.now()).min(LONGEST_WAIT)));
    }
}

/// By how much the wall clock is ahead of the monotonic one, in milliseconds. It only grows, so time never goes back.
#[derive(Debug, Default)]
struct Offset(AtomicU64);

impl Offset {
    fn now(&self, monotonic: Duration, wall: Duration) -> Timestamp {
        let millis = |duration: Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        let (monotonic, wall) = (millis(monotonic), millis(wall));
        let seen = wall.saturating_sub(monotonic);
        let before = self.0.fetch_max(seen, Ordering::SeqCst);
        Timestamp::from_unix_millis(monotonic.saturating_add(before.max(seen)))
    }
}

/// [`Timestamp`] to and from the standard library's time.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use wechat_user::{Timestamp, TimestampExt};
///
/// let time = SystemTime::UNIX_EPOCH + Duration::from_millis(1_795_293_000_123);
/// assert_eq!(Timestamp::from_system_time(time).as_unix_millis(), 1_795_293_000_123);
/// assert_eq!(Timestamp::from_system_time(time).to_system_time(), Some(time));
/// ```
pub trait TimestampExt: Sized {
    /// A time before 1970 becomes 1970.
    #[must_use]
    fn from_system_time(time: SystemTime) -> Self;

    /// `None` for a time that the system cannot represent, such as [`Timestamp::FAR_FUTURE`].
    fn to_system_time(self) -> Option<SystemTime>;
}

impl TimestampExt for Timestamp {
    fn from_system_time(time: SystemTime) -> Self {
        Self::default() + time.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO)
    }

    fn to_system_time(self) -> Option<SystemTime> {
        UNIX_EPOCH.checked_add(Duration::from_millis(self.as_unix_millis())).filter(|_| self != Self::FAR_FUTURE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3_600);
    const START: Duration = Duration::from_secs(1_795_293_000);

    #[test]
    fn a_suspended_machine_wakes_up_at_the_time_of_the_wall_clock() {
        let offset = Offset::default();
        let before = offset.now(Duration::from_secs(10), START);
        // Two hours of suspend: the monotonic clock counted one second.
        let after = offset.now(Duration::from_secs(11), START + 2 * HOUR);
        assert_eq!(after.since(before), 2 * HOUR);
    }

    #[test]
    fn a_wall_clock_that_is_set_back_takes_no_time_back() {
        let offset = Offset::default();
        let before = offset.now(Duration::from_secs(10), START);
        let after = offset.now(Duration::from_secs(12), START - HOUR);
        assert_eq!(after.since(before), Duration::from_secs(2), "the monotonic clock goes on");
    }

    #[test]
    fn a_step_ahead_and_back_keeps_the_step_and_goes_on() {
        let offset = Offset::default();
        let first = offset.now(Duration::ZERO, START);
        let ahead = offset.now(Duration::from_secs(1), START + HOUR);
        let back = offset.now(Duration::from_secs(2), START + Duration::from_secs(2));
        assert!(first < ahead && ahead < back);
    }
}
