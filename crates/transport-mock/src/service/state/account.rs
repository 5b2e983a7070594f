//! The simulated Official Account: everything that a call may read or change.

use std::collections::BTreeSet;

use wechat_user_core::{AppId, AppSecret};

use super::followers::{People, Person};
use super::grants::Grants;
use super::groups::Groups;
use super::old_account::OldAccount;
use super::profile::Formula;
use super::quotas::Quotas;
use super::settings::Settings;
use super::tags::Tags;
use super::tickets::Tickets;
use super::tokens::Tokens;
use crate::service::wire::json::Json;

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
