//! A walk over a list that comes in pages.

use crate::errors::error::Error;
use crate::flow::call::Call;
use crate::flow::exchange::{ExchangeId, Outcome, Report};
use crate::flow::machine::{Machine, Step};
use crate::flow::session::Session;
use crate::values::openid::OpenId;
use crate::values::time::Timestamp;
use crate::wire::endpoint::{PageEnd, Paged};

/// All pages of a list, one after the other. Resumable: keep [`cursor`](Self::cursor), and start there another day.
///
/// `total` is only a hint, because users follow and unfollow during the walk. The walk ends on an empty page (the
/// service leaves `data` out), on an absent or blank cursor, and on a cursor that has been seen before;
/// [`stopped`](Self::stopped) returns which. An error ends it too.
pub struct Pages<E: Paged> {
    page: Option<E>,
    call: Option<Call<E::Response>>,
    cursor: Option<OpenId>,
    guard: Guard,
    stopped: Option<Stop>,
    /// The request that failed.
    failed: Option<E>,
}

/// Why a walk ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stop {
    /// A page without elements: the usual end.
    EmptyPage,
    /// A page without a cursor for the next one.
    NoCursor,
    /// The service sent a cursor that the walk has already been at: going on would never end.
    CursorRepeated,
    /// An error, which was yielded.
    Failed,
}

/// Finds a cursor that comes again in constant memory: it compares with one remembered cursor, and remembers the newest
/// at each power of two (Brent).
#[derive(Default)]
struct Guard {
    remembered: Option<OpenId>,
    steps: u64,
    next_power: u64,
}

impl Guard {
    fn repeats(&mut self, cursor: &OpenId) -> bool {
        if self.remembered.as_ref() == Some(cursor) {
            return true;
        }
        self.steps += 1;
        if self.steps >= self.next_power {
            self.next_power = (self.next_power * 2).max(1);
            self.remembered = Some(cursor.clone());
        }
        false
    }
}

impl<E: Paged> Pages<E> {
    /// Starts at this page.
    #[must_use]
    pub fn new(first: E) -> Self {
        let cursor = first.cursor().cloned();
        let mut guard = Guard::default();
        if let Some(cursor) = &cursor {
            guard.repeats(cursor);
        }
        Self { page: Some(first), call: None, cursor, guard, stopped: None, failed: None }
    }

    /// Where to go on after the pages that were yielded; `None` is the head of the list.
    #[must_use]
    pub const fn cursor(&self) -> Option<&OpenId> {
        self.cursor.as_ref()
    }

    /// Why the walk ended, once it has.
    #[must_use]
    pub const fn stopped(&self) -> Option<Stop> {
        self.stopped
    }

    /// After an error, asks again: for the same page, or for the one after this openid.
    pub(crate) fn ask_again(&mut self, after: Option<OpenId>) {
        let Some(failed) = self.failed.take() else { return };
        self.page = Some(match after {
            Some(cursor) => {
                self.cursor = Some(cursor.clone());
                failed.starting_after(cursor)
            }
            None => failed,
        });
        self.stopped = None;
    }

    fn turn(&mut self, asked: &E, response: &E::Response) {
        let PageEnd { len, next } = E::page(response);
        let next = next.filter(|cursor| !cursor.as_str().trim().is_empty());
        let stop = match next {
            _ if len == 0 => Stop::EmptyPage,
            None => Stop::NoCursor,
            Some(next) if asked.cursor() == Some(next) || self.guard.repeats(next) => Stop::CursorRepeated,
            Some(next) => {
                self.cursor = Some(next.clone());
                self.page = Some(asked.starting_after(next.clone()));
                return;
            }
        };
        self.stopped = Some(stop);
    }
}

impl<E: Paged> Machine for Pages<E> {
    type Item = Result<E::Response, Error>;

    fn poll(&mut self, session: &mut Session, now: Timestamp) -> Step<Self::Item> {
        loop {
            let Some(page) = &self.page else { return Step::Done };
            let call = self.call.get_or_insert_with(|| Call::new(page));
            let step = call.poll(session, now);
            match step {
                Step::Yield(Ok(response)) => {
                    self.call = None;
                    if let Some(asked) = self.page.take() {
                        self.turn(&asked, &response);
                    }
                    if self.stopped == Some(Stop::EmptyPage) {
                        continue;
                    }
                    return Step::Yield(Ok(response));
                }
                Step::Yield(Err(error)) => {
                    (self.failed, self.call) = (self.page.take(), None);
                    self.stopped = Some(Stop::Failed);
                    return Step::Yield(Err(error));
                }
                Step::Send(_) | Step::Wait { .. } | Step::Done => return step,
            }
        }
    }

    fn handle(&mut self, now: Timestamp, id: ExchangeId, outcome: Outcome) -> Report {
        self.call.as_mut().map_or_else(Report::ignored, |call| call.handle(now, id, outcome))
    }
}

impl<E: Paged> core::fmt::Debug for Pages<E> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Pages").field("path", &E::SPEC.path()).field("cursor", &self.cursor).finish_non_exhaustive()
    }
}
