//! The one condition variable of a client: it announces responses, granted tokens and cancellations, so that no thread
//! misses one.

use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use wechat_user_core::clock::Signal;

use crate::thread_marks::Aside;

/// Until it goes, an exchange that was sent is not counted.
pub(crate) struct Resting<'a>(&'a Announcer);

impl Drop for Resting<'_> {
    fn drop(&mut self) {
        self.0.sent();
    }
}

#[derive(Default)]
pub(crate) struct Announcer {
    /// Counts announcements. A waiter compares it with what it saw when it last looked at the session, and so misses
    /// none.
    epoch: Mutex<u64>,
    changed: Condvar,
    in_flight: AtomicUsize,
}

impl Announcer {
    /// Read it before looking at anything that may be announced.
    pub(crate) fn epoch(&self) -> u64 {
        *self.lock()
    }

    pub(crate) fn announce(&self) {
        *self.lock() += 1;
        self.changed.notify_all();
    }

    pub(crate) fn sent(&self) {
        self.in_flight.fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn settled(&self, exchanges: usize) {
        self.in_flight.fetch_sub(exchanges, Ordering::SeqCst);
    }

    pub(crate) fn aside(&self, exchanges: usize) -> Aside {
        Aside::set(ptr::from_ref(self).cast(), exchanges)
    }

    /// One exchange less is in flight for as long as this lives: its driver waits for another process.
    pub(crate) fn resting(&self) -> Resting<'_> {
        self.settled(1);
        Resting(self)
    }

    fn lock(&self) -> MutexGuard<'_, u64> {
        self.epoch.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A waiter's view: announced means "after what I have seen".
pub(crate) struct Listening<'a> {
    pub(crate) announcer: &'a Announcer,
    pub(crate) seen: u64,
}

impl Signal for Listening<'_> {
    fn wait(&self, at_most: Option<Duration>) -> bool {
        // A span too long for the clock is as good as none.
        let until = at_most.and_then(|at_most| Instant::now().checked_add(at_most));
        let mut epoch = self.announcer.lock();
        while *epoch == self.seen {
            match until {
                None => epoch = self.announcer.changed.wait(epoch).unwrap_or_else(PoisonError::into_inner),
                Some(until) => {
                    let Some(left) = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) else {
                        return false;
                    };
                    let waited = self.announcer.changed.wait_timeout(epoch, left);
                    epoch = waited.unwrap_or_else(PoisonError::into_inner).0;
                }
            }
        }
        true
    }

    fn in_flight(&self) -> usize {
        self.announcer
            .in_flight
            .load(Ordering::SeqCst)
            .saturating_sub(Aside::count(ptr::from_ref(self.announcer).cast()))
    }
}
