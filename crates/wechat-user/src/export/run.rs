//! An export before its start.

use std::iter;
use std::ops::ControlFlow;

use wechat_user_core::export::{BulkEnd, Checkpoint, Export, ExportItem, Listing};
use wechat_user_core::users::Lang;
use wechat_user_core::{Error, InputError, OpenId, TagId};

use crate::bulk::Feed;
use crate::bulk::feed::{Source, length};
use crate::export::iter::ExportIter;
use crate::export::outlook::{self, Gauge};
use crate::export::summary::{Report, Summary};
use crate::parallel::drive_fed;
use crate::plan::Plan;
use crate::shared::{AnnounceOnDrop, Handle};

/// An export of the profiles of a list, in its order: [`Export`] has the rules.
///
/// It does nothing until [`run`](Self::run) or [`for_each`](Self::for_each), or until it is iterated over, which makes
/// one call at a time. Its memory does not grow with the list.
///
/// `GET /cgi-bin/user/get`, one call for 10,000 openids (or the list of a tag, or of the blacklist), and
/// `POST /cgi-bin/user/info/batchget`, one call for 100 profiles.
///
/// ```
/// use std::ops::ControlFlow;
/// # use transport_mock::FakeWeChat;
/// # use wechat_user::Client;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let wechat = FakeWeChat::new().with_followers(25_000);
/// # let client = Client::builder(wechat.app_id(), wechat.app_secret()).transport(wechat.clone()).clock(wechat.clock()).build()?;
/// let mut exported = 0;
/// let mut kept = String::new();
/// let summary = client.export().jobs(8).for_each(|item| {
///     exported += item.users.len();
///     // After the users are stored:
///     kept = item.checkpoint.to_string();
///     if exported < 10_000 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
/// });
/// assert!(!summary.is_complete());
///
/// // Another day, another process:
/// let summary = client.export().jobs(8).resume(kept.parse()?).for_each(|item| {
///     exported += item.users.len();
///     ControlFlow::Continue(())
/// });
/// assert!(summary.is_complete());
/// assert_eq!(exported, 25_000);
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent until it is run"]
pub struct ExportRun<S = iter::Empty<OpenId>> {
    handle: Handle,
    listing: Listing,
    source: S,
    lang: Lang,
    jobs: usize,
    limit: Option<u64>,
    expected: Option<u64>,
    checkpoint: Option<Checkpoint>,
}

impl ExportRun {
    pub(crate) fn new(handle: &Handle) -> Self {
        Self {
            handle: handle.clone(),
            listing: Listing::Followers,
            source: iter::empty(),
            lang: Lang::ZhCn,
            jobs: 1,
            limit: None,
            expected: None,
            checkpoint: None,
        }
    }

    /// The followers that have this tag (标签), instead of all.
    pub const fn of_tag(mut self, id: TagId) -> Self {
        self.listing = Listing::Tag(id);
        self
    }

    /// The users on the blacklist (黑名单), instead of the followers.
    pub const fn of_blacklist(mut self) -> Self {
        self.listing = Listing::Blacklist;
        self
    }

    /// These users: any iterator over openids. To resume, give the same openids in the same order from the first one
    /// on: those that were exported are passed over.
    pub fn of<S>(self, openids: S) -> ExportRun<S::IntoIter>
    where
        S: IntoIterator<Item: Feed<OpenId>>,
    {
        let Self { handle, lang, jobs, limit, expected, checkpoint, .. } = self;
        let source = openids.into_iter();
        let expected = expected.or_else(|| length(&source));
        ExportRun { handle, listing: Listing::Given, source, lang, jobs, limit, expected, checkpoint }
    }
}

