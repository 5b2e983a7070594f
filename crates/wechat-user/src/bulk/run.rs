//! A bulk run before its start.

use std::cell::Cell;
use std::ops::ControlFlow;

use wechat_user_core::Error;
use wechat_user_core::bulk::{Bulk, BulkEnd, ItemResult, Job, OutcomeOf};
use wechat_user_core::machine::Step;

use crate::bulk::feed::{Feed, Source, length};
use crate::bulk::iter::BulkIter;
use crate::bulk::summary::{Report, Summary};
use crate::meter::Meter;
use crate::parallel::drive_fed;
use crate::plan::{Plan, PlannedCalls};
use crate::shared::{AnnounceOnDrop, Handle};

/// One change or one read for a list of any length: [`Bulk`] has the rules.
///
/// It does nothing until [`run`](Self::run), [`run_in_order`](Self::run_in_order) or [`for_each`](Self::for_each), or
/// until it is iterated over, which makes one call at a time. The source is asked for items as they are needed, so
/// the list never is in memory as a whole. It may itself use the client, such as
/// [`Client::followers`](crate::Client::followers).
///
/// ```
/// # use transport_mock::FakeWeChat;
/// # use wechat_user::Client;
/// # fn main() -> Result<(), wechat_user::Error> {
/// # let wechat = FakeWeChat::new().with_followers(1_000);
/// # let client = Client::builder(wechat.app_id(), wechat.app_secret()).transport(wechat.clone()).clock(wechat.clock()).build()?;
/// let tag = client.tags().create("来自2026")?;
/// let report = client.tags().add_all(tag.id, client.followers()).jobs(4).run();
/// assert_eq!((report.summary.done, report.failed.len()), (1_000, 0));
/// assert!(report.summary.is_complete());
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent until it is run"]
pub struct BulkRun<J: Job, S> {
    handle: Handle,
    job: J,
    source: S,
    jobs: usize,
    expected: Option<u64>,
}

impl<J: Job, S> BulkRun<J, S>
where
    S: Iterator,
    S::Item: Feed<J::Item>,
{
    pub(crate) fn new(handle: &Handle, job: J, source: impl IntoIterator<IntoIter = S>) -> Self {
        let source = source.into_iter();
        let expected = length(&source);
        Self { handle: handle.clone(), job, source, jobs: 1, expected }
    }

    /// With up to so many calls in flight (at least 1, which is the default), on as many threads for the time of the
    /// run.
    pub fn jobs(mut self, jobs: usize) -> Self {
        self.jobs = jobs.max(1);
        self
    }

    /// How many items the source has, for the [progress](crate::Progress) and the [plan](Self::plan), when the source
    /// does not know it (a walk, a file).
    pub const fn expecting(mut self, items: u64) -> Self {
        self.expected = Some(items);
        self
    }

    /// How many calls it takes, and how many are left today: one call of `quota/get`. The run itself is not started.
    ///
    /// # Errors
    ///
    /// Those of the call. If the service does not let the account ask for its quota, what is left is unknown.
    pub fn plan(&self) -> Result<Plan, Error> {
        let calls = self.expected.map(|items| items.div_ceil(J::LIMIT as u64));
        Ok(Plan::new(self.expected, vec![PlannedCalls::ask(&self.handle, J::SPEC.path(), calls)?]))
    }

    fn meter(&self) -> Meter {
        Meter::new(&self.handle, J::SPEC.path(), J::LIMIT, 0, self.expected)
    }

    /// Runs it, and hands over the outcome of each item, in order of completion.
    ///
    /// After [`ControlFlow::Break`] nothing more is sent. The closure still gets the outcomes of the requests in
    /// flight, and [`NotTried`](ItemResult::NotTried) for the other items that were taken from the source.
    ///
    /// # Panics
    ///
    /// When the closure, the source or an observer does.
    pub fn for_each(self, mut each: impl FnMut(OutcomeOf<J>) -> ControlFlow<()>) -> Summary {
        let mut meter = self.meter();
        let handle = self.handle;
        // Dropped after the machine, whose calls may hold a lease.
        let announce = AnnounceOnDrop(handle.clone());
        let mut source = Source::new(self.source);
        let mut bulk = Bulk::new(self.job, self.jobs);
        let mut summary = Summary::new();
        let stop = Cell::new(false);
        let mut take = |outcome: OutcomeOf<J>| {
            summary.count(&outcome.result);
            meter.count(1);
            if each(outcome).is_break() {
                stop.set(true);
            }
        };
        let feed = |bulk: &mut &mut Bulk<J>| {
            if stop.get() {
                bulk.stop();
            }
            if !handle.is_cancelled() {
                source.fill(*bulk);
            }
        };
        let _ = drive_fed(&handle, self.jobs, &mut bulk, feed, |outcome| {
            take(outcome);
            ControlFlow::Continue(())
        });
        // After a cancellation there is more to report, and nothing in flight.
        bulk.stop_now();
        while let (Step::Yield(outcome), _) = handle.poll(&mut bulk, handle.now(), || ()) {
            take(outcome);
        }
        meter.finish();
        summary.end = bulk.ended().cloned().unwrap_or(BulkEnd::Stopped);
        summary.source = source.error;
        drop(bulk);
        drop(announce);
        summary
    }

    /// Runs it, and lists the items that are not done.
    ///
    /// # Panics
    ///
    /// When the source or an observer does.
    pub fn run(self) -> Report<J::Item> {
        let (mut missing, mut failed, mut not_tried) = (Vec::new(), Vec::new(), Vec::new());
        let summary = self.for_each(|outcome| {
            let (index, item) = (outcome.index, outcome.item);
            match outcome.result {
                ItemResult::Done(_) => {}
                ItemResult::Missing => missing.push((index, item)),
                ItemResult::Failed(error) => failed.push((index, item, error)),
                ItemResult::NotTried => not_tried.push((index, item)),
            }
            ControlFlow::Continue(())
        });
        missing.sort_by_key(|(index, _)| *index);
        failed.sort_by_key(|(index, ..)| *index);
        not_tried.sort_by_key(|(index, _)| *index);
        Report { summary, missing, failed, not_tried }
    }

    /// Runs it, and returns every outcome in the order of the source: all of them are in memory.
    ///
    /// # Panics
    ///
    /// When the source or an observer does.
    pub fn run_in_order(self) -> (Vec<OutcomeOf<J>>, Summary) {
        let mut outcomes = Vec::new();
        let summary = self.for_each(|outcome| {
            outcomes.push(outcome);
            ControlFlow::Continue(())
        });
        outcomes.sort_by_key(|outcome| outcome.index);
        (outcomes, summary)
    }
}

impl<J: Job, S> IntoIterator for BulkRun<J, S>
where
    S: Iterator,
    S::Item: Feed<J::Item>,
{
    type Item = OutcomeOf<J>;
    type IntoIter = BulkIter<J, S>;

    /// One call at a time, as outcomes are asked for.
    fn into_iter(self) -> BulkIter<J, S> {
        let meter = self.meter();
        BulkIter::new(self.handle, Bulk::new(self.job, 1), self.source, meter)
    }
}

impl<J: Job, S> std::fmt::Debug for BulkRun<J, S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BulkRun").field("path", &J::SPEC.path()).field("jobs", &self.jobs).finish_non_exhaustive()
    }
}
