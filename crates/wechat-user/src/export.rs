//! The profiles of a list of any length, in its order: what `client.export()` returns.

mod iter;
mod outlook;
mod run;
mod summary;

pub use iter::ExportIter;
pub use run::ExportRun;
pub use summary::{Report, Summary};

#[doc(no_inline)]
pub use wechat_user_core::export::{BulkEnd, Checkpoint, Export, ExportItem, Listing, Stop};
