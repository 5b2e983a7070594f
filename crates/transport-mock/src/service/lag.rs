//! Reads that are behind: a tag that was just made is unknown, somebody who was just tagged is not listed.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::account::Account;
use super::fault::Kind;
use super::people::Person;

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
}

impl Account {
    /// What a fault leaves behind of a call that was done.
    pub(crate) fn lag_behind(&mut self, kind: Kind, path: &str, body: &Value) {
        match kind {
            Kind::HideTag(calls @ 1..) if path == "/cgi-bin/tags/create" => {
                self.tags.lag.tags.insert(self.groups.next_id - 1, calls);
            }
            Kind::DelayMembers(calls @ 1..) if path == "/cgi-bin/tags/members/batchtagging" => {
                let tag = body.get("tagid").and_then(Value::as_i64).unwrap_or_default();
                let people = self.people_of(body);
                let entry = self.tags.lag.members.entry(tag).or_default();
                entry.0 = calls;
                entry.1.extend(people);
            }
            _ => {}
        }
    }

    /// The people of a body's `openid_list`, those that are found.
    pub(crate) fn people_of(&self, body: &Value) -> Vec<Person> {
        let openids = body.get("openid_list").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        openids.iter().filter_map(|openid| self.people.find(openid.as_str()?)).collect()
    }
}
