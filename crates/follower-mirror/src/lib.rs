#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod apply;
mod change;
mod error;
mod forget;
mod lists;
mod map;
mod mirror;
mod open;
mod record;
mod rows;
mod run;
mod schema;
mod seconds;
mod select;
mod steps;
mod sweep;
mod sync;
mod sync_report;
mod writer_lock;

pub use change::{Change, ChangeKind, Since};
pub use error::{MirrorError, MirrorErrorKind};
pub use mirror::Mirror;
pub use rows::Rows;
pub use run::{Run, RunId, RunOutcome};
pub use select::Selection;
pub use sweep::NotSwept;
pub use sync::SyncRun;
pub use sync_report::{ChangeCounts, SideList, Skipped, SyncError, SyncProgress, SyncReport};
