//! Gates: hold the answers of one path back until the test has seen what it wants to see.

use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Holds back the answers of one path. The work is done on arrival, as seen by everybody else; only the answer waits.
///
/// Made by [`FakeWeChat::hold`](crate::FakeWeChat::hold). Dropping the gate opens it, so that a test that fails does not hang.
#[must_use = "a gate that is dropped is open"]
pub struct Gate {
    path: String,
    state: Arc<Door>,
}

pub(crate) struct Door {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    open: bool,
    arrived: usize,
}

impl Gate {
    pub(crate) fn new(path: &str) -> Self {
        let state = Arc::new(Door { state: Mutex::default(), changed: Condvar::new() });
        Self { path: path.to_owned(), state }
    }

    pub(crate) fn door(&self) -> Arc<Door> {
        Arc::clone(&self.state)
    }

    /// How many answers have come to this gate, those let through included.
    #[must_use]
    pub fn arrived(&self) -> usize {
        self.state.lock().arrived
    }

    /// Blocks until at least this many answers have come to this gate.
    pub fn until_arrived(&self, answers: usize) {
        let state = self.state.lock();
        drop(self.state.changed.wait_while(state, |state| state.arrived < answers));
    }

    /// Lets go of all that wait, and of all that come.
    pub fn open(&self) {
        self.state.open();
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.state.open();
    }
}

impl fmt::Debug for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gate").field("path", &self.path).field("arrived", &self.arrived()).finish_non_exhaustive()
    }
}

impl Door {
    pub(crate) fn is_open(&self) -> bool {
        self.lock().open
    }

    pub(crate) fn pass(&self) {
        let mut state = self.lock();
        state.arrived += 1;
        self.changed.notify_all();
        drop(self.changed.wait_while(state, |state| !state.open));
    }

    fn open(&self) {
        self.lock().open = true;
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
