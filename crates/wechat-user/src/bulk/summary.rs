//! The result of a bulk run.

use wechat_user_core::bulk::{BulkEnd, ItemResult};
use wechat_user_core::{Error, Timestamp};

/// How many items a bulk run processed, and how it ended.
///
/// The counts add up to the number of items that were taken from the source. A run that ends early takes no more;
/// pass the source with `by_ref()` to keep the rest of it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Summary {
    /// Items that were processed.
    pub done: u64,
    /// Items that a successful response does not mention.
    pub missing: u64,
    /// Items that the service refused, or whose call failed.
    pub failed: u64,
    /// Items that were taken from the source and not processed, because the run ended. Feed them again.
    pub not_tried: u64,
    /// How the run ended. [`BulkEnd::Stopped`]: by the closure, or by the client's [`Cancel`](crate::Cancel).
    pub end: BulkEnd,
    /// The error that ended the source. What was taken from it before is processed.
    pub source: Option<Error>,
}

impl Summary {
    pub(super) const fn new() -> Self {
        Self { done: 0, missing: 0, failed: 0, not_tried: 0, end: BulkEnd::Stopped, source: None }
    }

    pub(super) const fn count<V>(&mut self, result: &ItemResult<V>) {
        *match result {
            ItemResult::Done(_) => &mut self.done,
            ItemResult::Missing => &mut self.missing,
            ItemResult::Failed(_) => &mut self.failed,
            ItemResult::NotTried => &mut self.not_tried,
        } += 1;
    }

    /// Whether the source was read to its end and every item of it was tried.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        matches!(self.end, BulkEnd::Complete) && self.source.is_none()
    }

    /// The error that ended the run or its source.
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

/// A [`Summary`] with the items that are not done, each with its position in the source.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Report<I> {
    /// The counts, and how the run ended.
    pub summary: Summary,
    /// Items that a successful response does not mention.
    pub missing: Vec<(u64, I)>,
    /// Items that failed, with their errors.
    pub failed: Vec<(u64, I, Error)>,
    /// Items that were not processed, because the run ended; at most a few batches. Feed them again.
    pub not_tried: Vec<(u64, I)>,
}
