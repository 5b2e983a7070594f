//! What the result of a batch means: outcomes for its items, another try, or the end of the run.

use super::Bulk;
use super::job::Job;
use super::outcome::{BulkEnd, ItemOutcome, ItemResult};
use super::queue::Part;
use super::trials::{Decision, Try};
use super::verdict::may_repeat;
use crate::errors::error::Error;
use crate::values::openid::OpenId;
use crate::values::time::Timestamp;

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
        let tried = Try { items: part.len(), limit: J::LIMIT, repeats: part.repeats, replay: J::SPEC.replay() };
        match self.trials.decide(&error, tried, now) {
            Decision::Fail => self.fail(part, &error),
            Decision::Halve => {
                let half = part.len().div_ceil(2);
                let (left, right) = part.split(|at, _| at < half);
                self.queue.put_first(right);
                self.queue.put_first(left);
            }
            Decision::Later => self.queue.put_first(part),
            Decision::Again => self.queue.put_last(Part { repeats: part.repeats + 1, ..part }),
            Decision::End(end) => self.end_with(part, &error, end),
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
        let end = self.trials.failed(error, part.len(), J::LIMIT);
        self.settle(part, |_| ItemResult::Failed(error.clone()));
        if let Some(end) = end {
            self.end(end);
        }
    }

    pub(super) fn settle(&mut self, part: Part<J::Item>, result: impl Fn(&J::Item) -> ItemResult<J::Value>) {
        for (index, item) in part.into_positions() {
            self.queue.release(&item);
            let result = result(&item);
            if matches!(result, ItemResult::Done(_) | ItemResult::Missing) {
                self.trials.progress();
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

    fn end_with(&mut self, part: Part<J::Item>, error: &Error, end: BulkEnd) {
        if may_repeat(error, J::SPEC.replay()) {
            self.queue.put_first(part);
        } else {
            self.fail(part, error);
        }
        self.end(end);
    }
}
