//! What the result of a batch means: outcomes for its items, another try, or the end of the run.

use super::Bulk;
use super::job::Job;
use super::outcome::{BulkEnd, ItemOutcome, ItemResult};
use super::queue::Part;
use super::verdict::{Reason, Verdict, is_foreign, judge, may_repeat};
use crate::errors::error::Error;
use crate::values::openid::OpenId;
use crate::values::time::Timestamp;

/// How often a batch is sent again after a failure that passes; each time the call itself tries several times.
const REPEATS: u32 = 2;
/// So many batches in a row that failed for the service's reasons end the run.
const FAILURES: u32 = 3;
/// So many pauses without any progress end the run.
const PAUSES: u32 = 10;

/// Where a call takes one openid, so many stand for a batch.
const LIKE_A_BATCH: usize = 50;

impl<J: Job> Bulk<J> {
    /// The call of a batch has ended.
    pub(super) fn take(&mut self, part: Part<J::Item>, result: Result<J::Response, Error>, now: Timestamp) {
        let error = match result {
            Ok(response) => {
                let value = |item: &_| J::value(&response, item).map_or(ItemResult::Missing, ItemResult::Done);
                return self.settle(part, value);
            }
            Err(error) => error,
        };
        let part = self.settle_all_but(part, error.failed_openids());
        match judge(&error, part.len(), J::LIMIT, J::SPEC.replay()) {
            Verdict::Failed => self.fail(part, &error),
            Verdict::Halve => {
                let half = part.len().div_ceil(2);
                let (left, right) = part.split(|at, _| at < half);
                self.queue.put_first(right);
                self.queue.put_first(left);
            }
            Verdict::Later => self.send_later(part, &error, now),
            Verdict::Again => self.send_again(part, &error),
            Verdict::End(Reason::Account) => self.end_with(part, &error, BulkEnd::Account(error.clone())),
            Verdict::End(Reason::Call) => self.end_with(part, &error, BulkEnd::Call(error.clone())),
        }
    }

    /// A call that ends before its result, because the run is stopping. It has no exchange in flight, and it would
    /// have sent its request again, so that may be done later as well.
    pub(super) fn abandon(&mut self, part: Part<J::Item>, call: &J::Call) {
        let part = match J::left(call) {
            Some(left) => self.settle_all_but(part, left),
            None => part,
        };
        self.queue.put_first(part);
    }

    /// The arguments of a batch were refused, or it failed for good.
    pub(super) fn fail(&mut self, part: Part<J::Item>, error: &Error) {
        if is_foreign(error) {
            self.foreign += part.len();
        }
        self.settle(part, |_| ItemResult::Failed(error.clone()));
        if self.foreign >= 2 * if J::LIMIT == 1 { LIKE_A_BATCH } else { J::LIMIT } {
            self.end(BulkEnd::OtherAccount(error.clone()));
        }
    }

    pub(super) fn settle(&mut self, part: Part<J::Item>, result: impl Fn(&J::Item) -> ItemResult<J::Value>) {
        for (index, item) in part.into_positions() {
            self.queue.release(&item);
            let result = result(&item);
            if matches!(result, ItemResult::Done(_) | ItemResult::Missing) {
                (self.pauses, self.failures, self.foreign) = (0, 0, 0);
            }
            self.out.push_back(ItemOutcome::new((index, item), result));
        }
    }

    /// Settles the items of a partial failure that are done; returns the others. A list that names none of the batch
    /// says nothing.
    fn settle_all_but(&mut self, part: Part<J::Item>, failed: &[OpenId]) -> Part<J::Item> {
        if J::unnamed().is_none() || !part.items.iter().any(|item| failed.contains(J::openid(item))) {
            return part;
        }
        let (failed, done) = part.split(|_, item| failed.contains(J::openid(item)));
        self.settle(done, |_| J::unnamed().map_or(ItemResult::Missing, ItemResult::Done));
        failed
    }

    fn send_later(&mut self, part: Part<J::Item>, error: &Error, now: Timestamp) {
        let until = error.retry_at().filter(|at| *at > now).unwrap_or_else(|| now.next_minute());
        if self.pause.is_none_or(|pause| pause < until) {
            self.pause = Some(until);
            self.pauses += 1;
        }
        if self.pauses >= PAUSES {
            return self.end_with(part, error, BulkEnd::Account(error.clone()));
        }
        self.queue.put_first(part);
    }

    fn send_again(&mut self, mut part: Part<J::Item>, error: &Error) {
        self.failures += 1;
        if self.failures >= FAILURES {
            return self.end_with(part, error, BulkEnd::Service(error.clone()));
        }
        if part.repeats >= REPEATS || !may_repeat(error, J::SPEC.replay()) {
            return self.fail(part, error);
        }
        part.repeats += 1;
        self.queue.put_last(part);
    }

    fn end_with(&mut self, part: Part<J::Item>, error: &Error, end: BulkEnd) {
        if may_repeat(error, J::SPEC.replay()) {
            self.queue.put_first(part);
        } else {
            self.fail(part, error);
        }
        self.end(end);
    }
}
