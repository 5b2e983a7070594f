//! Two marks that a thread carries: the client that it polls, and the exchanges that it must settle later.
//!
//! They are values of the thread, because only that distinguishes a thread that would wait for itself from one that
//! waits for another thread. A field beside the lock would need a lock of its own, taken in each poll. An argument
//! would have to pass through the closures and machines of the caller.
//!
//! * A machine that uses the client that polls it, such as the iterator of a `Fan` over that client's followers, would
//!   wait for the lock of its own thread for ever, without a trace. The mark turns that into a panic with a message.
//! * A closure of the caller runs in the middle of a parallel run, with exchanges in flight that only this thread can
//!   settle. A wait in that closure must not include them: a test clock, which moves when nothing is in flight, would
//!   stand still.

use std::cell::Cell;
use std::ptr;

thread_local! {
    static POLLED: Cell<*const ()> = const { Cell::new(ptr::null()) };
    static ASIDE: Cell<(*const (), usize)> = const { Cell::new((ptr::null(), 0)) };
}

/// While it lives, this thread polls a client.
pub(crate) struct Polled(*const ());

impl Polled {
    /// Marks the thread. Dropping it restores the mark from before, also when a machine panics.
    pub(crate) fn mark(client: *const ()) -> Self {
        Self(POLLED.replace(client))
    }

    /// Whether this thread polls that client.
    pub(crate) fn is_polled(client: *const ()) -> bool {
        ptr::eq(POLLED.get(), client)
    }
}

impl Drop for Polled {
    fn drop(&mut self) {
        POLLED.set(self.0);
    }
}

/// While it lives, waits of this thread do not include some exchanges.
pub(crate) struct Aside((*const (), usize));

impl Aside {
    /// Sets exchanges of that announcer aside, in addition to those that already are.
    pub(crate) fn set(announcer: *const (), exchanges: usize) -> Self {
        let before = Self::count(announcer);
        Self(ASIDE.replace((announcer, before + exchanges)))
    }

    /// How many exchanges of that announcer are aside.
    pub(crate) fn count(announcer: *const ()) -> usize {
        let (set, exchanges) = ASIDE.get();
        if ptr::eq(set, announcer) { exchanges } else { 0 }
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        ASIDE.set(self.0);
    }
}
