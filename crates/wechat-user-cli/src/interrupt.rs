//! SIGINT: the first one cancels and gives the request under way a second to end, another one ends the command at once.

use std::process;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use wechat_user::Cancel;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::report;

/// How long a request that is under way may still take.
const GRACE: Duration = Duration::from_secs(1);

/// What a command that runs shares with whoever may end it.
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

    /// Given to the client.
    pub(crate) const fn cancel(&self) -> &Cancel {
        &self.cancel
    }

    /// Notes how the command would be taken up again, should it end here.
    pub(crate) fn note_hint(&self, hint: String) {
        *self.hint.lock().unwrap_or_else(PoisonError::into_inner) = Some(hint);
    }

    /// Tells on standard error why the command ended.
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

    /// Ends the command from a thread that is not its own. What was printed in whole pages has been flushed.
    fn end(&self) -> ! {
        self.report(&Failure::Interrupted);
        process::exit(Exit::Interrupted as i32)
    }
}

/// Runs `work` when the process is asked to end: SIGINT or SIGTERM.
pub(crate) fn on_end(work: impl Fn() + Send + 'static) {
    on_signals(&[INTERRUPT, TERMINATE], move |_| work());
}

#[cfg(unix)]
use signal_hook::consts::{SIGINT as INTERRUPT, SIGTERM as TERMINATE};

/// Calls `work` on a thread of its own with the how-manieth signal it is. If the system gives no handler, the signals keep their own effect.
#[cfg(unix)]
fn on_signals(signals: &'static [i32], work: impl Fn(u32) + Send + 'static) {
    let Ok(mut signals) = signal_hook::iterator::Signals::new(signals) else { return };
    thread::spawn(move || (1..).zip(signals.forever()).for_each(|(count, _)| work(count)));
}

#[cfg(not(unix))]
const INTERRUPT: i32 = 2;
#[cfg(not(unix))]
const TERMINATE: i32 = 15;

/// Elsewhere the system ends the process by itself.
#[cfg(not(unix))]
fn on_signals(_signals: &'static [i32], _work: impl Fn(u32) + Send + 'static) {}
