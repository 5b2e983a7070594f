//! A sync: the lists of the account into the mirror.

use std::ops::ControlFlow;

use wechat_user::blacklist::GetBlacklist;
use wechat_user::export::{BulkEnd, ExportRun, Stop, Summary};
use wechat_user::users::Lang;
use wechat_user::{Client, Ended, Error, ErrorKind};

use crate::error::{MirrorError, MirrorErrorKind};
use crate::mirror::Mirror;
use crate::run::RunId;
use crate::steps::Begun;
use crate::sweep::NotSwept;
use crate::sync_report::{self, SideList, Skipped, SyncError, SyncProgress, SyncReport};

/// A sync before its start.
#[must_use = "nothing is sent until it is run"]
pub struct SyncRun<'a> {
    mirror: &'a mut Mirror,
    client: &'a Client,
    jobs: usize,
    lang: Lang,
    keeps_left: bool,
    restarts: bool,
}

impl Mirror {
    /// Brings the mirror to the state of the account: names of tags and groups, the blacklist, every follower with
    /// their profile. [`SyncRun::run`] starts it.
    ///
    /// Each part of the list is one transaction, together with its checkpoint. So after an interruption of any kind,
    /// the next sync continues where this one was.
    ///
    /// Users who are not on the list any more are taken out at the end, and only if the walk ended regularly and the
    /// list has as many entries as the service counts, within 1 %. What stays of them is the openid and the date: the
    /// service asks to delete the data of users who leave. [`keep_left`](SyncRun::keep_left) keeps it.
    ///
    /// Calls: `GET /cgi-bin/user/get` for 10,000 followers (500 a day), `POST /cgi-bin/user/info/batchget` for 100,
    /// `POST /cgi-bin/tags/members/getblacklist` for 1,000 blocked users, and one for tags and groups each.
    pub const fn sync<'a>(&'a mut self, client: &'a Client) -> SyncRun<'a> {
        SyncRun { mirror: self, client, jobs: 1, lang: Lang::ZhCn, keeps_left: false, restarts: false }
    }
}

impl SyncRun<'_> {
    /// With up to so many calls in flight (at least 1, which is the default).
    pub const fn jobs(mut self, jobs: usize) -> Self {
        self.jobs = jobs;
        self
    }

    /// With country, province and city in this language.
    pub const fn lang(mut self, lang: Lang) -> Self {
        self.lang = lang;
        self
    }

    /// Keeps the last profile of users who leave, and the changes about them.
    pub const fn keep_left(mut self) -> Self {
        self.keeps_left = true;
        self
    }

    /// Begins from the start, also if an earlier run was interrupted.
    pub const fn restart(mut self) -> Self {
        self.restarts = true;
        self
    }

    /// Runs it.
    ///
    /// # Errors
    ///
    /// [`SyncError::Call`]: an error of the service, or a failure of the exchange. [`SyncError::Database`]:
    /// [`InUse`](MirrorErrorKind::InUse) if another process or thread writes,
    /// [`OtherAccount`](MirrorErrorKind::OtherAccount) if the client is one of another account, before anything is
    /// sent; [`Locked`](MirrorErrorKind::Locked), [`Full`](MirrorErrorKind::Full). The next sync continues.
    pub fn run(self) -> Result<SyncReport, SyncError> {
        self.for_each(|_| ControlFlow::Continue(()))
    }

    /// Runs it, and hands over how far it is whenever something was committed. [`ControlFlow::Break`] ends it there;
    /// the next sync continues.
    ///
    /// # Errors
    ///
    /// Those of [`run`](Self::run).
    pub fn for_each(self, each: impl FnMut(SyncProgress) -> ControlFlow<()>) -> Result<SyncReport, SyncError> {
        let Self { mirror, client, jobs, lang, keeps_left, restarts } = self;
        let (found, asked) = (mirror.app_id().clone(), client.app_id());
        if found != asked {
            return Err(MirrorError::new(mirror.path(), MirrorErrorKind::OtherAccount { found, asked }).into());
        }
        let _lock = mirror.lock()?;
        let begun = mirror.begin(restarts)?;
        let skipped = side_lists(mirror, client, begun.run)?;
        let mut export = client.export().jobs(jobs).lang(lang);
        if let Some(checkpoint) = &begun.checkpoint {
            export = export.resume(checkpoint.parse().map_err(Error::from)?);
        }
        let Some(end) = list(mirror, begun.run, export, each)? else {
            return report(mirror, &begun, None, skipped);
        };
        let irregular = (end.list == Some(Stop::CursorRepeated)).then_some(NotSwept::CursorRepeated);
        let swept = mirror.finish(begun.run, end.total, irregular, keeps_left)?;
        mirror.empty_journal()?;
        report(mirror, &begun, swept.err(), skipped)
    }
}

