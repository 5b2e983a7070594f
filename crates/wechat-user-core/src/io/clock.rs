//! Time for drivers. The machines take time as an argument; their driver reads a clock.

use core::time::Duration;

use crate::values::time::Timestamp;

/// The driver's clock: returns the time, and sleeps until a moment or until something happened.
pub trait Clock: Send + Sync {
    /// The time now. May jump, as wall time does: a jump forward may end calls by their deadline, a jump back prolongs
    /// the waits of the calls that are under way, and neither does more.
    fn now(&self) -> Timestamp;

    /// Returns when `signal` was announced, or at `until` at the latest. With `None`, only the signal ends the wait.
    ///
    /// Returning too early is harmless: the machine is polled again and says the same.
    fn wait(&self, signal: &dyn Signal, until: Option<Timestamp>);
}

/// What a waiting driver listens to: a response arrived, a token was granted, the call was cancelled.
pub trait Signal {
    /// Blocks until the signal is announced, or for at most this long. True when it was announced.
    fn wait(&self, at_most: Option<Duration>) -> bool;

    /// How many exchanges the driver has sent that are not settled yet. A test clock moves on only when there are none.
    ///
    /// An exchange is announced first and settled then: after a zero here, every announcement has been made.
    fn in_flight(&self) -> usize;
}

impl<T: Clock + ?Sized> Clock for alloc::sync::Arc<T> {
    fn now(&self) -> Timestamp {
        (**self).now()
    }

    fn wait(&self, signal: &dyn Signal, until: Option<Timestamp>) {
        (**self).wait(signal, until);
    }
}