impl<S> ExportRun<S>
where
    S: Iterator,
    S::Item: Feed<OpenId>,
{
    /// With up to so many requests in flight (at least 1, which is the default), on as many threads for the time of
    /// the export.
    pub fn jobs(mut self, jobs: usize) -> Self {
        self.jobs = jobs.max(1);
        self
    }

    /// Country, province and city in this language, instead of simplified Chinese.
    pub const fn lang(mut self, lang: Lang) -> Self {
        self.lang = lang;
        self
    }

    /// Continues behind a checkpoint. One of another account or list ends the export before anything is sent
    /// ([`InputError::CheckpointAccount`], [`InputError::CheckpointList`]; with given openids that are not the same,
    /// [`InputError::CheckpointOpenIds`]).
    pub fn resume(mut self, checkpoint: Checkpoint) -> Self {
        self.checkpoint = Some(checkpoint);
        self
    }

    /// At most so many users, from where it starts. It then ends with [`BulkEnd::Limit`].
    pub const fn limit(mut self, users: u64) -> Self {
        self.limit = Some(users);
        self
    }

    /// How many users the list has, for the [progress](crate::Progress) and the [plan](Self::plan), when neither the
    /// service nor the source of openids knows it.
    pub const fn expecting(mut self, users: u64) -> Self {
        self.expected = Some(users);
        self
    }

    /// How many calls it takes, and how many are left today. The export itself is not started: one call of `quota/get`
    /// for each path, and one that asks how many users there are (the list of tags, or a page of the list).
    ///
    /// # Errors
    ///
    /// Those of the calls, and a refused checkpoint. If the service does not let the account ask for its quota, what is
    /// left is unknown.
    pub fn plan(&self) -> Result<Plan, Error> {
        let checkpoint = self.place()?;
        outlook::plan(&self.handle, &checkpoint, self.expected, self.limit)
    }

    /// Where it starts.
    fn place(&self) -> Result<Checkpoint, InputError> {
        let app_id = self.handle.app_id();
        match &self.checkpoint {
            Some(checkpoint) => checkpoint.check(&app_id, self.listing).map(|()| checkpoint.clone()),
            None => Ok(Checkpoint::start(app_id, self.listing)),
        }
    }

    /// The machine (`None` if its checkpoint is refused), the summary before the start, and what reports progress.
    fn prepare(&mut self) -> (Option<Export>, Summary, Gauge) {
        let app_id = self.handle.app_id();
        let start = self.checkpoint.take().unwrap_or_else(|| Checkpoint::start(app_id.clone(), self.listing));
        let mut summary = Summary::new(start.clone());
        summary.total = self.expected;
        let gauge = Gauge::new(&self.handle, start.count(), self.expected, self.limit);
        let export = match Export::resume(&app_id, self.listing, start, self.jobs) {
            Ok(export) => export.with_lang(self.lang),
            Err(refused) => {
                summary.end = BulkEnd::Call(refused.into());
                return (None, summary, gauge);
            }
        };
        let export = match self.limit {
            Some(users) => export.with_limit(users),
            None => export,
        };
        (Some(export), summary, gauge)
    }

    /// Runs it, and hands over the next users, up to 100 at a time, in the order of the list.
    ///
    /// After [`ControlFlow::Break`] nothing more is sent or handed over; the checkpoint of the summary is the one of
    /// the last item.
    ///
    /// # Panics
    ///
    /// When the closure, the source or an observer does.
    pub fn for_each(mut self, mut each: impl FnMut(ExportItem) -> ControlFlow<()>) -> Summary {
        if self.jobs == 1 {
            // On this thread alone.
            let mut items = self.into_iter();
            let _ = items.try_for_each(each);
            return items.into_summary();
        }
        let (export, mut summary, mut gauge) = self.prepare();
        let Some(mut export) = export else { return summary };
        let handle = self.handle;
        // Dropped after the machine, whose calls may hold a lease.
        let announce = AnnounceOnDrop(handle.clone());
        let mut source = Source::new(self.source);
        let feed = |export: &mut &mut Export| {
            if !handle.is_cancelled() {
                source.fill(*export);
            }
        };
        let _ = drive_fed(&handle, self.jobs, &mut export, feed, |item| {
            summary.count(&item);
            gauge.count(&item);
            each(item)
        });
        gauge.finish();
        summary.end(&export, source.error.as_ref());
        drop(export);
        drop(announce);
        summary
    }

    /// Runs it, and returns all users: all of them are in memory.
    ///
    /// # Panics
    ///
    /// When the source or an observer does.
    pub fn run(self) -> Report {
        let (mut users, mut missing, mut failed) = (Vec::new(), Vec::new(), Vec::new());
        let summary = self.for_each(|item| {
            missing.extend(item.missing);
            failed.extend(item.failed);
            if !item.users.is_empty() {
                users.push(item.users);
            }
            ControlFlow::Continue(())
        });
        Report { summary, users, missing, failed }
    }
}

impl<S> IntoIterator for ExportRun<S>
where
    S: Iterator,
    S::Item: Feed<OpenId>,
{
    type Item = ExportItem;
    type IntoIter = ExportIter<S>;

    /// One call at a time, as items are asked for.
    fn into_iter(mut self) -> ExportIter<S> {
        self.jobs = 1;
        let (export, summary, gauge) = self.prepare();
        ExportIter::new(self.handle, export, self.source, summary, gauge)
    }
}

impl<S> std::fmt::Debug for ExportRun<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("ExportRun");
        shown.field("list", &self.listing).field("jobs", &self.jobs).field("limit", &self.limit);
        shown.field("checkpoint", &self.checkpoint).finish_non_exhaustive()
    }
}
