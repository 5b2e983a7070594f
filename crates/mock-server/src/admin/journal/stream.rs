//! `/_mock/journal/stream`: the calls as server-sent events.
//!
//! The stream has no queue: it keeps the number of the last call that it sent, and reads the next ones from the journal
//! when the client takes them. So a client that does not read costs no memory.

use std::fmt::Write as _;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll, ready};
use std::time::Duration;

use http::StatusCode;
use hyper::body::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{Sleep, sleep};
use transport_mock::{Accounts, FakeWeChat, Service};

use super::super::Context;
use super::super::message::{Body, Problem, Reply};
use super::{Filter, described};
use crate::body::Pieces;

/// How many streams there are at once.
const LIMIT: usize = 16;
/// How often the journal is looked at.
const PAUSE: Duration = Duration::from_millis(50);
/// After this many looks without a call, a comment shows that the connection works.
const QUIET: u32 = 300;
/// How many bytes one piece has at most, plus one call.
const PIECE: usize = 32 << 10;

/// What streams share.
#[derive(Clone)]
pub(crate) struct Streams {
    free: Arc<Semaphore>,
    stopped: watch::Receiver<bool>,
}

/// The calls of one account, from a number on.
struct JournalStream {
    accounts: Accounts,
    wechat: FakeWeChat,
    /// The last call that was sent.
    position: Position,
    bodies: bool,
    sleep: Option<Pin<Box<Sleep>>>,
    quiet: u32,
    stopped: watch::Receiver<bool>,
    _permit: OwnedSemaphorePermit,
}

/// A call: how often the journal was emptied before it, and its number. Written `0.12`, as the id of the event.
#[derive(Clone, Copy)]
struct Position {
    restarts: u64,
    number: u64,
}

impl Streams {
    pub(crate) fn new(stopped: watch::Receiver<bool>) -> Self {
        Self { free: Arc::new(Semaphore::new(LIMIT)), stopped }
    }
}

/// Begins after the call of `Last-Event-ID`, otherwise after `after`, otherwise with the first call that is kept.
pub(in super::super) fn open(context: &Context<'_>) -> Reply {
    let filter = Filter::read(context.query)?;
    if filter.path.is_some() || filter.ending.is_some() || filter.limit.is_some() {
        return Err("a stream takes \"after\" and \"bodies\" only".into());
    }
    let busy = || Problem::new(StatusCode::SERVICE_UNAVAILABLE, format!("at most {LIMIT} streams at once"));
    let permit = Arc::clone(&context.streams.free).try_acquire_owned().map_err(|_| busy())?;
    let restarts = context.wechat.with_service(|service| service.journal_restarts());
    let position = match context.last_event_id {
        Some(id) => Position::read(id).ok_or_else(|| format!("Last-Event-ID: expected such as 0.12, got {id:?}"))?,
        None => Position { restarts, number: filter.after },
    };
    Ok(Body::Stream(Box::new(JournalStream {
        accounts: context.accounts.clone(),
        wechat: context.wechat.clone(),
        position,
        bodies: filter.bodies,
        sleep: None,
        quiet: 0,
        stopped: context.streams.stopped.clone(),
        _permit: permit,
    })))
}

impl Position {
    fn read(text: &str) -> Option<Self> {
        let (restarts, number) = text.split_once('.')?;
        Some(Self { restarts: restarts.parse().ok()?, number: number.parse().ok()? })
    }
}

impl Pieces for JournalStream {
    /// Ends when the server stops or the account was removed.
    fn poll_piece(&mut self, context: &mut TaskContext<'_>) -> Poll<Option<Bytes>> {
        loop {
            if let Some(sleep) = &mut self.sleep {
                ready!(sleep.as_mut().poll(context));
                self.sleep = None;
            }
            let account = self.accounts.get(self.wechat.app_id().as_str());
            if *self.stopped.borrow() || !account.is_some_and(|account| account.is_same(&self.wechat)) {
                return Poll::Ready(None);
            }
            let wechat = self.wechat.clone();
            let piece = wechat.with_service(|service| self.piece(service));
            if !piece.is_empty() {
                self.quiet = 0;
                return Poll::Ready(Some(Bytes::from(piece)));
            }
            self.quiet += 1;
            self.sleep = Some(Box::pin(sleep(PAUSE)));
            // The first look sends the head of the response even if there is no call.
            if self.quiet % QUIET == 1 {
                return Poll::Ready(Some(Bytes::from_static(b": no calls\n\n")));
            }
        }
    }
}

impl JournalStream {
    /// The events after the position, as many as fit into a piece.
    fn piece(&mut self, service: &Service) -> String {
        let restarts = service.journal_restarts();
        if self.position.restarts != restarts || self.position.number > service.calls() {
            self.position = Position { restarts, number: 0 };
        }
        let mut piece = String::new();
        for entry in service.journal_after(self.position.number) {
            let expected = self.position.number + 1;
            if entry.number > expected {
                let last = entry.number - 1;
                // Writing into a text cannot fail.
                _ = write!(piece, "event: dropped\ndata: {{\"from\":{expected},\"to\":{last}}}\n\n");
            }
            self.position.number = entry.number;
            let data = described(service, entry, self.bodies);
            _ = write!(piece, "id: {restarts}.{}\ndata: {data}\n\n", entry.number);
            if piece.len() >= PIECE {
                break;
            }
        }
        piece
    }
}
