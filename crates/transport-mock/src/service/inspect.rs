//! What a test reads from the account and changes in it.

mod account;
pub(crate) mod list;
pub(crate) mod sources;
mod tags;
mod web;

use std::sync::Arc;

use serde::Deserialize;
use serde::de::value::{Error as ValueError, StrDeserializer};
use wechat_user_core::{AppId, AppSecret, GroupId, OpenId, Timestamp};

use super::saved::FileError;
use super::{Service, TokenMode, TokenRef};
use crate::service::faults::Fault;
use crate::service::state::bodies::{Bodies, BodyStore};
use crate::service::state::followers::User;
use crate::service::state::journal::Entry;
use crate::service::state::profile::Profile;

/// Reading the state.
impl Service {
    /// The account's app id.
    #[must_use]
    pub const fn app_id(&self) -> &AppId {
        &self.account.app_id
    }

    /// The account's original id (原始ID), `gh_` and 12 hexadecimal digits. It is computed from the app id.
    #[must_use]
    pub fn original_id(&self) -> String {
        account::original_id(self.app_id().as_str())
    }

    /// The account's AppSecret.
    #[must_use]
    pub const fn app_secret(&self) -> &AppSecret {
        &self.account.app_secret
    }

    /// The openid of this number: a follower if it is below the number of generated followers, otherwise a user who
    /// never followed. Every number has its own openid.
    #[must_use]
    pub fn openid(&self, number: u64) -> OpenId {
        self.openid_of(User::Generated(number))
    }

    /// The first of the list of followers.
    #[must_use]
    pub fn first_follower(&self) -> Option<OpenId> {
        self.account.followers.followers_after(None).next().map(|user| self.openid_of(user))
    }

    /// How many users follow now.
    #[must_use]
    pub fn followers(&self) -> u64 {
        self.account.followers.count()
    }

    /// Whether this user follows now.
    #[must_use]
    pub fn is_following(&self, openid: &OpenId) -> bool {
        self.find(openid).is_some_and(|user| self.account.followers.follows(user))
    }

    /// The group (分组) that a follower is in; `None` for a user who does not follow.
    #[must_use]
    pub fn group_of(&self, openid: &OpenId) -> Option<GroupId> {
        let user = self.find(openid).filter(|user| self.account.followers.follows(*user))?;
        Some(GroupId::new(self.account.group_of(user)))
    }

    /// The followers in a group, in the order of the list. Group 0 contains all others, so it can be large.
    #[must_use]
    pub fn members_of(&self, group: GroupId) -> Vec<OpenId> {
        let users = &self.account.followers;
        match group.get() {
            0 => {
                let ungrouped = users.followers_after(None).filter(|user| self.account.group_of(*user) == 0);
                ungrouped.map(|user| self.openid_of(user)).collect()
            }
            id => {
                let members = users.noted().filter(|(_, notes)| notes.group == id);
                members.map(|(user, _)| self.openid_of(user)).collect()
            }
        }
    }

    /// The groups: id, name and number of members.
    #[must_use]
    pub fn groups(&self) -> Vec<(GroupId, String, u64)> {
        let groups = self.account.groups.by_id.iter();
        groups.map(|(id, group)| (GroupId::new(*id), group.name.clone(), self.account.members(*id))).collect()
    }

    /// The remark (备注名) of a follower, empty for none; `None` for a user who does not follow.
    #[must_use]
    pub fn remark_of(&self, openid: &OpenId) -> Option<String> {
        let user = self.find(openid).filter(|user| self.account.followers.follows(*user))?;
        Some(self.account.followers.notes(user).map(|notes| notes.remark.clone()).unwrap_or_default())
    }

    /// The journal, oldest first: the last 100,000 calls.
    pub fn journal(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.journal.entries()
    }

    /// The calls after the one with this number, oldest first, as far as they are kept.
    pub fn journal_after(&self, number: u64) -> impl DoubleEndedIterator<Item = &Entry> {
        self.journal.entries_after(number)
    }

    /// The query and the bodies of the call with this number, if they are [kept](Self::keep_bodies) still.
    #[must_use]
    pub fn bodies_of(&self, number: u64) -> Option<Arc<Bodies>> {
        self.journal.bodies(number)
    }

    /// How often the journal was emptied, so that a reader can distinguish the call with a number from an earlier one.
    #[must_use]
    pub const fn journal_restarts(&self) -> u64 {
        self.journal.restarts()
    }

    /// How many calls arrived, including those that failed.
    #[must_use]
    pub const fn calls(&self) -> u64 {
        self.journal.total()
    }

