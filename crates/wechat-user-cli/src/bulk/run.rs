//! The run over a list.

use std::ops::ControlFlow;

use wechat_user::Client;
use wechat_user::bulk::{ItemResult, Job, Summary};
use wechat_user::errcode::Concerns;

use super::book::Book;
use super::list::{Add, List};
use super::operation::{Keep, Operation, Outcome};
use super::results::Results;
use super::source::{Item, Source};
use super::spool::Spool;
use super::verdict::{Ended, verdict};
use super::{BulkFlags, Resume};
use crate::change::Change;
use crate::checkpoint::Header;
use crate::context::Context;
use crate::failure::{Failure, Progress};
use crate::messages::runs as messages;
use crate::output::Output;
use crate::pace::Pace;
use crate::plan::{Plan, Planned};

/// A command over a list, with its flags.
pub(crate) struct Run<'a, O> {
    pub(crate) operation: &'a O,
    pub(crate) flags: &'a BulkFlags,
    pub(crate) resume: &'a Resume,
    /// None for reads.
    pub(crate) change: Option<Change>,
}

/// What a run begins with.
pub(crate) struct Start<'k, 'a, 'out> {
    pub(crate) output: &'k mut Output<'out>,
    pub(crate) spool: &'a Spool,
    /// The run goes on with the list of an earlier one.
    pub(crate) is_old: bool,
}

impl<O: Operation> Run<'_, O> {
    /// Runs over the list that `fill` adds line by line. Returns false if `--dry-run` only printed the requests.
    pub(crate) fn run(
        &self,
        context: &mut Context<'_, '_>,
        fill: impl FnOnce(&mut Add<'_>) -> Result<(), Failure>,
        keep: impl for<'k> FnOnce(Start<'k, '_, '_>) -> Result<Box<dyn Keep<O::Value> + 'k>, Failure>,
    ) -> Result<bool, Failure> {
        let name = self.operation.name();
        let header = || Ok(Header::new(context.connection.account()?, name));
        if self.change.is_some_and(Change::is_dry_run) {
            let (spool, plan) = (Spool::new(None, fill)?, || context.connection.plan());
            self.print_plan(&spool, plan, context.output)?;
            return Ok(false);
        }
        let mut list = List::open(self.flags, self.resume, header, fill)?;
        self.check_first(&list.spool, context.connection.plan()?)?;
        if list.spool.total() == 0 {
            context.note(&messages::no_openids());
        } else if list.is_finished {
            context.note(&messages::was_done());
        }
        let jobs = self.flags.limits.jobs(usize::from(self.flags.jobs));
        let (client, pace) = self.flags.client(context)?;
        if let Some(change) = self.change.filter(|_| list.spool.total() > 0 && !list.is_finished) {
            change.ask(self.operation.question(list.spool.total()), &client)?;
        }
        list.begin()?;
        let (interrupt, meter) = (context.interrupt, context.interrupt.meter());
        let profile = context.connection.profile_flag();
        let is_idle = list.is_finished || list.spool.total() == 0;
        let keep = match is_idle {
            true => None,
            false => Some(keep(Start { output: context.output, spool: &list.spool, is_old: list.is_old })?),
        };
        let results = match &self.flags.results {
            Some(path) if list.is_old => Some(Results::resume(path, &list.spool)?),
            Some(path) => Some(Results::begin(path)?),
            None => None,
        };
        let mut book = Book::new(&list.spool, results, interrupt, meter)?;
        interrupt.note(Progress { advice: list.advice(false, &profile), counts: Some((book.done, book.total)) });
        let ended = match keep {
            None => Ended::default(),
            Some(mut keep) => {
                meter.ask_quota(&client, O::Job::SPEC.path(), list.spool.total() / O::Job::LIMIT as u64);
                let ended = self.work(&client, &pace, jobs, &mut book, &mut *keep, |summary, failure| {
                    Ended::new(summary, failure, pace.used_up(), interrupt.cancel().is_cancelled())
                });
                if !list.can_resume() {
                    book.write_not_tried()?;
                }
                ended
            }
        };
        book.sync()?;
        let is_finished = !ended.is_early();
        let left = list.finish(is_finished)?;
        interrupt.note(Progress { advice: list.advice(is_finished, &profile), counts: Some((book.done, book.total)) });
        verdict(ended, &book, left, list.can_resume() && !is_finished).map(|()| true)
    }

    fn work(
        &self,
        client: &Client,
        pace: &Pace,
        jobs: usize,
        book: &mut Book<'_>,
        keep: &mut dyn Keep<O::Value>,
        end: impl FnOnce(&Summary, Option<Failure>) -> Ended,
    ) -> Ended {
        let mut source = Source::<O::Item>::new(book.spool);
        let (taken, is_alone) = (source.taken(), book.total == 1);
        let mut failure = None;
        let mut take = |number, item: &O::Item, result| {
            let place = taken.borrow_mut().place(number);
            if let (Some(at), None) = (place, &failure) {
                let outcome = Outcome { number, at, openid: item.openid(), result };
                failure = keep.take(book, outcome).err();
            }
            if failure.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let only = if is_alone { source.next() } else { None };
        if let Some(item) = &only
            && let Some(result) = self.operation.alone(client, item)
        {
            return match result {
                Ok(value) => {
                    let _ = take(0, item, ItemResult::Done(value));
                    Ended::of_one(None, failure, None)
                }
                Err(error) => {
                    if error.concerns() == Concerns::Item {
                        let _ = take(0, item, ItemResult::Failed(error.clone()));
                    }
                    Ended::of_one(Some(error), failure, pace.used_up())
                }
            };
        }
        let items = only.into_iter().chain(source);
        let run = self.operation.start(client, items).jobs(jobs);
        let summary = run.for_each(|outcome| take(outcome.index, &outcome.item, outcome.result));
        let unread = taken.borrow_mut().error.take().map(Failure::from);
        let unfinished = keep.finish(book).err();
        end(&summary, failure.or(unread).or(unfinished))
    }

    /// An argument that every batch would be refused for is refused before the question.
    fn check_first(&self, spool: &Spool, mut plan: Plan) -> Result<(), Failure> {
        let first: Vec<_> = Source::<O::Item>::new(spool).take(O::Job::LIMIT).collect();
        if first.is_empty() { Ok(()) } else { self.operation.plan(&first, spool.total() == 1, &mut plan) }
    }

    /// Prints the requests, a batch at a time.
    fn print_plan(
        &self,
        spool: &Spool,
        plan: impl Fn() -> Result<Plan, Failure>,
        output: &mut Output<'_>,
    ) -> Result<(), Failure> {
        let mut source = Source::<O::Item>::new(spool);
        let mut first = plan()?;
        self.operation.plan_first(&mut first)?;
        let first = first.into_requests();
        if !first.is_empty() {
            output.part(&first)?;
        }
        loop {
            let batch: Vec<_> = source.by_ref().take(O::Job::LIMIT).collect();
            if batch.is_empty() {
                return Ok(output.end::<Planned>()?);
            }
            let mut plan = plan()?;
            self.operation.plan(&batch, spool.total() == 1, &mut plan)?;
            output.part(&plan.into_requests())?;
        }
    }
}
