//! Counts the items of a run over a list, for the observer.

use std::time::Duration;

use wechat_user_core::Timestamp;

use crate::observer::Progress;
use crate::shared::Handle;

/// Counts the items of a run, and reports to the observer.
pub(crate) struct Meter {
    handle: Handle,
    path: &'static str,
    started: Timestamp,
    before: u64,
    done: u64,
    total: Option<u64>,
    /// Items for which no progress was reported yet, and for how many it is.
    unreported: u64,
    every: u64,
}

impl Meter {
    /// Reports after each `every` items. `before`: done by earlier runs.
    pub(crate) fn new(handle: &Handle, path: &'static str, every: usize, before: u64, total: Option<u64>) -> Self {
        let (handle, started) = (handle.clone(), handle.now());
        Self { handle, path, started, before, done: 0, total, unreported: 0, every: every as u64 }
    }

    pub(crate) const fn set_total(&mut self, total: Option<u64>) {
        self.total = total;
    }

    pub(crate) fn count(&mut self, items: u64) {
        self.done += items;
        self.unreported += items;
        if self.unreported >= self.every {
            self.report();
        }
    }

    /// Reports what was not reported yet.
    pub(crate) fn finish(&mut self) {
        if self.unreported > 0 {
            self.report();
        }
    }

    fn report(&mut self) {
        self.unreported = 0;
        self.handle.observe_progress(|now| self.progress(now.since(self.started)));
    }

    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    fn progress(&self, elapsed: Duration) -> Progress {
        let seconds = elapsed.as_secs_f64();
        let per_second = (seconds > 0.0 && self.done > 0).then(|| self.done as f64 / seconds);
        let done = self.before + self.done;
        let rest = self.total.map(|total| total.saturating_sub(done) as f64);
        let left = rest.zip(per_second).and_then(|(rest, rate)| Duration::try_from_secs_f64(rest / rate).ok());
        Progress { path: self.path, done, total: self.total, elapsed, per_second, left }
    }
}