/// The list of followers; `None` if the caller ended it.
fn list(
    mirror: &mut Mirror,
    run: RunId,
    export: ExportRun,
    mut each: impl FnMut(SyncProgress) -> ControlFlow<()>,
) -> Result<Option<Summary>, SyncError> {
    let mut failed = None;
    let mut is_ended = false;
    let summary = export.for_each(|part| match mirror.put_part(run, &part) {
        Ok(listed) => {
            let flow = each(SyncProgress { run, listed, total: part.total });
            is_ended = flow.is_break();
            flow
        }
        Err(error) => {
            failed = Some(error);
            ControlFlow::Break(())
        }
    });
    match (failed, summary.error()) {
        (Some(error), _) => Err(error.into()),
        (None, _) if is_ended => Ok(None),
        (None, Some(error)) => Err(error.clone().into()),
        (None, None) if matches!(summary.end, BulkEnd::Complete) => Ok(Some(summary)),
        (None, None) => Err(Error::cancelled("/cgi-bin/user/get").into()),
    }
}

/// Names and blacklist. What the service refuses is skipped: groups are gone from the documents, and a blacklist that
/// fails for a day (as in August 2024) must not stop the rest.
fn side_lists(mirror: &mut Mirror, client: &Client, run: RunId) -> Result<Vec<Skipped>, SyncError> {
    let mut skipped = Vec::new();
    match client.tags().list() {
        Ok(tags) => mirror.put_tags(&tags)?,
        Err(error) => skip(&mut skipped, SideList::Tags, error)?,
    }
    match client.groups().list() {
        Ok(groups) => mirror.put_groups(&groups)?,
        Err(error) => skip(&mut skipped, SideList::Groups, error)?,
    }
    if let Some(error) = blacklist(mirror, client, run)? {
        skip(&mut skipped, SideList::Blacklist, error)?;
    }
    Ok(skipped)
}

/// The blacklist, and the error that ended it.
fn blacklist(mirror: &mut Mirror, client: &Client, run: RunId) -> Result<Option<Error>, MirrorError> {
    mirror.begin_blacklist(run)?;
    let mut total = None;
    let mut pages = client.pages(GetBlacklist::new());
    for page in pages.by_ref() {
        match page {
            Ok(page) => {
                total = page.total.or(total);
                mirror.put_blocked(run, &page.openids)?;
            }
            Err(error) => return Ok(Some(error)),
        }
    }
    if pages.ended() == Some(Ended::Cancelled) {
        return Ok(Some(Error::cancelled("/cgi-bin/tags/members/getblacklist")));
    }
    mirror.end_blacklist(run, total, pages.stopped() == Some(Stop::CursorRepeated))?;
    Ok(None)
}

/// A refusal that concerns the whole account ends the walk over the followers, too.
fn skip(skipped: &mut Vec<Skipped>, list: SideList, error: Error) -> Result<(), Error> {
    if matches!(error.kind(), ErrorKind::Service(_)) {
        skipped.push(Skipped { list, error });
        return Ok(());
    }
    Err(error)
}

fn report(
    mirror: &Mirror,
    begun: &Begun,
    not_swept: Option<NotSwept>,
    skipped: Vec<Skipped>,
) -> Result<SyncReport, SyncError> {
    let run = mirror.find_run(begun.run)?;
    let changes = mirror.run(|db| Ok(sync_report::counts(db, begun.run)?))?;
    Ok(SyncReport {
        run: begun.run,
        is_resumed: begun.is_resumed,
        outcome: run.outcome,
        listed: run.listed,
        total: run.total,
        changes,
        not_swept,
        skipped,
    })
}
