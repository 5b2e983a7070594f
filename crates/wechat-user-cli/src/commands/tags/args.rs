//! A tag and the people whom it is put on or taken off.

use clap::Args;

use crate::batches::Leftovers;
use crate::change::Change;
use crate::openids::People;

/// Goes on after a refusal that is about people, and stops at any other. If it was done for some, the exit code is 6.
#[derive(Args, Debug)]
pub(crate) struct Crowd {
    /// The tag.
    pub(super) id: i64,
    #[command(flatten)]
    pub(super) people: People,
    #[command(flatten)]
    pub(super) leftovers: Leftovers,
    #[command(flatten)]
    pub(super) change: Change,
}
