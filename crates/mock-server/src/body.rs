//! The body of a response: whole, cut in the middle, or in slow chunks.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, SizeHint};
use tokio::time::{Sleep, sleep};

/// Closes the connection without a response.
#[derive(Debug)]
pub(crate) struct Hangup;

impl fmt::Display for Hangup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("closed without a response")
    }
}

impl std::error::Error for Hangup {}

/// The rest of a body.
pub(crate) struct Outgoing {
    rest: Bytes,
    /// The `Content-Length`.
    promised: u64,
    at_a_time: usize,
    pause: Duration,
    sleep: Option<Pin<Box<Sleep>>>,
    breaks: Break,
}

/// Whether the connection breaks after the rest.
#[derive(PartialEq, Eq)]
enum Break {
    Never,
    AfterTheRest,
    /// The rest was sent, and the connection had time to flush it.
    Now,
}

impl Outgoing {
    pub(crate) fn whole(body: Vec<u8>) -> Self {
        let length = body.len();
        Self::new(body, length, Duration::ZERO)
    }

    /// Breaks the connection after this many bytes.
    pub(crate) fn cut(body: Vec<u8>, bytes: usize) -> Self {
        let mut outgoing = Self::whole(body);
        outgoing.rest.truncate(bytes);
        outgoing.breaks = Break::AfterTheRest;
        outgoing
    }

    /// Sends chunks of this many bytes, with a pause before each.
    pub(crate) fn dripped(body: Vec<u8>, bytes: usize, pause: Duration) -> Self {
        Self::new(body, bytes, pause)
    }

    fn new(body: Vec<u8>, at_a_time: usize, pause: Duration) -> Self {
        let promised = body.len() as u64;
        let (rest, breaks) = (Bytes::from(body), Break::Never);
        Self { rest, promised, at_a_time: at_a_time.max(1), pause, sleep: None, breaks }
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = Hangup;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Hangup>>> {
        if self.rest.is_empty() {
            return match self.breaks {
                Break::Never => Poll::Ready(None),
                Break::Now => Poll::Ready(Some(Err(Hangup))),
                Break::AfterTheRest => {
                    self.breaks = Break::Now;
                    context.waker().wake_by_ref();
                    Poll::Pending
                }
            };
        }
        if !self.pause.is_zero() {
            let pause = self.pause;
            ready!(self.sleep.get_or_insert_with(|| Box::pin(sleep(pause))).as_mut().poll(context));
            self.sleep = None;
        }
        let length = self.at_a_time.min(self.rest.len());
        Poll::Ready(Some(Ok(Frame::data(self.rest.split_to(length)))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.breaks == Break::Never
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.promised)
    }
}