    /// How many calls of this path arrived, including those that failed.
    #[must_use]
    pub fn calls_to(&self, path: &str) -> u64 {
        self.journal.of_path(path)
    }

    /// How many calls requested a token, plain or stable.
    #[must_use]
    pub fn token_requests(&self) -> u64 {
        self.calls_to("/cgi-bin/token") + self.calls_to("/cgi-bin/stable_token")
    }
}

/// Changes by users, the operator and other processes.
impl Service {
    /// Makes a user follow, again or for the first time. An openid that is not a generated one is added at the end of
    /// the list.
    pub fn follow(&mut self, now: Timestamp, openid: &OpenId) {
        self.account.follow(now, openid.as_str(), Profile::default());
    }

    /// Removes a follower together with their remark, group and tags. False if the user does not follow.
    pub fn unfollow(&mut self, now: Timestamp, openid: &OpenId) -> bool {
        let user = self.find(openid).filter(|user| self.account.followers.follows(*user));
        if let Some(user) = user {
            self.account.unfollow(now, user);
        }
        user.is_some()
    }

    /// Changes the profile of a follower. False if the user does not follow.
    pub fn edit_profile(&mut self, openid: &OpenId, edit: impl FnOnce(&mut Profile)) -> bool {
        let user = self.find(openid).filter(|user| self.account.followers.follows(*user));
        if let Some(user) = user {
            edit(&mut self.account.followers.notes_mut(user).profile);
        }
        user.is_some()
    }

    /// Replaces the tokens, as another process would: the current ones, plain and stable, get 40001 from now on. The
    /// next `/cgi-bin/stable_token` returns the new token.
    pub fn replace_token(&mut self, now: Timestamp) {
        self.account.tokens.replace(now, self.account.settings.token_lifetime);
    }

    /// Makes the current tokens expire: they get 42001 from now on.
    pub fn expire_token(&mut self, now: Timestamp) {
        self.account.tokens.expire(now);
    }

    /// Issues a token, as another process would get it: a new plain token, or the current stable one.
    pub fn issue_token(&mut self, now: Timestamp, mode: TokenMode) -> (TokenRef, wechat_user_core::AccessToken) {
        let lifetime = self.account.settings.token_lifetime;
        let (token, _) = match mode {
            TokenMode::Plain => self.account.tokens.plain(now, lifetime),
            TokenMode::Stable => self.account.tokens.stable(now, lifetime),
        };
        (token, self.account.tokens.text(token).into())
    }

    /// Limits the calls of a path per day (until midnight in China); more get 45009.
    pub fn limit_per_day(&mut self, path: &str, calls: u64) {
        self.account.quotas.set_daily(path, calls);
    }

    /// Limits the calls of a path per minute; more get 45011.
    pub fn limit_per_minute(&mut self, path: &str, calls: u64) {
        self.account.quotas.set_minute(path, calls);
    }

    /// Keeps queries and bodies of calls in the journal from now on, with secrets replaced; `None` keeps none, as at
    /// the start. They contain openids.
    pub fn keep_bodies(&mut self, store: Option<BodyStore>) {
        self.journal.keep_bodies(store);
    }

    /// Adds a fault.
    pub fn add_fault(&mut self, fault: Fault) {
        self.faults.add(fault);
    }

    /// Adds faults that come from a file or another program: all of them, or none if one can never apply.
    ///
    /// # Errors
    ///
    /// When a fault is on a path that the simulator does not have, or applies zero times.
    pub fn add_faults(&mut self, faults: Vec<Fault>) -> Result<(), FileError> {
        match faults.iter().find_map(Fault::problem) {
            Some(problem) => Err(FileError(problem)),
            None => {
                faults.into_iter().for_each(|fault| self.faults.add(fault));
                Ok(())
            }
        }
    }

    /// The pending faults in the order in which they were added, with the remaining counts.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        self.faults.rules()
    }

    /// Removes all faults.
    pub fn clear_faults(&mut self) {
        self.faults.clear();
    }

    pub(super) fn find(&self, openid: &OpenId) -> Option<User> {
        self.account.followers.find(openid.as_str())
    }

    /// Read as from a response: a follower may be added under an openid that [`OpenId::new`] refuses.
    #[expect(clippy::expect_used, reason = "generated ones are not blank; a blank one is refused in states and seeds")]
    fn openid_of(&self, user: User) -> OpenId {
        let text = self.account.followers.with_openid(user, |openid| String::from_utf8_lossy(openid).into_owned());
        OpenId::deserialize(StrDeserializer::<ValueError>::new(&text)).expect("an openid that is not blank")
    }
}
