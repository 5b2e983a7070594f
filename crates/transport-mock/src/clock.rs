//! A clock for tests: time passes when the test moves it, or when a program with nothing in flight waits for it.

use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use wechat_user_core::Timestamp;
use wechat_user_core::clock::{Clock, Signal};

/// A clock that a test controls. Clones show the same time.
///
/// It stands still until [`advance`](Self::advance) or [`set`](Self::set) moves it, or until a driver waits for a
/// moment while nothing is in flight: then that moment has come. So a back-off of a minute takes no time, and nothing
/// here sleeps.
///
/// ```
/// use std::time::Duration;
/// use transport_mock::TestClock;
/// use wechat_user_core::clock::Clock;
/// use wechat_user_core::Timestamp;
///
/// let clock = TestClock::at(Timestamp::from_unix_secs(1_767_225_600));
/// clock.advance(Duration::from_secs(7_200));
/// assert_eq!(clock.now(), Timestamp::from_unix_secs(1_767_232_800));
/// ```
#[derive(Clone)]
pub struct TestClock {
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    /// The time when `since` was read; the time itself when the clock stands still.
    base: Timestamp,
    since: Option<Instant>,
    waiting: usize,
}

/// The time of a clock at one moment.
#[derive(Clone, Copy)]
pub(crate) struct ClockSnapshot {
    base: Timestamp,
    since: Option<Instant>,
}

impl TestClock {
    /// The start of [`TestClock::new`]: 2026-01-01T00:00:00Z.
    pub const START: Timestamp = Timestamp::from_unix_secs(1_767_225_600);

    /// A clock that stands still at [`START`](Self::START).
    #[must_use]
    pub fn new() -> Self {
        Self::at(Self::START)
    }

    /// A clock that stands still at this moment.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self::with(State { base: now, since: None, waiting: 0 })
    }

    /// The system's time, which can still be moved, for a simulator that other programs talk to.
    #[must_use]
    pub fn running() -> Self {
        let unix = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self::with(State { base: Timestamp::default() + unix, since: Some(Instant::now()), waiting: 0 })
    }

    fn with(state: State) -> Self {
        Self { shared: Arc::new(Shared { state: Mutex::new(state), changed: Condvar::new() }) }
    }

    /// Moves the time forward.
    pub fn advance(&self, by: Duration) {
        let mut state = self.state();
        state.base = state.base + by;
    }

    /// Sets the time, forward or back.
    pub fn set(&self, now: Timestamp) {
        let mut state = self.state();
        state.base = now;
        state.since = state.since.map(|_| Instant::now());
    }

    /// Moves the time forward to this moment, unless it is later already.
    pub fn advance_to(&self, moment: Timestamp) {
        let mut state = self.state();
        let behind = moment.since(state.now());
        state.base = state.base + behind;
    }

    /// How many threads are inside [`Clock::wait`] at this moment.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.state().waiting
    }

    /// Blocks until at least this many threads are inside [`Clock::wait`]: "now all 64 wait for the one token request".
    pub fn until_waiting(&self, threads: usize) {
        let state = self.state();
        drop(self.shared.changed.wait_while(state, |state| state.waiting < threads));
    }

    /// The time, for [`restore`](Self::restore): a running clock goes on from it.
    pub(crate) fn snapshot(&self) -> ClockSnapshot {
        let State { base, since, .. } = *self.state();
        ClockSnapshot { base, since }
    }

    /// Shows the time again that it would show without all changes since the snapshot.
    pub(crate) fn restore(&self, snapshot: ClockSnapshot) {
        let mut state = self.state();
        (state.base, state.since) = (snapshot.base, snapshot.since);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn is_running(&self) -> bool {
        self.state().since.is_some()
    }
}

impl State {
    fn now(&self) -> Timestamp {
        self.base + self.since.map_or(Duration::ZERO, |since| since.elapsed())
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        self.state().now()
    }

    /// Waits for the signal while something is in flight, in real time and without a time-out; otherwise moves on to
    /// `until` and returns at once. A [`running`](Self::running) clock waits as wall time does.
    fn wait(&self, signal: &dyn Signal, until: Option<Timestamp>) {
        let _inside = Waiting::enter(self);
        match until {
            Some(until) if self.is_running() => {
                signal.wait(Some(until.since(self.now())));
            }
            Some(until) if signal.in_flight() == 0 => {
                // A request that ended a moment ago is announced first, and only then no longer counted as in flight.
                if !signal.wait(Some(Duration::ZERO)) {
                    self.advance_to(until);
                }
            }
            _ => {
                signal.wait(None);
            }
        }
    }
}

/// Counts a thread as waiting for as long as it lives, a panic included.
struct Waiting<'a>(&'a TestClock);

impl<'a> Waiting<'a> {
    fn enter(clock: &'a TestClock) -> Self {
        clock.state().waiting += 1;
        clock.shared.changed.notify_all();
        Self(clock)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.state().waiting -= 1;
        self.0.shared.changed.notify_all();
    }
}

impl Default for TestClock {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for TestClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TestClock").field(&self.now()).finish()
    }
}
