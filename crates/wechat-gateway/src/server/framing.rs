//! Watches the heads of requests as they arrive, for two things that the HTTP library does not report: a message with
//! both a length and chunking, whose end another proxy may see elsewhere, and a head that arrives too slowly.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// What the requests of a connection know of its framing.
#[derive(Debug, Default)]
pub(crate) struct Framing {
    ambiguous: AtomicBool,
}

impl Framing {
    /// Whether a head had more than one way to say where its message ends.
    pub(crate) fn is_ambiguous(&self) -> bool {
        self.ambiguous.load(Ordering::Relaxed)
    }
}

/// Reads from `inner`, and looks at what it read.
pub(crate) struct Watched<T> {
    inner: T,
    scan: Scan,
    framing: Arc<Framing>,
    patience: Duration,
    /// Runs from the first byte of a head, or the start of the connection, to the end of the head.
    timer: Option<Pin<Box<Sleep>>>,
}

impl<T> Watched<T> {
    pub(crate) fn new(inner: T, framing: Arc<Framing>, patience: Duration) -> Self {
        Self { inner, scan: Scan::default(), framing, patience, timer: Some(Box::pin(sleep(patience))) }
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
            if this.scan.read(&buffer.filled()[before..]) {
                this.framing.ambiguous.store(true, Ordering::Relaxed);
            }
            if !this.scan.is_in_head() {
                this.timer = None;
            } else if this.timer.is_none() {
                this.timer = Some(Box::pin(sleep(this.patience)));
            }
            return read;
        }
        let is_over = this.timer.as_mut().is_some_and(|timer| timer.as_mut().poll(context).is_ready());
        if is_over { Poll::Ready(Err(io::ErrorKind::TimedOut.into())) } else { Poll::Pending }
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Watched<T> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(context, bytes)
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
        Pin::new(&mut self.inner).poll_write_vectored(context, slices)
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

    /// Goes on with these bytes; true when a head that ends in them is ambiguous.
    fn read(&mut self, mut bytes: &[u8]) -> bool {
        let mut ambiguous = false;
        while !bytes.is_empty() {
            match self {
                Self::Over => return ambiguous,
                Self::Body(left) => {
                    let here = bytes.len().min(usize::try_from(*left).unwrap_or(usize::MAX));
                    *left -= here as u64;
                    bytes = &bytes[here..];
                    if *left == 0 {
                        *self = Self::default();
                    }
                }
                Self::Head { line, .. } => {
                    let end = bytes.iter().position(|byte| *byte == b'\n');
                    let here = end.unwrap_or(bytes.len());
                    line.extend_from_slice(&bytes[..here]);
                    bytes = &bytes[here + usize::from(end.is_some())..];
                    if end.is_some() {
                        ambiguous |= self.line();
                    } else if line.len() > MAX_LINE {
                        *self = Self::Over;
                    }
                }
            }
        }
        ambiguous
    }

    /// Takes a complete line of a head; true when the head ends with it and is ambiguous.
    fn line(&mut self) -> bool {
        let Self::Head { line, begun, lengths, length, chunked } = self else { return false };
        let text = String::from_utf8_lossy(line).trim_end_matches('\r').to_ascii_lowercase();
        line.clear();
        if text.is_empty() {
            // Empty lines before a head are skipped by the HTTP library too.
            if !*begun {
                return false;
            }
            let ambiguous = *lengths > 1 || *lengths == 1 && *chunked;
            *self = match (*chunked, *length) {
                (true, _) => Self::Over,
                (false, 0) => Self::default(),
                (false, length) => Self::Body(length),
            };
            return ambiguous;
        }
        *begun = true;
        match text.split_once(':') {
            Some(("content-length", value)) => {
                *lengths += 1;
                *length = value.trim().parse().unwrap_or(0);
            }
            Some(("transfer-encoding", _)) => *chunked = true,
            _ => {}
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The heads that are ambiguous, whatever pieces the bytes come in.
    fn ambiguous(stream: &str) -> bool {
        let whole = Scan::default().read(stream.as_bytes());
        for at in 1..stream.len() {
            let mut scan = Scan::default();
            let pieces = [&stream.as_bytes()[..at], &stream.as_bytes()[at..]].map(|piece| scan.read(piece));
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
