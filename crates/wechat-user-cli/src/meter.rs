//! The progress of a command on standard error: a line that changes on a terminal, or a line every ten seconds.

use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use clap::ValueEnum;
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use wechat_user::{Client, Event};

use crate::messages::{Text, list, progress};
use crate::stderr;

/// A command that makes more calls than this shows its progress.
const FEW: u64 = 3;
const REDRAW: Duration = Duration::from_millis(200);
const LINE: Duration = Duration::from_secs(10);

/// Where the progress is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Progress {
    /// On a terminal only
    Auto,
    /// A line every ten seconds, also where there is no terminal
    Plain,
}

/// Counts what a command does, and shows it.
#[derive(Clone, Debug)]
pub(crate) struct Meter(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    /// None if nothing is shown.
    progress: Option<Progress>,
    /// Calls that have ended.
    calls: AtomicU64,
    /// What was done by this run, and all there is to do for it: 0 if that is not known.
    done: AtomicU64,
    total: AtomicU64,
    /// The calls that were left today when `quota_calls` had been made: `u64::MAX` if that is not known.
    quota: AtomicU64,
    quota_calls: AtomicU64,
    is_started: AtomicBool,
    ended: Mutex<bool>,
    ends: Condvar,
    bar: Mutex<Option<ProgressBar>>,
}

impl Meter {
    pub(crate) fn new(progress: Progress, quiet: bool) -> Self {
        let is_shown = progress == Progress::Plain || io::stderr().is_terminal();
        Self(Arc::new(Shared {
            progress: Some(progress).filter(|_| is_shown && !quiet),
            calls: AtomicU64::new(0),
            done: AtomicU64::new(0),
            total: AtomicU64::new(0),
            quota: AtomicU64::new(u64::MAX),
            quota_calls: AtomicU64::new(0),
            is_started: AtomicBool::new(false),
            ended: Mutex::new(false),
            ends: Condvar::new(),
            bar: Mutex::new(None),
        }))
    }

    /// For the client's observer.
    pub(crate) fn observer(&self) -> impl Fn(&Event) + Send + Sync + 'static {
        let meter = self.clone();
        move |_: &Event| {
            let calls = meter.0.calls.fetch_add(1, Ordering::Relaxed) + 1;
            if calls > FEW && meter.0.progress.is_some() && !meter.0.is_started.swap(true, Ordering::Relaxed) {
                meter.start();
            }
        }
    }

    /// So many are to do.
    pub(crate) fn expect(&self, total: u64) {
        self.0.total.store(total, Ordering::Relaxed);
    }

    /// So many are done by this run.
    pub(crate) fn done(&self, done: u64) {
        self.0.done.store(done, Ordering::Relaxed);
    }

    /// If the progress will be shown, asks how many calls of a path are left today. Not knowing it is no failure.
    pub(crate) fn ask_quota(&self, client: &Client, path: &str, calls: u64) {
        if self.0.progress.is_none() || calls <= FEW {
            return;
        }
        let left = client.quota().of(path).ok().filter(|quota| quota.daily_limit.is_some_and(|limit| limit > 0));
        if let Some(left) = left.and_then(|quota| quota.remain) {
            self.0.quota_calls.store(self.0.calls.load(Ordering::Relaxed), Ordering::Relaxed);
            self.0.quota.store(left, Ordering::Relaxed);
        }
    }

    /// Shows nothing more, and clears the line of a terminal.
    pub(crate) fn finish(&self) {
        *self.0.ended.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.0.ends.notify_all();
        if let Some(bar) = self.0.bar.lock().unwrap_or_else(PoisonError::into_inner).take() {
            bar.finish_and_clear();
        }
    }

    fn start(&self) {
        let meter = self.clone();
        thread::spawn(move || meter.show());
    }

    fn show(&self) {
        let is_plain = self.0.progress == Some(Progress::Plain);
        let (start, every) = (Instant::now(), if is_plain { LINE } else { REDRAW });
        let first = self.0.done.load(Ordering::Relaxed);
        if !is_plain {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            *self.0.bar.lock().unwrap_or_else(PoisonError::into_inner) = Some(bar.with_style(
                ProgressStyle::with_template("{wide_msg}").unwrap_or_else(|_| ProgressStyle::default_bar()),
            ));
        }
        let mut ended = self.0.ended.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            ended = self.0.ends.wait_timeout(ended, every).unwrap_or_else(PoisonError::into_inner).0;
            if *ended {
                return;
            }
            let text = self.text(first, start.elapsed());
            if is_plain {
                stderr::line(text);
            } else if let Some(bar) = &*self.0.bar.lock().unwrap_or_else(PoisonError::into_inner) {
                bar.set_message(text.to_string());
            }
        }
    }

    /// `first` were done when the time began.
    fn text(&self, first: u64, time: Duration) -> Text {
        let load = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let (done, total, calls) = (load(&self.0.done), load(&self.0.total), load(&self.0.calls));
        let mut parts = Vec::new();
        let rate = done.saturating_sub(first) as f64 / time.as_secs_f64().max(0.001);
        if done > 0 || total > 0 {
            parts.push(match total {
                0 => progress::users(count(done)),
                total => progress::users_of(count(done), count(total)),
            });
            parts.push(progress::a_second(count(rate.round() as u64)));
        }
        if total > done && rate > 0.0 {
            let seconds = ((total - done) as f64 / rate).ceil() as u64;
            parts.push(progress::time_left(humantime::format_duration(Duration::from_secs(seconds)).to_string()));
        }
        parts.push(progress::calls(count(calls)));
        let quota = load(&self.0.quota);
        if quota != u64::MAX {
            let left = quota.saturating_sub(calls.saturating_sub(load(&self.0.quota_calls)));
            parts.push(progress::calls_left(count(left)));
        }
        list(parts)
    }
}

fn count(number: u64) -> String {
    HumanCount(number).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_has_what_is_known() {
        let meter = Meter::new(Progress::Plain, false);
        let text = |first| meter.text(first, Duration::from_secs(10)).to_string();
        meter.0.calls.store(41, Ordering::Relaxed);
        assert_eq!(text(0), "41 calls");
        meter.done(2_000);
        assert_eq!(text(1_000), "2,000 users, 100 a second, 41 calls");
        meter.expect(20_000);
        meter.0.quota.store(9_000, Ordering::Relaxed);
        meter.0.quota_calls.store(1, Ordering::Relaxed);
        let expected = "2,000 of 20,000 users, 100 a second, 3m left, 41 calls, 8,960 calls left today";
        assert_eq!(text(1_000), expected);
    }

    #[test]
    fn quiet_shows_nothing() {
        assert!(Meter::new(Progress::Plain, true).0.progress.is_none());
    }
}
