//! One change or one read for a list of any length.

mod job;
mod jobs;
mod outcome;
mod queue;
mod settle;
pub(in crate::flow) mod trials;
pub(in crate::flow) mod verdict;

pub use job::Job;
pub use jobs::{Block, Convert, Fetch, Move, Remark, TagChange, Tagging, Unblock, Untagging};
pub use outcome::{BulkEnd, ItemOutcome, ItemResult, OutcomeOf};

use alloc::collections::VecDeque;

use self::queue::{Part, Queue};
use self::trials::{Trials, says_day_is_over};
use crate::flow::exchange::{ExchangeId, Outcome, Report};
use crate::flow::lanes::{Lanes, Polled};
use crate::flow::machine::{Machine, Step};
use crate::flow::session::Session;
use crate::values::time::Timestamp;

/// Processes a list of any length: cuts it into calls, keeps several of them going, and yields one outcome for every
/// position of the input, in order of completion.
///
/// It is *fed*: while it [has room](Self::has_room), push items; after the last one, [finish](Self::finish). The list
/// may come from the same session, such as the pages of the followers, because it is not asked for items during a
/// poll.
///
/// # Rules
///
/// * Two changes of one user are never in flight at once. An openid that comes twice is sent twice, one after the
///   other.
/// * 45171 names the failed openids; the others of the batch are done.
/// * An error that concerns one item (40003, 49003) fails the whole batch. If the call may be repeated, the batch is
///   halved until the openid at fault is found: about 12 calls for a batch of 50.
/// * A quota of the minute (45011) pauses the run until the next minute, and a stuck token until it is forgotten. Ten
///   pauses without progress end it.
/// * A failure that passes is tried again by the call, and then twice more by the run, if the call may be repeated.
///   Three in a row end the run.
/// * As many foreign openids in a row as two batches hold (100 with one openid in a call) end the run: the list is
///   another account's.
/// * An error that concerns the account or the arguments ends the run. From then on nothing is sent, and from the
///   moment when a response with a used-up quota of the day (45009) is handled. Requests in flight are waited for.
///   Everything that was fed and is not processed is [`NotTried`](ItemResult::NotTried).
///
/// ```
/// use wechat_user_core::bulk::{Bulk, ItemResult, Tagging};
/// use wechat_user_core::machine::{Outcome, Step};
/// use wechat_user_core::{Credentials, Machine, OpenId, Session, TagId, Timestamp, http::Response};
///
/// let mut session = Session::new(Credentials::no_token("wx1"))?;
/// let now = Timestamp::from_unix_secs(1_795_293_000);
/// let mut bulk = Bulk::new(Tagging::new(TagId::new(134)), 1);
/// let mut openids = (0..60).map(|number| OpenId::new(format!("o{number}")));
///
/// let (mut sent, mut done) = (0, 0);
/// loop {
///     while bulk.has_room() {
///         match openids.next() {
///             Some(openid) => bulk.push(openid?),
///             None => bulk.finish(),
///         }
///     }
///     match bulk.poll(&mut session, now) {
///         Step::Send(outgoing) => {
///             sent += 1;
///             let ok = Response::new(br#"{"errcode":0,"errmsg":"ok"}"#.to_vec());
///             bulk.handle(now, outgoing.id(), Outcome::Response(ok));
///         }
///         Step::Yield(outcome) => done += u32::from(matches!(outcome.result, ItemResult::Done(()))),
///         Step::Wait { .. } => unreachable!("nothing fails here"),
///         Step::Done => break,
///     }
/// }
/// assert_eq!((sent, done), (2, 60));
/// # Ok::<(), wechat_user_core::InputError>(())
/// ```
pub struct Bulk<J: Job> {
    job: J,
    queue: Queue<J>,
    lanes: Lanes<Part<J::Item>, J::Call>,
    /// Outcomes to yield.
    out: VecDeque<OutcomeOf<J>>,
    /// Why nothing more is sent.
    end: Option<BulkEnd>,
    /// A response with a used-up quota of the day was handled, and its error is not yielded yet.
    quota_is_used_up: bool,
    trials: Trials,
}

impl<J: Job> Bulk<J> {
    /// With at most `width` (at least 1) calls in flight.
    pub fn new(job: J, width: usize) -> Self {
        Self {
            job,
            queue: Queue::new(),
            lanes: Lanes::new(width),
            out: VecDeque::new(),
            end: None,
            quota_is_used_up: false,
            trials: Trials::new(),
        }
    }

