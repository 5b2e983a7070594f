//! Watches the heads of requests as they arrive, for two things that the HTTP library does not report: a message with
//! both a length and chunking, whose end another proxy may see elsewhere, and a worker that is too slow.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use memchr::memchr;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

use super::pace::{Pace, Timer};

/// What a connection and its requests know of each other.
#[derive(Debug, Default)]
pub(crate) struct Framing {
    ambiguous: AtomicBool,
    serving: AtomicBool,
}

impl Framing {
    /// Whether a head had more than one way to say where its message ends.
    pub(crate) fn is_ambiguous(&self) -> bool {
        self.ambiguous.load(Ordering::Relaxed)
    }

    /// Says whether a request is being answered now.
    pub(crate) fn set_serving(&self, serving: bool) {
        self.serving.store(serving, Ordering::Relaxed);
    }
}

/// Reads from `inner`, and looks at what it read.
pub(crate) struct Watched<T> {
    inner: T,
    scan: Scan,
    framing: Arc<Framing>,
    pace: Pace,
    timer: Timer,
}

impl<T> Watched<T> {
    /// `header` is the time for the head of a request, `idle` the time between two requests.
    pub(crate) fn new(inner: T, framing: Arc<Framing>, header: Duration, idle: Duration) -> Self {
        let now = Instant::now();
        let (pace, timer) = (Pace::new(header, idle, now), Timer::new(now + header));
        Self { inner, scan: Scan::default(), framing, pace, timer }
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Watched<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let before = buffer.filled().len();
        let read = Pin::new(&mut this.inner).poll_read(context, buffer);
        if read.is_ready() {
            let heads = this.scan.read(&buffer.filled()[before..]);
            if heads.ambiguous {
                this.framing.ambiguous.store(true, Ordering::Relaxed);
            }
            this.pace.read(heads.ended, this.scan.is_in_head(), Instant::now);
            return read;
        }
        let is_serving = this.framing.serving.load(Ordering::Relaxed);
        ready!(this.timer.poll_over(&this.pace.limit(is_serving), context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Watched<T> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(context, bytes);
        self.pace.write(written.is_ready(), Instant::now);
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(context, slices);
        self.pace.write(written.is_ready(), Instant::now);
        written
    }
}

/// A longer line of a head is not looked at; the HTTP library refuses it.
const MAX_LINE: usize = 16 * 1024;

/// Where in the stream of requests the next byte stands.
enum Scan {
    /// In a head: the line so far, and what earlier lines said.
    Head { line: Vec<u8>, begun: bool, lengths: u32, length: u64, chunked: bool },
    /// In a body of so many more bytes.
    Body(u64),
    /// Behind a head after which nothing is looked at: its message is chunked, and the connection ends with it.
    Over,
}

impl Default for Scan {
    fn default() -> Self {
        Self::Head { line: Vec::new(), begun: false, lengths: 0, length: 0, chunked: false }
    }
}

impl Scan {
    /// Whether a head has begun that is not complete.
    fn is_in_head(&self) -> bool {
        matches!(self, Self::Head { line, begun, .. } if *begun || !line.is_empty())
    }

    /// Goes on with these bytes.
    fn read(&mut self, mut bytes: &[u8]) -> Heads {
        let mut heads = Heads::default();
        while !bytes.is_empty() {
            match self {
                Self::Over => return heads,
                Self::Body(left) => {
                    let here = bytes.len().min(usize::try_from(*left).unwrap_or(usize::MAX));
                    *left -= here as u64;
                    bytes = &bytes[here..];
                    if *left == 0 {
                        *self = Self::default();
                    }
                }
                Self::Head { line, .. } => {
                    let Some(end) = memchr(b'\n', bytes) else {
                        line.extend_from_slice(bytes);
                        if line.len() > MAX_LINE {
                            *self = Self::Over;
                        }
                        return heads;
                    };
                    let (here, after) = (&bytes[..end], &bytes[end + 1..]);
                    bytes = after;
                    if line.is_empty() {
                        self.line(here, &mut heads);
                    } else {
                        let mut whole = std::mem::take(line);
                        whole.extend_from_slice(here);
                        self.line(&whole, &mut heads);
                    }
                }
            }
        }
        heads
    }

    /// Takes a complete line of a head.
    fn line(&mut self, line: &[u8], heads: &mut Heads) {
        let Self::Head { begun, lengths, length, chunked, .. } = self else { return };
        let mut line = line;
        while let [before @ .., b'\r'] = line {
            line = before;
        }
        if line.is_empty() {
            // Empty lines before a head are skipped by the HTTP library too.
            if !*begun {
                return;
            }
            heads.ended = true;
            heads.ambiguous |= *lengths > 1 || *lengths == 1 && *chunked;
            *self = match (*chunked, *length) {
                (true, _) => Self::Over,
                (false, 0) => Self::default(),
                (false, length) => Self::Body(length),
            };
            return;
        }
        *begun = true;
        let Some(colon) = memchr(b':', line) else { return };
        let name = &line[..colon];
        if name.eq_ignore_ascii_case(b"content-length") {
            *lengths += 1;
            let value = str::from_utf8(&line[colon + 1..]).unwrap_or_default();
            *length = value.trim().parse().unwrap_or(0);
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            *chunked = true;
        }
    }
}

/// What was seen in some bytes.
#[derive(Default)]
struct Heads {
    /// A head ended.
    ended: bool,
    /// One that ended is ambiguous.
    ambiguous: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The heads that are ambiguous, whatever pieces the bytes come in.
    fn ambiguous(stream: &str) -> bool {
        let whole = Scan::default().read(stream.as_bytes()).ambiguous;
        for at in 1..stream.len() {
            let mut scan = Scan::default();
            let pieces = [&stream.as_bytes()[..at], &stream.as_bytes()[at..]].map(|piece| scan.read(piece).ambiguous);
            assert_eq!(pieces.contains(&true), whole, "cut at {at}");
        }
        whole
    }

    #[test]
    fn a_length_with_chunking_is_seen_in_any_order() {
        for head in [
            "POST /a HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
            "POST /a HTTP/1.1\r\ntransfer-encoding: chunked\r\nHost: x\r\nCONTENT-LENGTH: 5\r\n\r\n",
            "POST /a HTTP/1.1\nTransfer-Encoding: chunked\nContent-Length: 5\n\n",
            "POST /a HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n",
            "GET /a HTTP/1.1\r\n\r\nPOST /a HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
            "POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc\r\nPOST /a HTTP/1.1\r\nContent-Length: 5\r\n\
             Transfer-Encoding: chunked\r\n\r\n",
        ] {
            assert!(ambiguous(head), "{head}");
        }
    }

    #[test]
    fn one_of_them_alone_is_fine_and_bodies_are_not_looked_at() {
        for stream in [
            "GET /a HTTP/1.1\r\nHost: x\r\n\r\n",
            "POST /a HTTP/1.1\r\nContent-Length: 49\r\n\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\nGET / HTTP/1.1\r\n\r\n",
            "POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab\r\nc\r\n0\r\n\r\n",
        ] {
            assert!(!ambiguous(stream), "{stream}");
        }
    }

    #[test]
    fn a_head_in_progress_is_known() {
        let mut scan = Scan::default();
        for (bytes, in_head) in
            [("", false), ("G", true), ("ET / HTTP/1.1\r\n", true), ("\r\n", false), ("POST / HTTP/1.1\r\n", true)]
        {
            scan.read(bytes.as_bytes());
            assert_eq!(scan.is_in_head(), in_head, "{bytes}");
        }
    }
}
