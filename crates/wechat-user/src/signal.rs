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
    announced: Mutex<Announced>,
    changed: Condvar,
    in_flight: AtomicUsize,
}

#[derive(Default)]
struct Announced {
    /// Counts announcements. A waiter compares it with what it saw when it last looked at the session, and so misses
    /// none.
    epoch: u64,
    /// How many threads wait. A wake-up is a system call even if none waits, and a call announces twice.
    waiting: usize,
}

impl Announcer {
    /// Read it before looking at anything that may be announced.
    pub(crate) fn epoch(&self) -> u64 {
        self.lock().epoch
    }

    pub(crate) fn announce(&self) {
        let mut announced = self.lock();
        announced.epoch += 1;
        if announced.waiting > 0 {
            self.changed.notify_all();
        }
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

    fn lock(&self) -> MutexGuard<'_, Announced> {
        self.announced.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the next announcement, at most so long.
    fn wait<'a>(
        &self,
        mut announced: MutexGuard<'a, Announced>,
        at_most: Option<Duration>,
    ) -> MutexGuard<'a, Announced> {
        announced.waiting += 1;
        let mut announced = match at_most {
            None => self.changed.wait(announced).unwrap_or_else(PoisonError::into_inner),
            Some(at_most) => self.changed.wait_timeout(announced, at_most).unwrap_or_else(PoisonError::into_inner).0,
        };
        announced.waiting -= 1;
        announced
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
        let mut announced = self.announcer.lock();
        while announced.epoch == self.seen {
            let left = match until {
                None => None,
                Some(until) => match until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
                    None => return false,
                    left => left,
                },
            };
            announced = self.announcer.wait(announced, left);
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
