//! What a bulk run reports: the outcome of each item, and how the run ended.

use crate::errors::error::Error;
use crate::flow::bulk::job::Job;
use crate::values::time::Timestamp;

/// The outcome of one position of the input.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ItemOutcome<I, V> {
    /// The position in the input, from 0.
    pub index: u64,
    /// What was fed.
    pub item: I,
    /// What became of it.
    pub result: ItemResult<V>,
}

/// The outcome of one item of this job.
pub type OutcomeOf<J> = ItemOutcome<<J as Job>::Item, <J as Job>::Value>;

impl<I, V> ItemOutcome<I, V> {
    pub(super) fn new((index, item): (u64, I), result: ItemResult<V>) -> Self {
        Self { index, item, result }
    }
}

/// What became of one item.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "a caller must decide what each of them means for its list")]
pub enum ItemResult<V> {
    /// Processed.
    Done(V),
    /// The call succeeded, and its response does not mention the item.
    Missing,
    /// The service refused the item, or its call failed. [`Error::may_have_been_done`] says whether it may be
    /// processed all the same.
    Failed(Error),
    /// The run ended before the item was processed. Feed it again.
    ///
    /// It was not sent, or the service did nothing, or the call may be repeated.
    NotTried,
}

/// How a run over a list ended.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum BulkEnd {
    /// Every position was tried.
    Complete,
    /// An error that concerns the account: a used-up quota, the credentials, a permission. Every further call would
    /// fail.
    Account(Error),
    /// An error that concerns the call with every item, such as a tag or a group that does not exist.
    Call(Error),
    /// Several batches in a row failed because the service or the network did.
    Service(Error),
    /// As many openids in a row as fit in two batches are not the account's (40003, 49003). The list is another
    /// account's.
    OtherAccount(Error),
    /// As many items were processed as the caller's limit allows.
    Limit,
    /// The caller stopped the run.
    Stopped,
}

impl BulkEnd {
    /// The error that ended the run.
    #[must_use]
    pub const fn error(&self) -> Option<&Error> {
        match self {
            Self::Account(error) | Self::Call(error) | Self::Service(error) | Self::OtherAccount(error) => Some(error),
            Self::Complete | Self::Limit | Self::Stopped => None,
        }
    }

    /// Not before this moment does it make sense to continue, when that is known: after a used-up quota.
    #[must_use]
    pub fn retry_at(&self) -> Option<Timestamp> {
        self.error()?.retry_at()
    }
}
