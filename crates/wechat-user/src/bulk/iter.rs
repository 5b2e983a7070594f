//! A bulk run as an iterator.

use std::iter::FusedIterator;

use wechat_user_core::bulk::{Bulk, BulkEnd, Job, OutcomeOf};
use wechat_user_core::machine::Step;

use crate::bulk::feed::{Feed, Source};
use crate::bulk::summary::Summary;
use crate::drive::{Drive, Next};
use crate::ended::Ended;
use crate::meter::Meter;
use crate::shared::Handle;

/// The outcomes of a bulk run that makes one call at a time. Dropping it ends the run.
#[must_use = "nothing is sent until an outcome is asked for"]
pub struct BulkIter<J: Job, S> {
    handle: Handle,
    drive: Drive<Bulk<J>>,
    source: Source<S>,
    summary: Summary,
    meter: Meter,
}

impl<J: Job, S: Iterator> BulkIter<J, S> {
    pub(super) fn new(handle: Handle, bulk: Bulk<J>, source: S, meter: Meter) -> Self {
        let drive = Drive::new(handle.clone(), bulk);
        Self { handle, drive, source: Source::new(source), summary: Summary::new(), meter }
    }

    /// The counts of the outcomes that were yielded; how the run ended, once it has.
    pub fn summary(&self) -> Summary {
        let mut summary = self.summary.clone();
        summary.end = self.drive.machine().ended().cloned().unwrap_or(BulkEnd::Stopped);
        summary.source.clone_from(&self.source.error);
        summary
    }
}

impl<J: Job, S> Iterator for BulkIter<J, S>
where
    S: Iterator,
    S::Item: Feed<J::Item>,
{
    type Item = OutcomeOf<J>;

    fn next(&mut self) -> Option<OutcomeOf<J>> {
        if !self.handle.is_cancelled() {
            // The run takes items for two batches, so that the next call never waits for more of them.
            self.source.fill(self.drive.machine_mut());
        }
        let outcome = match self.drive.advance() {
            Next::Item(outcome) => Some(outcome),
            Next::Ended(Ended::Done | Ended::Stopped) => None,
            Next::Ended(Ended::Cancelled) => {
                // What was taken from the source is reported all the same.
                let bulk = self.drive.machine_mut();
                bulk.stop_now();
                match self.handle.poll(bulk, self.handle.now(), || ()) {
                    (Step::Yield(outcome), _) => Some(outcome),
                    _ => None,
                }
            }
        };
        match &outcome {
            Some(outcome) => {
                self.summary.count(&outcome.result);
                self.meter.count(1);
            }
            None => self.meter.finish(),
        }
        outcome
    }
}

impl<J: Job, S> FusedIterator for BulkIter<J, S>
where
    S: Iterator,
    S::Item: Feed<J::Item>,
{
}

impl<J: Job, S> std::fmt::Debug for BulkIter<J, S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("BulkIter").field(self.drive.machine()).finish()
    }
}
