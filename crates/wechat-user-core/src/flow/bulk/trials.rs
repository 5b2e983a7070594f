//! What happened since a run made progress the last time, and what follows from one more failure.

use crate::errors::errcode::{ErrCode, Place, Remedy};
use crate::errors::error::Error;
use crate::flow::bulk::outcome::BulkEnd;
use crate::flow::bulk::verdict::{Reason, Verdict, is_foreign, judge, may_repeat};
use crate::flow::exchange::Report;
use crate::values::time::Timestamp;
use crate::wire::spec::Replay;

/// How often a batch is sent again after a failure that passes; each time the call itself tries several times.
const REPEATS: u32 = 2;
/// So many batches in a row that failed for the service's reasons end the run.
const FAILURES: u32 = 3;
/// So many pauses without any progress end the run.
const PAUSES: u32 = 10;
/// Where a call takes one openid, so many stand for a batch.
const LIKE_A_BATCH: usize = 50;

/// The failures of a run over a list.
#[derive(Debug)]
pub(in crate::flow) struct Trials {
    /// The end of the minute whose quota is used up, or when a stuck token is forgotten.
    pause: Option<Timestamp>,
    /// What happened since an item was processed the last time.
    pauses: u32,
    failures: u32,
    foreign: usize,
}

/// A request that failed.
#[derive(Clone, Copy, Debug)]
pub(in crate::flow) struct Try {
    /// How many items the error leaves.
    pub(in crate::flow) items: usize,
    /// How many fit in one call.
    pub(in crate::flow) limit: usize,
    /// How often it was sent again.
    pub(in crate::flow) repeats: u32,
    pub(in crate::flow) replay: Replay,
}

/// What to do with a request that failed.
#[derive(Debug)]
pub(in crate::flow) enum Decision {
    /// Report its items as failed.
    Fail,
    /// Find the item at fault by halving the batch.
    Halve,
    /// Send it again after the pause, before everything else.
    Later,
    /// Send it again, and count that.
    Again,
    /// End the run.
    End(BulkEnd),
}

impl Trials {
    pub(in crate::flow) const fn new() -> Self {
        Self { pause: None, pauses: 0, failures: 0, foreign: 0 }
    }

    /// The pause, if it is not over.
    pub(in crate::flow) fn pause(&mut self, now: Timestamp) -> Option<Timestamp> {
        self.pause = self.pause.filter(|until| now < *until);
        self.pause
    }

    /// An item was processed.
    pub(in crate::flow) const fn progress(&mut self) {
        (self.pauses, self.failures, self.foreign) = (0, 0, 0);
    }

    pub(in crate::flow) fn decide(&mut self, error: &Error, tried: Try, now: Timestamp) -> Decision {
        match judge(error, tried.items, tried.limit, tried.replay) {
            Verdict::Failed => Decision::Fail,
            Verdict::Halve => Decision::Halve,
            Verdict::Later => self.later(error, now),
            Verdict::Again => {
                self.failures += 1;
                if self.failures >= FAILURES {
                    Decision::End(BulkEnd::Service(error.clone()))
                } else if tried.repeats >= REPEATS || !may_repeat(error, tried.replay) {
                    Decision::Fail
                } else {
                    Decision::Again
                }
            }
            Verdict::End(Reason::Account) => Decision::End(BulkEnd::Account(error.clone())),
            Verdict::End(Reason::Call) => Decision::End(BulkEnd::Call(error.clone())),
        }
    }

    fn later(&mut self, error: &Error, now: Timestamp) -> Decision {
        let until = error.retry_at().filter(|at| *at > now).unwrap_or_else(|| now.next_minute());
        if self.pause.is_none_or(|pause| pause < until) {
            self.pause = Some(until);
            self.pauses += 1;
        }
        if self.pauses >= PAUSES { Decision::End(BulkEnd::Account(error.clone())) } else { Decision::Later }
    }

    /// So many items failed for good. The end of the run, if the list is another account's.
    pub(in crate::flow) fn failed(&mut self, error: &Error, items: usize, limit: usize) -> Option<BulkEnd> {
        if is_foreign(error) {
            self.foreign += items;
        }
        let most = 2 * if limit == 1 { LIKE_A_BATCH } else { limit };
        (self.foreign >= most).then(|| BulkEnd::OtherAccount(error.clone()))
    }
}

/// Whether this response says that a quota of the day is used up. Between it and the poll that yields the error,
/// another lane must not send.
pub(in crate::flow) fn says_day_is_over(report: &Report) -> bool {
    let quota = |code: ErrCode| code.remedy(Place::AppCall) == Remedy::WaitForTomorrow;
    // An early renewal of the token may fail without consequences.
    !report.token_request && report.errcode.is_some_and(quota)
}
