//! `wechat-user followers sync`

use clap::Args;
use follower_mirror::{ChangeCounts, Mirror, SyncReport};
use serde::Serialize;

use super::Database;
use super::syncing::Syncing;
use crate::commands::users::Places;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::{Cell, Record};
use crate::pace::Limits;

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
        let mut mirror = Mirror::open(&self.database.db, &context.connection.account()?)?;
        let syncing = Syncing {
            limits: self.limits,
            jobs: self.jobs,
            lang: self.places.lang(),
            keep_left: self.keep_left,
            restart: self.restart,
        };
        let report = syncing.run(&mut mirror, &context)?;
        Ok(context.output.one(&Synced::from(&report))?)
    }
}

#[derive(Serialize)]
pub(super) struct Synced {
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

    fn cells(&self) -> Vec<Cell<'_>> {
        let mut cells = vec![self.run.into(), self.outcome.into(), self.listed.into(), self.total.into()];
        cells.extend([self.came, self.left, self.remark, self.tags, self.blocked, self.unblocked].map(Cell::from));
        cells
    }
}
