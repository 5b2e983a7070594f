//! The simulated Official Account: everything that a call may read or change.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use wechat_user_core::{AppId, AppSecret};

use super::grants::Grants;
use super::json::Json;
use super::migration::OldAccount;
use super::people::{People, Person};
use super::profile::Formula;
use super::quota::Quotas;
use super::settings::Settings;
use super::tags::Tags;
use super::ticket::Tickets;
use super::tokens::Tokens;

/// The state behind the endpoints. A family of endpoints adds its methods in its own file.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) seed: u64,
    pub(crate) app_id: AppId,
    pub(crate) app_secret: AppSecret,
    pub(crate) settings: Settings,
    pub(crate) tokens: Tokens,
    pub(crate) quotas: Quotas,
    pub(crate) people: People,
    pub(crate) formula: Formula,
    pub(crate) groups: Groups,
    pub(crate) tags: Tags,
    /// In the order of the list of followers. Who is on it stays on it when he stops following.
    pub(crate) blacklist: BTreeSet<Person>,
    pub(crate) grants: Grants,
    pub(crate) tickets: Tickets,
    /// The account that was migrated to this one.
    pub(crate) old_account: Option<OldAccount>,
}

/// The groups (分组). Who is in one is noted with the people; here are names, and counts of those who follow.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Groups {
    pub(crate) by_id: BTreeMap<i64, Group>,
    /// Groups and tags share one space of ids.
    pub(crate) next_id: i64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Group {
    pub(crate) name: String,
    /// Not kept for group 0: whoever is in no other is in that one.
    #[serde(skip)]
    pub(crate) members: u64,
}

impl Account {
    pub(crate) fn new(seed: u64, app_id: AppId, app_secret: AppSecret, settings: Settings) -> Self {
        Self {
            settings,
            tokens: Tokens::new(seed, app_id.as_str()),
            quotas: Quotas::default(),
            people: People::new(seed, app_id.as_str()),
            formula: Formula::new(seed),
            groups: Groups::default(),
            tags: Tags::default(),
            blacklist: BTreeSet::new(),
            grants: Grants::new(seed, app_id.as_str()),
            tickets: Tickets::new(seed, app_id.as_str()),
            old_account: None,
            seed,
            app_id,
            app_secret,
        }
    }

    /// An answer in the making.
    pub(crate) fn json(&self) -> Json {
        Json::object(self.settings.escape_slashes, 256)
    }

    /// The group that somebody is in.
    pub(crate) fn group_of(&self, person: Person) -> i64 {
        self.people.notes(person).map_or(0, |notes| notes.group)
    }

    /// How many followers a group has.
    pub(crate) fn members(&self, group: i64) -> u64 {
        match group {
            0 => self.people.followers() - self.groups.by_id.values().map(|group| group.members).sum::<u64>(),
            _ => self.groups.by_id.get(&group).map_or(0, |group| group.members),
        }
    }

    /// Moves a follower; the group must exist.
    pub(crate) fn move_to(&mut self, person: Person, group: i64) {
        let old = self.group_of(person);
        self.groups.leave(old);
        self.groups.enter(group);
        self.people.notes_mut(person).group = group;
    }

    /// Somebody stops following. What was noted about him goes with him.
    pub(crate) fn unfollow(&mut self, person: Person) {
        if self.people.follows(person) {
            self.groups.leave(self.group_of(person));
            if let Some(notes) = self.people.notes(person) {
                self.tags.forget(person, &notes.tags);
            }
            self.people.unfollow(person);
        }
    }
}

impl Groups {
    fn leave(&mut self, group: i64) {
        if let Some(group) = self.by_id.get_mut(&group).filter(|_| group != 0) {
            group.members -= 1;
        }
    }

    fn enter(&mut self, group: i64) {
        if let Some(group) = self.by_id.get_mut(&group).filter(|_| group != 0) {
            group.members += 1;
        }
    }
}

impl Default for Groups {
    fn default() -> Self {
        let reserved = [(0, "未分组"), (1, "黑名单"), (2, "星标组")];
        let by_id = reserved.map(|(id, name)| (id, Group { name: name.to_owned(), members: 0 })).into();
        Self { by_id, next_id: 100 }
    }
}
