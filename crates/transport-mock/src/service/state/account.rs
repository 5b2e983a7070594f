//! The simulated Official Account: everything that a call can read or change.

use std::collections::BTreeSet;

use wechat_user_core::{AppId, AppSecret, Timestamp};

use super::followers::{Followers, User};
use super::grants::Grants;
use super::groups::Groups;
use super::history::{Change, History, source_of};
use super::old_account::OldAccount;
use super::profile::{Formula, Profile};
use super::qr_codes::QrCodes;
use super::quotas::Quotas;
use super::settings::Settings;
use super::short_keys::ShortKeys;
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
    pub(crate) followers: Followers,
    pub(crate) formula: Formula,
    pub(crate) groups: Groups,
    pub(crate) tags: Tags,
    /// In the order of the list of followers. A user stays on it after they stop following.
    pub(crate) blacklist: BTreeSet<User>,
    pub(crate) grants: Grants,
    pub(crate) tickets: Tickets,
    pub(crate) qr_codes: QrCodes,
    pub(crate) short_keys: ShortKeys,
    pub(crate) history: History,
    /// The account that was migrated to this one.
    pub(crate) old_account: Option<OldAccount>,
}

impl Account {
    pub(crate) fn new(seed: u64, app_id: AppId, app_secret: AppSecret, settings: Settings) -> Self {
        Self {
            settings,
            tokens: Tokens::new(seed, app_id.as_str()),
            quotas: Quotas::default(),
            followers: Followers::new(seed, app_id.as_str()),
            formula: Formula::new(seed),
            groups: Groups::default(),
            tags: Tags::default(),
            blacklist: BTreeSet::new(),
            grants: Grants::new(seed, app_id.as_str()),
            tickets: Tickets::new(seed, app_id.as_str()),
            qr_codes: QrCodes::new(seed, app_id.as_str()),
            short_keys: ShortKeys::new(seed, app_id.as_str()),
            history: History::default(),
            old_account: None,
            seed,
            app_id,
            app_secret,
        }
    }

    /// A new response body.
    pub(crate) fn json(&self) -> Json {
        Json::object(self.settings.escape_slashes, 256)
    }

    /// The group that a user is in.
    pub(crate) fn group_of(&self, user: User) -> i64 {
        self.followers.notes(user).map_or(0, |notes| notes.group)
    }

    /// How many members a group has.
    pub(crate) fn members(&self, group: i64) -> u64 {
        match group {
            0 => self.followers.count() - self.groups.by_id.values().map(|group| group.members).sum::<u64>(),
            _ => self.groups.by_id.get(&group).map_or(0, |group| group.members),
        }
    }

    /// Moves a follower; the group must exist.
    pub(crate) fn move_to(&mut self, user: User, group: i64) {
        let old = self.group_of(user);
        self.groups.leave(old);
        self.groups.enter(group);
        self.followers.notes_mut(user).group = group;
    }

    /// Makes a user follow who does not, with this profile.
    pub(crate) fn follow(&mut self, now: Timestamp, openid: &str, profile: Profile) {
        if self.followers.find(openid).is_some_and(|user| self.followers.follows(user)) {
            return;
        }
        let user = self.followers.follow(openid);
        let notes = self.followers.notes_mut(user);
        (notes.followed_at, notes.profile) = (Some(now.as_unix_secs()), profile);
        self.history.record(Change { at: now, user, source: self.source_of(user), follows: true });
    }

    /// The channel through which a follower began to follow (`user_source`).
    fn source_of(&self, user: User) -> i64 {
        let changed = self.followers.notes(user).and_then(|notes| notes.profile.subscribe_scene.as_deref());
        source_of(changed.unwrap_or_else(|| self.formula.scene(self.followers.profile_number(user))))
    }

    /// Removes a follower together with their remark, group and tags.
    pub(crate) fn unfollow(&mut self, now: Timestamp, user: User) {
        if self.followers.follows(user) {
            self.history.record(Change { at: now, user, source: self.source_of(user), follows: false });
            self.groups.leave(self.group_of(user));
            if let Some(notes) = self.followers.notes(user) {
                self.tags.remove_member(user, &notes.tags);
            }
            self.followers.unfollow(user);
        }
    }
}
