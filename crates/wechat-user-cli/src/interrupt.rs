//! Signals: the first SIGINT cancels, and the request in progress has one second to end. The next one ends the command
//! at once.

use std::process;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use wechat_user::Cancel;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::report;

/// How long the request in progress may still take.
const GRACE: Duration = Duration::from_secs(1);

/// The state that a running command shares with the signal handler.
#[derive(Clone, Debug)]
pub(crate) struct Interrupt {
    cancel: Cancel,
    hint: Arc<Mutex<Option<String>>>,
    json: bool,
}

impl Interrupt {
    pub(crate) fn new(json: bool) -> Self {
        Self { cancel: Cancel::new(), hint: Arc::default(), json }
    }

    /// The token that cancels the calls of the client.
    pub(crate) const fn cancel(&self) -> &Cancel {
        &self.cancel
    }

    /// Sets the hint how to continue, for the case that the command ends here.
    pub(crate) fn note_hint(&self, hint: String) {
        *self.hint.lock().unwrap_or_else(PoisonError::into_inner) = Some(hint);
    }

    /// Prints on standard error why the command ended.
    pub(crate) fn report(&self, failure: &Failure) {
        let hint = self.hint.lock().unwrap_or_else(PoisonError::into_inner);
        report::print(failure, self.json, hint.as_deref());
    }

    /// Cancels on SIGINT from now on.
    pub(crate) fn listen(&self) {
        let this = self.clone();
        on_signals(&[INTERRUPT], move |count| match count {
            1 => {
                this.cancel.cancel();
                let this = this.clone();
                thread::spawn(move || {
                    thread::sleep(GRACE);
                    this.end();
                });
            }
            _ => this.end(),
        });
    }

    /// Ends the command from the thread of the signal handler. Complete pages of results have been flushed before.
    fn end(&self) -> ! {
        self.report(&Failure::Interrupted);
        process::exit(Exit::Interrupted as i32)
    }
}

/// Runs `work` when a signal asks the process to end: SIGINT or SIGTERM.
pub(crate) fn on_end(work: impl Fn() + Send + 'static) {
    on_signals(&[INTERRUPT, TERMINATE], move |_| work());
}

#[cfg(unix)]
use signal_hook::consts::{SIGINT as INTERRUPT, SIGTERM as TERMINATE};

/// Calls `work` on a thread of its own with the number of the signal, from 1. Without a handler from the system,
/// signals keep their default effect.
#[cfg(unix)]
fn on_signals(signals: &'static [i32], work: impl Fn(u32) + Send + 'static) {
    let Ok(mut signals) = signal_hook::iterator::Signals::new(signals) else { return };
    thread::spawn(move || (1..).zip(signals.forever()).for_each(|(count, _)| work(count)));
}

#[cfg(not(unix))]
const INTERRUPT: i32 = 2;
#[cfg(not(unix))]
const TERMINATE: i32 = 15;

/// On other systems, the system ends the process.
#[cfg(not(unix))]
fn on_signals(_signals: &'static [i32], _work: impl Fn(u32) + Send + 'static) {}
