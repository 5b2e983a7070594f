//! `wechat-user followers sync`

use std::borrow::Cow;
use std::ops::ControlFlow;

use clap::Args;
use follower_mirror::{ChangeCounts, Mirror, SyncError, SyncReport};
use serde::Serialize;

use super::Database;
use crate::commands::users::Places;
use crate::context::Context;
use crate::failure::{Failure, Partial, Progress};
use crate::output::Record;
use crate::pace::Limits;
use crate::stderr;

#[derive(Args, Debug)]
pub(crate) struct Sync {
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    limits: Limits,
    /// Keep so many calls going at once
    #[arg(long, value_name = "N", default_value = "8", value_parser = clap::value_parser!(u16).range(1..=64))]
    jobs: u16,
    /// Keep the last profile of users who leave, and the changes about them
    #[arg(long)]
    keep_left: bool,
    /// Begin from the start, also if an earlier run was interrupted
    #[arg(long)]
    restart: bool,
    #[command(flatten)]
    places: Places,
}

impl Sync {
    pub(super) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        let jobs = self.limits.jobs(self.jobs.into());
        let (client, pace) = context.paced_client(self.limits, jobs)?;
        let mut mirror = Mirror::open(&self.database.db, &context.connection.account()?)?;
        let mut sync = mirror.sync(&client).jobs(jobs).lang(self.places.lang());
        if self.keep_left {
            sync = sync.keep_left();
        }
        if self.restart {
            sync = sync.restart();
        }
        let (interrupt, meter) = (context.interrupt, context.interrupt.meter());
        interrupt.note(Progress { advice: "run the same command again to continue".to_owned(), counts: None });
        let (mut done, mut all) = (0, 0);
        let synced = sync.for_each(|progress| {
            (done, all) = (progress.listed, progress.total.unwrap_or(0));
            if all > 0 {
                interrupt.count(done, all);
            }
            meter.expect(all);
            meter.done(done);
            ControlFlow::Continue(())
        });
        let report = match (synced, pace.used_up()) {
            (Err(SyncError::Call(_)), Some(calls)) => return Err(used_up(calls, done, all)),
            (synced, _) => synced?,
        };
        for skipped in &report.skipped {
            stderr::line(format!("warning: {} are left as they were: {}", skipped.list, skipped.error));
        }
        if let Some(reason) = report.not_swept {
            stderr::line(format!("warning: users who left are not taken out: {reason}"));
        }
        Ok(context.output.one(&Synced::from(&report))?)
    }
}

/// The calls of `--max-calls` are used up.
fn used_up(calls: u64, done: u64, total: u64) -> Failure {
    let note = Some(format!("the {calls} calls of --max-calls are used up"));
    let left_count = total.saturating_sub(done);
    Failure::Partial(Partial {
        done,
        total,
        left: Vec::new(),
        left_count,
        file: None,
        can_resume: true,
        note,
        error: None,
    })
}

#[derive(Serialize)]
struct Synced {
    run: i64,
    outcome: &'static str,
    listed: u64,
    total: Option<u64>,
    came: u64,
    left: u64,
    remark: u64,
    tags: u64,
    blocked: u64,
    unblocked: u64,
}

impl From<&SyncReport> for Synced {
    fn from(report: &SyncReport) -> Self {
        let ChangeCounts { came, left, remark, tags, blocked, unblocked, .. } = report.changes;
        let (run, outcome) = (report.run.get(), report.outcome.as_str());
        let SyncReport { listed, total, .. } = *report;
        Self { run, outcome, listed, total, came, left, remark, tags, blocked, unblocked }
    }
}

impl Record for Synced {
    const COLUMNS: &'static [&'static str] =
        &["run", "outcome", "listed", "total", "came", "left", "remark", "tags", "blocked", "unblocked"];

    fn cells(&self) -> Vec<Cow<'_, str>> {
        let total = self.total.map(|total| total.to_string()).unwrap_or_default();
        let mut cells = vec![self.run.to_string().into(), self.outcome.into(), self.listed.to_string().into()];
        cells.push(total.into());
        let counts = [self.came, self.left, self.remark, self.tags, self.blocked, self.unblocked];
        cells.extend(counts.map(|count| Cow::from(count.to_string())));
        cells
    }
}
