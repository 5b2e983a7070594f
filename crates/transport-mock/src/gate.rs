//! Gates: hold back the responses of one path until the test lets them go.

use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Holds back the responses of one path. The call is processed on arrival and other calls see its effect; only the
/// response waits.
///
/// Created by [`FakeWeChat::hold`](crate::FakeWeChat::hold). Dropping the gate opens it, so that a failing test does
/// not hang.
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

    /// How many responses have arrived at this gate, including those that passed.
    #[must_use]
    pub fn arrived(&self) -> usize {
        self.state.lock().arrived
    }

    /// Blocks until at least this many responses have arrived at this gate.
    pub fn until_arrived(&self, responses: usize) {
        let state = self.state.lock();
        drop(self.state.changed.wait_while(state, |state| state.arrived < responses));
    }

    /// Lets all responses pass, waiting and later ones.
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
