//! What is done with each item of a list, described once for `--dry-run`, the question and the run.

use wechat_user::bulk::{BulkRun, ItemResult, Job};
use wechat_user::{Client, Error};

use super::book::{Book, Note};
use super::source::Item;
use super::spool::{At, Mark};
use crate::failure::Failure;
use crate::messages::Text;
use crate::plan::Plan;

/// A command over a list.
pub(crate) trait Operation {
    type Item: Item;
    type Value;
    type Job: Job<Item = Self::Item, Value = Self::Value>;

    /// The command with what it concerns, for a checkpoint: `tags add 100`.
    fn name(&self) -> String;

    /// The question before the run, without its question mark.
    fn question(&self, users: u64) -> Text;

    /// Adds the request that is sent before the first batch, if there is one.
    fn plan_first(&self, plan: &mut Plan) -> Result<(), Failure> {
        let _ = plan;
        Ok(())
    }

    /// Adds the request for a batch. `is_alone`: the list has no other items.
    fn plan(&self, items: &[Self::Item], is_alone: bool, plan: &mut Plan) -> Result<(), Failure>;

    /// The run over the items.
    fn start<S: Iterator<Item = Self::Item>>(&self, client: &Client, items: S) -> BulkRun<Self::Job, S>;

    /// Another call for a list of one item, if there is one.
    fn alone(&self, client: &Client, item: &Self::Item) -> Option<Result<Self::Value, Error>> {
        let _ = (client, item);
        None
    }
}

/// What becomes of the outcomes.
pub(crate) trait Keep<V> {
    /// The outcome of the item with this number.
    fn take(&mut self, book: &mut Book<'_>, outcome: Outcome<'_, V>) -> Result<(), Failure>;

    /// After the last outcome.
    fn finish(&mut self, book: &mut Book<'_>) -> Result<(), Failure> {
        let _ = book;
        Ok(())
    }
}

/// The outcome of an item.
pub(crate) struct Outcome<'a, V> {
    /// The number of the item in this run, from 0 and without gaps.
    pub(crate) number: u64,
    pub(crate) at: At,
    pub(crate) openid: &'a wechat_user::OpenId,
    pub(crate) result: ItemResult<V>,
}

/// For changes: an outcome is marked at once, and nothing is printed.
pub(crate) struct Marks;

impl<V> Keep<V> for Marks {
    fn take(&mut self, book: &mut Book<'_>, outcome: Outcome<'_, V>) -> Result<(), Failure> {
        let (mark, error) = match &outcome.result {
            ItemResult::Done(_) => (Mark::Done, None),
            ItemResult::Missing => (Mark::Missing, None),
            ItemResult::Failed(error) => (Mark::Failed, Some(error)),
            ItemResult::NotTried => return Ok(()),
        };
        book.settle(outcome.at, outcome.openid.as_str(), mark, Note { error, ..Note::default() })
    }
}
