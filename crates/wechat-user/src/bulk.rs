//! One change or one read for a list of any length: what `client.tags().add_all(..)` and its like return.

pub(crate) mod feed;
mod iter;
mod run;
mod summary;

pub use feed::Feed;
pub use iter::BulkIter;
pub use run::BulkRun;
pub use summary::{Report, Summary};

#[doc(no_inline)]
pub use wechat_user_core::bulk::{
    Block, Bulk, BulkEnd, Convert, Fetch, ItemOutcome, ItemResult, Job, Move, OutcomeOf, Remark, TagChange, Tagging,
    Unblock, Untagging,
};
