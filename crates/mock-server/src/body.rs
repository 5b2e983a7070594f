//! The body of a response: whole, cut in the middle, in slow chunks, or in pieces as they come.

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

/// The body of a response.
pub(crate) enum Outgoing {
    Bytes(Rest),
    Pieces(Box<dyn Pieces>),
}

/// A body of unknown length, which is created while it is sent.
pub(crate) trait Pieces: Send {
    /// The next piece; `None` at the end. It is called when the connection can take more.
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>>;
}

/// The rest of a body.
pub(crate) struct Rest {
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
        Self::Bytes(Rest::new(body, length, Duration::ZERO))
    }

    /// Breaks the connection after this many bytes.
    pub(crate) fn cut(body: Vec<u8>, bytes: usize) -> Self {
        let length = body.len();
        let mut rest = Rest::new(body, length, Duration::ZERO);
        rest.rest.truncate(bytes);
        rest.breaks = Break::AfterTheRest;
        Self::Bytes(rest)
    }

    /// Sends chunks of this many bytes, with a pause before each.
    pub(crate) fn dripped(body: Vec<u8>, bytes: usize, pause: Duration) -> Self {
        Self::Bytes(Rest::new(body, bytes, pause))
    }

    pub(crate) fn pieces(pieces: Box<dyn Pieces>) -> Self {
        Self::Pieces(pieces)
    }
}

impl Rest {
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
        match &mut *self {
            Self::Bytes(rest) => rest.poll_frame(context),
            Self::Pieces(pieces) => pieces.poll_piece(context).map(|piece| piece.map(|piece| Ok(Frame::data(piece)))),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Bytes(rest) => rest.rest.is_empty() && rest.breaks == Break::Never,
            Self::Pieces(_) => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Bytes(rest) => SizeHint::with_exact(rest.promised),
            Self::Pieces(_) => SizeHint::default(),
        }
    }
}

impl Rest {
    fn poll_frame(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Hangup>>> {
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
}