    /// Whether it takes another item now. After the end of the run it takes none.
    pub fn has_room(&self) -> bool {
        !self.is_stopping() && self.queue.has_room()
    }

    /// Feeds the item of the next position. Without room it is kept as well.
    pub fn push(&mut self, item: J::Item) {
        self.queue.push(item);
    }

    /// No more items will come.
    pub fn finish(&mut self) {
        self.queue.finish();
    }

    /// Ends the run: nothing more is sent, and the outcomes of all positions that were fed are still yielded.
    pub fn stop(&mut self) {
        self.end(BulkEnd::Stopped);
    }

    /// Like [`stop`](Self::stop), for a driver that has nothing in flight: a request that was not handled counts as
    /// not sent.
    pub fn stop_now(&mut self) {
        self.stop();
        self.lanes.forget_exchanges();
    }

    /// How the run ended; `None` while it goes on.
    pub const fn ended(&self) -> Option<&BulkEnd> {
        self.end.as_ref()
    }

    fn is_stopping(&self) -> bool {
        self.end.is_some() || self.quota_is_used_up
    }

    /// The first reason counts.
    fn end(&mut self, end: BulkEnd) {
        self.end.get_or_insert(end);
        self.lanes.stop();
    }

    fn start_calls(&mut self, now: Timestamp) {
        if self.is_stopping() || self.trials.pause(now).is_some() {
            return;
        }
        while self.lanes.has_room() {
            let Some(part) = self.queue.next() else { return };
            match self.job.call(&part.items) {
                Ok(call) => self.lanes.push(part, call),
                Err(refused) => self.fail(part, &refused.into()),
            }
        }
    }

    /// Everything that is left, after the last request in flight: it was not tried.
    fn give_back_the_rest(&mut self) {
        self.out.extend(self.queue.drain().into_iter().map(|at| ItemOutcome::new(at, ItemResult::NotTried)));
    }

    /// No call is running. `None`: there are outcomes to yield.
    fn idle(&mut self, now: Timestamp) -> Option<Step<OutcomeOf<J>>> {
        if self.is_stopping() {
            // Only a job whose machine keeps the error of the quota to itself gets here without an end.
            self.end(BulkEnd::Stopped);
            self.give_back_the_rest();
        }
        if !self.out.is_empty() {
            return None;
        }
        if self.is_stopping() || (self.queue.is_finished() && self.queue.is_empty()) {
            self.end(BulkEnd::Complete);
            return Some(Step::Done);
        }
        let pause = self.trials.pause(now);
        let why = if pause.is_some() {
            "the end of a pause: the quota of the minute, or a stuck token"
        } else {
            "items, which are to be fed"
        };
        Some(Step::Wait { until: pause, why })
    }
}

impl<J: Job> Machine for Bulk<J> {
    type Item = OutcomeOf<J>;

    fn poll(&mut self, session: &mut Session, now: Timestamp) -> Step<Self::Item> {
        loop {
            if let Some(outcome) = self.out.pop_front() {
                return Step::Yield(outcome);
            }
            self.start_calls(now);
            match self.lanes.poll(session, now) {
                Polled::Send(outgoing) => return Step::Send(outgoing),
                Polled::Yield { at, item } => {
                    let (part, _call) = self.lanes.remove(at);
                    self.take(part, item, now);
                }
                Polled::Over { at } => {
                    let (part, call) = self.lanes.remove(at);
                    if self.is_stopping() {
                        self.abandon(part, &call);
                    } else {
                        self.settle(part, |_| ItemResult::Missing);
                    }
                    // The call may have held a lease or a lock that others wait for.
                    drop(call);
                    session.changed();
                }
                Polled::Wait { until, why } => {
                    let pause = self.trials.pause(now).filter(|_| self.lanes.has_room());
                    let until = until.into_iter().chain(pause).min();
                    return Step::Wait { until, why };
                }
                Polled::Empty => {
                    if let Some(step) = self.idle(now) {
                        return step;
                    }
                }
            }
        }
    }

    fn handle(&mut self, now: Timestamp, id: ExchangeId, outcome: Outcome) -> Report {
        let report = self.lanes.handle(now, id, outcome);
        if says_day_is_over(&report) {
            self.quota_is_used_up = true;
            self.lanes.stop();
        }
        report
    }
}

impl<J: Job> core::fmt::Debug for Bulk<J> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let mut shown = f.debug_struct("Bulk");
        shown.field("path", &J::SPEC.path()).field("width", &self.lanes.width()).field("end", &self.end);
        shown.finish_non_exhaustive()
    }
}
