//! SIGINT, SIGTERM and SIGHUP: the first signal cancels, and the request in progress has one second to end. The next
//! signal ends the command at once.

use std::process;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use wechat_user::Cancel;

use crate::exit::Exit;
use crate::failure::{Failure, Progress};
use crate::meter::Meter;
use crate::report;

/// How long the request in progress may still take.
const GRACE: Duration = Duration::from_secs(1);

/// The state that a running command shares with the signal handler.
#[derive(Clone, Debug)]
pub(crate) struct Interrupt {
    cancel: Cancel,
    progress: Arc<Mutex<Option<Progress>>>,
    json: bool,
    meter: Meter,
}

impl Interrupt {
    pub(crate) fn new(json: bool, meter: Meter) -> Self {
        Self { cancel: Cancel::new(), progress: Arc::default(), json, meter }
    }

    /// What counts the calls of the command.
    pub(crate) const fn meter(&self) -> &Meter {
        &self.meter
    }

    /// The token that cancels the calls of the client.
    pub(crate) const fn cancel(&self) -> &Cancel {
        &self.cancel
    }

    /// Prints a failure after which the command goes on.
    pub(crate) fn mention(&self, failure: &Failure) {
        report::print(failure, self.json, None);
    }

    /// Notes how far the command has come, for the case that it ends here.
    pub(crate) fn note(&self, progress: Progress) {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = Some(progress);
    }

    /// Notes how many are done.
    pub(crate) fn count(&self, done: u64, total: u64) {
        if let Some(progress) = &mut *self.progress.lock().unwrap_or_else(PoisonError::into_inner) {
            progress.counts = Some((done, total));
        }
    }

    /// Prints on standard error why the command ended.
    pub(crate) fn report(&self, failure: &Failure) {
        self.meter.finish();
        let progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        report::print(failure, self.json, progress.as_ref());
    }

    /// Cancels on a signal from now on.
    pub(crate) fn listen(&self) {
        let this = self.clone();
        on_signals(move |count| match count {
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

/// Runs `work` when a signal asks the process to end.
pub(crate) fn on_end(work: impl Fn() + Send + 'static) {
    on_signals(move |_| work());
}

/// Calls `work` on a thread of its own with the number of the signal, from 1. Without a handler from the system,
/// signals keep their default effect.
#[cfg(unix)]
fn on_signals(work: impl Fn(u32) + Send + 'static) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let signals = if is_ignored(SIGHUP) { &[SIGINT, SIGTERM][..] } else { &[SIGINT, SIGTERM, SIGHUP] };
    let Ok(mut signals) = signal_hook::iterator::Signals::new(signals) else { return };
    thread::spawn(move || (1..).zip(signals.forever()).for_each(|(count, _)| work(count)));
}

/// For a server: SIGHUP calls `again`. The first SIGINT or SIGTERM calls `end`, and the next one ends the process.
#[cfg(unix)]
pub(crate) fn on_reload_or_end(again: impl Fn() + Send + 'static, end: impl Fn() + Send + 'static) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM]) else { return };
    thread::spawn(move || {
        let mut is_ending = false;
        for signal in signals.forever() {
            match (signal, is_ending) {
                (SIGHUP, false) => again(),
                (SIGHUP, true) => {}
                (_, false) => {
                    is_ending = true;
                    end();
                }
                (_, true) => process::exit(Exit::Interrupted as i32),
            }
        }
    });
}

/// On other systems, the system ends the process.
#[cfg(not(unix))]
pub(crate) fn on_reload_or_end(_again: impl Fn() + Send + 'static, _end: impl Fn() + Send + 'static) {}

/// Whether the process was started with this signal ignored, as `nohup` does. Only Linux tells it.
#[cfg(unix)]
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
    mask & (1 << (signal - 1)) != 0
}

/// On other systems, the system ends the process.
#[cfg(not(unix))]
fn on_signals(_work: impl Fn(u32) + Send + 'static) {}
