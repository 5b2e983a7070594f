//! The tags (标签) of an account, and their members.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::followers::User;
use super::lag::Lag;

/// The tags and their members. Tags and groups share one range of ids.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Tags {
    pub(crate) by_id: BTreeMap<i64, Tag>,
    pub(crate) lag: Lag,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Tag {
    pub(crate) name: String,
    #[serde(skip)]
    pub(crate) members: BTreeSet<User>,
}

impl Tags {
    pub(crate) fn members(&self, id: i64) -> usize {
        self.by_id.get(&id).map_or(0, |tag| tag.members.len())
    }

    /// Removes a user from these tags.
    pub(crate) fn remove_member(&mut self, user: User, tags: &[i64]) {
        for tag in tags {
            if let Some(tag) = self.by_id.get_mut(tag) {
                tag.members.remove(&user);
            }
        }
    }
}

impl Default for Tags {
    fn default() -> Self {
        Self {
            by_id: [(2, Tag { name: "星标组".to_owned(), members: BTreeSet::new() })].into(), lag: Lag::default()
        }
    }
}
