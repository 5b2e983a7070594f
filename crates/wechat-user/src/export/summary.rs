//! The result of an export.

use wechat_user_core::export::{BulkEnd, Checkpoint, Export, ExportItem, Stop};
use wechat_user_core::users::UserList;
use wechat_user_core::{Error, OpenId, Timestamp};

/// How many users an export handed out, and how it ended.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Summary {
    /// Users that were handed out with their profiles.
    pub users: u64,
    /// Users that a successful response does not mention.
    pub missing: u64,
    /// Users whose profiles the service refused.
    pub failed: u64,
    /// How many users the service says the list has; a hint.
    pub total: Option<u64>,
    /// How the export ended. [`BulkEnd::Stopped`]: by the closure, or by the client's [`Cancel`](crate::Cancel).
    pub end: BulkEnd,
    /// Why the list ended, once its last page was there.
    pub list: Option<Stop>,
    /// The error that ended the source of given openids. What was taken from it before is exported.
    pub source: Option<Error>,
    /// The place behind the users that were handed out: another export continues there.
    pub checkpoint: Checkpoint,
}

impl Summary {
    pub(super) const fn new(checkpoint: Checkpoint) -> Self {
        let (end, list, source) = (BulkEnd::Stopped, None, None);
        Self { users: 0, missing: 0, failed: 0, total: None, end, list, source, checkpoint }
    }

    pub(super) fn count(&mut self, item: &ExportItem) {
        self.users += item.users.len() as u64;
        self.missing += item.missing.len() as u64;
        self.failed += item.failed.len() as u64;
    }

    pub(super) fn end(&mut self, export: &Export, source: Option<&Error>) {
        self.end = export.ended().cloned().unwrap_or(BulkEnd::Stopped);
        self.total = export.total().or(self.total);
        self.list = export.stopped();
        self.source = source.cloned();
        self.checkpoint = export.checkpoint().clone();
    }

    /// Whether the list was handed out to its end. It is not when the service sent a cursor that repeats.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let listed = !matches!(self.list, Some(Stop::CursorRepeated | Stop::Failed));
        matches!(self.end, BulkEnd::Complete) && listed && self.source.is_none()
    }

    /// About how many users are left, if the total is known.
    #[must_use]
    pub fn left(&self) -> Option<u64> {
        Some(self.total?.saturating_sub(self.checkpoint.count()))
    }

    /// The error that ended the export or its source.
    #[must_use]
    pub fn error(&self) -> Option<&Error> {
        self.end.error().or(self.source.as_ref())
    }

    /// Not before this moment does it make sense to continue, when that is known: after a used-up quota.
    #[must_use]
    pub fn retry_at(&self) -> Option<Timestamp> {
        self.error()?.retry_at()
    }
}

/// A [`Summary`] with everything that was handed out.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Report {
    /// The counts, and how the export ended.
    pub summary: Summary,
    /// The profiles in the order of the list, up to 100 in each element.
    pub users: Vec<UserList>,
    /// Users that a successful response does not mention.
    pub missing: Vec<OpenId>,
    /// Users whose profiles the service refused, with the reason.
    pub failed: Vec<(OpenId, Error)>,
}
