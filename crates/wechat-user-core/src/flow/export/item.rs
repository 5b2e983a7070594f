//! What an export hands out.

use alloc::vec::Vec;

use crate::endpoints::users::UserList;
use crate::errors::error::Error;
use crate::flow::export::checkpoint::Checkpoint;
use crate::values::openid::OpenId;

/// The next users of the list: up to 100.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ExportItem {
    /// Their profiles, in the order of the list. A user who has left in the meantime has `subscribe` 0 and little else.
    pub users: UserList,
    /// Those whom a successful response does not mention.
    pub missing: Vec<OpenId>,
    /// Those whose profiles the service refuses, with the reason: a malformed openid, one of another account.
    pub failed: Vec<(OpenId, Error)>,
    /// How many users the service says the list has; a hint. The members of a tag come without it.
    pub total: Option<u64>,
    /// The place behind these users. Keep it once they are stored: an export that is resumed there does not hand them
    /// out again.
    pub checkpoint: Checkpoint,
}

impl ExportItem {
    /// How many users it concerns.
    #[must_use]
    pub fn len(&self) -> usize {
        self.users.len() + self.missing.len() + self.failed.len()
    }

    /// Whether it concerns none, which does not happen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
