//! Reads that are behind: a tag that was just made is unknown, somebody who was just tagged is not listed.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::followers::Person;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Lag {
    /// The tags that so many calls do not find.
    tags: BTreeMap<i64, u64>,
    /// The members that so many pages of a tag do not have.
    members: BTreeMap<i64, (u64, BTreeSet<Person>)>,
}

impl Lag {
    /// Whether this call does not find the tag yet.
    pub(crate) fn hides_tag(&mut self, tag: i64) -> bool {
        let Some(calls) = self.tags.get_mut(&tag) else { return false };
        *calls = calls.saturating_sub(1);
        if *calls == 0 {
            self.tags.remove(&tag);
        }
        true
    }

    /// Who is missing from this page.
    pub(crate) fn late_members(&mut self, tag: i64) -> BTreeSet<Person> {
        let Some((calls, late)) = self.members.get_mut(&tag) else { return BTreeSet::new() };
        *calls = calls.saturating_sub(1);
        let late = late.clone();
        if *calls == 0 {
            self.members.remove(&tag);
        }
        late
    }

    /// The next so many calls do not find this tag.
    pub(crate) fn hide_tag(&mut self, tag: i64, calls: u64) {
        self.tags.insert(tag, calls);
    }

    /// The next so many pages of this tag do not have these members.
    pub(crate) fn delay_members(&mut self, tag: i64, calls: u64, members: Vec<Person>) {
        let entry = self.members.entry(tag).or_default();
        entry.0 = calls;
        entry.1.extend(members);
    }
}
