//! The calls of the service that take a list of users.

mod blacklist;
mod groups;
mod migration;
mod tags;
mod users;

pub use blacklist::{Block, Unblock};
pub use groups::Move;
pub use migration::Convert;
pub use tags::{TagChange, Tagging, Untagging};
pub use users::{Fetch, Remark};
