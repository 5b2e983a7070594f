//! The audit file: one JSON object a line, with fixed fields. Never a query, a token, a key or a body.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, SystemTime};

use serde::Serialize;

use crate::metrics::Metrics;

/// Lines that wait for the disk. When it is slower than that, lines are lost, and counted.
const QUEUE: usize = 8_192;
/// Lines are written out at the latest after this time.
const FLUSH: Duration = Duration::from_millis(200);

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

enum Message {
    Line(Box<Line>),
    Reopen(Option<PathBuf>),
    Flush(SyncSender<()>),
}

/// The writer, on a thread of its own, which ends when this is dropped.
pub(crate) struct Audit {
    queue: SyncSender<Message>,
    metrics: Arc<Metrics>,
}

impl Audit {
    /// Opens the file, if there is one.
    pub(crate) fn start(path: Option<&Path>, metrics: Arc<Metrics>) -> io::Result<Self> {
        let file = path.map(open).transpose()?;
        let (queue, messages) = sync_channel(QUEUE);
        let counted = Arc::clone(&metrics);
        let writer = move || write_all(&messages, file, &counted);
        thread::Builder::new().name("gateway-audit".to_owned()).spawn(writer)?;
        Ok(Self { queue, metrics })
    }

    /// Opens the file again: it was renamed by a rotation of logs, or the configuration names another.
    pub(crate) fn reopen(&self, path: Option<PathBuf>) {
        // Waits, if it must: this is no request of a worker. The thread is gone only when the gateway is.
        drop(self.queue.send(Message::Reopen(path)));
    }

    /// Waits until all lines are written.
    pub(crate) fn flush(&self) {
        let (done, written) = sync_channel(1);
        if self.queue.send(Message::Flush(done)).is_ok() {
            let _ = written.recv();
        }
    }

    pub(crate) fn write(&self, line: Line) {
        if self.queue.try_send(Message::Line(Box::new(line))).is_err() {
            self.metrics.lost_audit_lines.add(1);
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

fn write_all(messages: &Receiver<Message>, mut file: Option<BufWriter<File>>, metrics: &Metrics) {
    loop {
        let written = match messages.recv_timeout(FLUSH) {
            Ok(Message::Line(line)) => file.as_mut().map_or(Ok(()), |file| write(file, &line)),
            Ok(Message::Reopen(path)) => match path.as_deref().map(open).transpose() {
                Ok(opened) => {
                    let flushed = file.as_mut().map_or(Ok(()), Write::flush);
                    file = opened;
                    flushed
                }
                // The old file is better than none.
                Err(error) => Err(error),
            },
            Ok(Message::Flush(done)) => {
                let flushed = file.as_mut().map_or(Ok(()), Write::flush);
                let _ = done.send(());
                flushed
            }
            Err(RecvTimeoutError::Timeout) => file.as_mut().map_or(Ok(()), Write::flush),
            Err(RecvTimeoutError::Disconnected) => break,
        };
        if written.is_err() {
            metrics.lost_audit_lines.add(1);
        }
    }
    if file.is_some_and(|mut file| file.flush().is_err()) {
        metrics.lost_audit_lines.add(1);
    }
}

fn write(file: &mut BufWriter<File>, line: &Line) -> io::Result<()> {
    serde_json::to_writer(&mut *file, line)?;
    file.write_all(b"\n")
}

/// The time of a line.
pub(crate) fn now() -> String {
    humantime::format_rfc3339_millis(SystemTime::now()).to_string()
}
