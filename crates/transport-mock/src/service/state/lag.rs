//! Delayed reads: a new tag is unknown for some calls, and a newly tagged user is missing from some pages.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::followers::User;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Lag {
    /// Tags that are not found yet, and for how many calls.
    tags: BTreeMap<i64, u64>,
    /// Members that are missing from a tag's pages, and from how many.
    members: BTreeMap<i64, (u64, BTreeSet<User>)>,
}

impl Lag {
    /// Whether the tag is still unknown to this call.
    pub(crate) fn hides_tag(&mut self, tag: i64) -> bool {
        let Some(calls) = self.tags.get_mut(&tag) else { return false };
        *calls = calls.saturating_sub(1);
        if *calls == 0 {
            self.tags.remove(&tag);
        }
        true
    }

    /// The members that are missing from this page.
    pub(crate) fn late_members(&mut self, tag: i64) -> BTreeSet<User> {
        let Some((calls, late)) = self.members.get_mut(&tag) else { return BTreeSet::new() };
        *calls = calls.saturating_sub(1);
        let late = late.clone();
        if *calls == 0 {
            self.members.remove(&tag);
        }
        late
    }

    /// Makes this tag unknown to the next calls.
    pub(crate) fn hide_tag(&mut self, tag: i64, calls: u64) {
        self.tags.insert(tag, calls);
    }

    /// Leaves these members out of the next pages of this tag.
    pub(crate) fn delay_members(&mut self, tag: i64, calls: u64, members: Vec<User>) {
        let entry = self.members.entry(tag).or_default();
        entry.0 = calls;
        entry.1.extend(members);
    }
}
