//! The work of a sync, with its progress and its warnings.

use std::ops::ControlFlow;

use follower_mirror::{Mirror, SyncError, SyncReport};
use wechat_user::users::Lang;

use crate::context::Context;
use crate::failure::{Failure, Partial, Progress};
use crate::messages::library::{phrase, side_list};
use crate::messages::{report, runs as messages};
use crate::pace::Limits;
use crate::stderr;

/// A sync before its start.
pub(super) struct Syncing {
    pub(super) limits: Limits,
    pub(super) jobs: u16,
    pub(super) lang: Lang,
    pub(super) keep_left: bool,
    pub(super) restart: bool,
}

impl Syncing {
    pub(super) fn run(&self, mirror: &mut Mirror, context: &Context<'_, '_>) -> Result<SyncReport, Failure> {
        let jobs = self.limits.jobs(self.jobs.into());
        let (client, pace) = context.paced_client(self.limits, jobs)?;
        let mut sync = mirror.sync(&client).jobs(jobs).lang(self.lang);
        if self.keep_left {
            sync = sync.keep_left();
        }
        if self.restart {
            sync = sync.restart();
        }
        let (interrupt, meter) = (context.interrupt, context.interrupt.meter());
        interrupt.note(Progress { advice: messages::run_again_to_continue(), counts: None });
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
            (Err(SyncError::Call(_)), Some(calls)) => return Err(Failure::Partial(Partial::used_up(calls, done, all))),
            (synced, _) => synced?,
        };
        for skipped in &report.skipped {
            stderr::line(report::warning(messages::list_skipped(side_list(skipped.list), &skipped.error)));
        }
        if let Some(reason) = report.not_swept {
            stderr::line(report::warning(messages::not_swept(phrase(&reason.to_string()))));
        }
        Ok(report)
    }
}
