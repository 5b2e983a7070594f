//! The audit file: one JSON object a line, with fixed fields. Never a query, a token, a key or a body.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, SystemTime};

use serde::Serialize;

use crate::metrics::Metrics;

/// Lines that wait for the disk. When it is slower than that, lines are lost, and counted.
const QUEUE: usize = 8_192;
/// The lines of this time are written together: a thread that is woken for each line costs more than the line.
const PAUSE: Duration = Duration::from_millis(100);

/// One request of a worker.
#[derive(Debug, Serialize)]
pub(crate) struct Line {
    /// UTC, RFC 3339.
    pub(crate) time: String,
    /// The number of the request, which an error message quotes as `rid`.
    pub(crate) id: String,
    /// The name of the key; `null` when none was shown.
    pub(crate) key: Option<String>,
    pub(crate) app_id: Option<String>,
    pub(crate) address: String,
    pub(crate) method: String,
    /// Without the query; `null` when it is no path of the service's form.
    pub(crate) path: Option<String>,
    pub(crate) status: u16,
    /// The `errcode` of the response, if it has one.
    pub(crate) errcode: Option<i64>,
    pub(crate) outcome: &'static str,
    pub(crate) ms: u64,
    pub(crate) bytes_in: u64,
    pub(crate) bytes_out: u64,
}

/// The writer, on a thread of its own, which ends when this is dropped.
pub(crate) struct Audit(Arc<Shared>);

struct Shared {
    waiting: Mutex<Waiting>,
    changed: Condvar,
    metrics: Arc<Metrics>,
}

#[derive(Default)]
struct Waiting {
    /// Whether there is a file at all.
    is_wanted: bool,
    lines: Vec<Line>,
    /// Another file, or none.
    reopen: Option<Option<PathBuf>>,
    /// How many flushes were asked for, and how many are done.
    flushes: u64,
    flushed: u64,
    is_closed: bool,
}

impl Audit {
    /// Opens the file, if there is one.
    pub(crate) fn start(path: Option<&Path>, metrics: Arc<Metrics>) -> io::Result<Self> {
        let file = path.map(open).transpose()?;
        let waiting = Mutex::new(Waiting { is_wanted: file.is_some(), ..Waiting::default() });
        let shared = Arc::new(Shared { waiting, changed: Condvar::new(), metrics });
        let writer = Arc::clone(&shared);
        thread::Builder::new().name("gateway-audit".to_owned()).spawn(move || writer.write_all(file))?;
        Ok(Self(shared))
    }

    /// Opens the file again: it was renamed by a rotation of logs, or the configuration names another.
    pub(crate) fn reopen(&self, path: Option<PathBuf>) {
        {
            let mut waiting = self.0.lock();
            waiting.is_wanted = path.is_some();
            waiting.reopen = Some(path);
        }
        self.flush();
    }

    /// Waits until all lines are written.
    pub(crate) fn flush(&self) {
        let mut waiting = self.0.lock();
        waiting.flushes += 1;
        let mine = waiting.flushes;
        self.0.changed.notify_all();
        while waiting.flushed < mine {
            waiting = self.0.changed.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }

    pub(crate) fn write(&self, line: impl FnOnce() -> Line) {
        let mut waiting = self.0.lock();
        if !waiting.is_wanted {
            return;
        }
        if waiting.lines.len() < QUEUE {
            waiting.lines.push(line());
        } else {
            self.0.metrics.lost_audit_lines.add(1);
        }
    }
}

impl Drop for Audit {
    fn drop(&mut self) {
        self.0.lock().is_closed = true;
        self.0.changed.notify_all();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_all(&self, mut file: Option<BufWriter<File>>) {
        loop {
            let mut waiting = self.lock();
            if waiting.flushes == waiting.flushed && !waiting.is_closed {
                let slept = self.changed.wait_timeout(waiting, PAUSE).unwrap_or_else(PoisonError::into_inner);
                waiting = slept.0;
            }
            let (lines, reopen) = (std::mem::take(&mut waiting.lines), waiting.reopen.take());
            let (flushes, is_closed) = (waiting.flushes, waiting.is_closed);
            drop(waiting);
            // Lines from before the reopening belong to the old file.
            let lost = write(file.as_mut(), &lines);
            let mut failures = lost;
            match reopen.map(|path| path.as_deref().map(open).transpose()) {
                Some(Ok(opened)) => file = opened,
                // The old file is better than none.
                Some(Err(_)) => failures += 1,
                None => {}
            }
            if failures > 0 {
                self.metrics.lost_audit_lines.add(failures);
            }
            self.lock().flushed = flushes;
            self.changed.notify_all();
            if is_closed {
                return;
            }
        }
    }
}

/// Readable by the owner only: it says which worker asked for what, and when.
fn open(path: &Path) -> io::Result<BufWriter<File>> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(BufWriter::new)
}

/// Returns how many lines are lost.
fn write(file: Option<&mut BufWriter<File>>, lines: &[Line]) -> u64 {
    let Some(file) = file.filter(|_| !lines.is_empty()) else { return 0 };
    let mut written = lines.iter().try_for_each(|line| -> io::Result<()> {
        serde_json::to_writer(&mut *file, line)?;
        file.write_all(b"\n")
    });
    written = written.and_then(|()| file.flush());
    if written.is_ok() { 0 } else { lines.len() as u64 }
}

/// The time of a line.
pub(crate) fn now() -> String {
    humantime::format_rfc3339_millis(SystemTime::now()).to_string()
}
