//! Looking inside, and turning the knobs: what a test asks of the account, and what others do to it.

mod tags;
mod web;

use wechat_user_core::{AppId, AppSecret, GroupId, OpenId, Timestamp};

use super::{Service, TokenMode, TokenRef};
use crate::service::faults::Fault;
use crate::service::state::followers::Person;
use crate::service::state::journal::Entry;
use crate::service::state::profile::Profile;

/// Looking inside.
impl Service {
    /// The account's app id.
    #[must_use]
    pub const fn app_id(&self) -> &AppId {
        &self.account.app_id
    }

    /// The account's AppSecret.
    #[must_use]
    pub const fn app_secret(&self) -> &AppSecret {
        &self.account.app_secret
    }

    /// The openid of this number: a follower from the start when it is below the number of followers, otherwise somebody who never
    /// followed. Any number has one, and no two the same.
    #[must_use]
    pub fn openid(&self, number: u64) -> OpenId {
        self.openid_of(Person::Numbered(number))
    }

    /// How many follow now.
    #[must_use]
    pub fn followers(&self) -> u64 {
        self.account.people.followers()
    }

    /// Whether this user follows now.
    #[must_use]
    pub fn is_following(&self, openid: &OpenId) -> bool {
        self.find(openid).is_some_and(|person| self.account.people.follows(person))
    }

    /// The group (分组) that a follower is in; `None` for somebody who does not follow.
    #[must_use]
    pub fn group_of(&self, openid: &OpenId) -> Option<GroupId> {
        let person = self.find(openid).filter(|person| self.account.people.follows(*person))?;
        Some(GroupId::new(self.account.group_of(person)))
    }

    /// The followers in a group, in the order of the list; of a large account's group 0, that is everybody.
    #[must_use]
    pub fn members_of(&self, group: GroupId) -> Vec<OpenId> {
        let people = &self.account.people;
        match group.get() {
            0 => {
                let ungrouped = people.followers_after(None).filter(|person| self.account.group_of(*person) == 0);
                ungrouped.map(|person| self.openid_of(person)).collect()
            }
            id => {
                let members = people.noted().filter(|(_, notes)| notes.group == id);
                members.map(|(person, _)| self.openid_of(person)).collect()
            }
        }
    }

    /// The groups: id, name, and how many are in it.
    #[must_use]
    pub fn groups(&self) -> Vec<(GroupId, String, u64)> {
        let groups = self.account.groups.by_id.iter();
        groups.map(|(id, group)| (GroupId::new(*id), group.name.clone(), self.account.members(*id))).collect()
    }

    /// The remark (备注名) of a follower, empty for none; `None` for somebody who does not follow.
    #[must_use]
    pub fn remark_of(&self, openid: &OpenId) -> Option<String> {
        let person = self.find(openid).filter(|person| self.account.people.follows(*person))?;
        Some(self.account.people.notes(person).map(|notes| notes.remark.clone()).unwrap_or_default())
    }

    /// The journal, oldest first: the last 100,000 calls.
    pub fn journal(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.journal.entries()
    }

    /// How many calls came, whatever became of them.
    #[must_use]
    pub const fn calls(&self) -> u64 {
        self.journal.total()
    }

    /// How many calls of this path came, whatever became of them.
    #[must_use]
    pub fn calls_to(&self, path: &str) -> u64 {
        self.journal.of_path(path)
    }

    /// How many calls asked for a token, of either world.
    #[must_use]
    pub fn token_requests(&self) -> u64 {
        self.calls_to("/cgi-bin/token") + self.calls_to("/cgi-bin/stable_token")
    }
}

/// What others do to the account.
impl Service {
    /// Makes this user follow, again or for the first time; one whom the formula does not know is put at the end of the list.
    pub fn follow(&mut self, now: Timestamp, openid: &OpenId) {
        if !self.is_following(openid) {
            let person = self.account.people.follow(openid.as_str());
            self.account.people.notes_mut(person).followed_at = Some(now.as_unix_secs());
        }
    }

    /// Makes this user stop following; his group and remark are forgotten. False when he did not follow.
    pub fn unfollow(&mut self, openid: &OpenId) -> bool {
        let person = self.find(openid).filter(|person| self.account.people.follows(*person));
        if let Some(person) = person {
            self.account.unfollow(person);
        }
        person.is_some()
    }

    /// Changes what `user/info` says of a follower. False when he does not follow.
    pub fn edit_profile(&mut self, openid: &OpenId, edit: impl FnOnce(&mut Profile)) -> bool {
        let person = self.find(openid).filter(|person| self.account.people.follows(*person));
        if let Some(person) = person {
            edit(&mut self.account.people.notes_mut(person).profile);
        }
        person.is_some()
    }

    /// Another process replaced the tokens: those that were current get 40001 from now on, in both worlds. The next
    /// `/cgi-bin/stable_token` answers with the token that the other process got.
    pub fn replace_token(&mut self, now: Timestamp) {
        self.account.tokens.replace(now, self.account.settings.token_lifetime);
    }

    /// The tokens that are current expire: 42001 from now on.
    pub fn expire_token(&mut self, now: Timestamp) {
        self.account.tokens.expire(now);
    }

    /// Issues a token as if another process had asked for one: of the plain world a new one, of the stable world the current one.
    pub fn issue_token(&mut self, now: Timestamp, mode: TokenMode) -> (TokenRef, wechat_user_core::AccessToken) {
        let lifetime = self.account.settings.token_lifetime;
        let (token, _) = match mode {
            TokenMode::Plain => self.account.tokens.plain(now, lifetime),
            TokenMode::Stable => self.account.tokens.stable(now, lifetime),
        };
        (token, self.account.tokens.text(token).into())
    }

    /// Lets a path be called so many times a day (until midnight in China), then 45009.
    pub fn limit_per_day(&mut self, path: &str, calls: u64) {
        self.account.quotas.set_daily(path, calls);
    }

    /// Lets a path be called so many times in each minute, then 45011.
    pub fn limit_per_minute(&mut self, path: &str, calls: u64) {
        self.account.quotas.set_minute(path, calls);
    }

    /// Something will go wrong.
    pub fn add_fault(&mut self, fault: Fault) {
        self.faults.add(fault);
    }

    /// What is still to go wrong, in the order in which it was added, with the counts that are left.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        self.faults.rules()
    }

    /// Nothing goes wrong any more.
    pub fn clear_faults(&mut self) {
        self.faults.clear();
    }

    pub(super) fn find(&self, openid: &OpenId) -> Option<Person> {
        self.account.people.find(openid.as_str())
    }

    #[expect(clippy::expect_used, reason = "the engine makes no empty openid, and takes none in")]
    fn openid_of(&self, person: Person) -> OpenId {
        let text = self.account.people.with_openid(person, |openid| String::from_utf8_lossy(openid).into_owned());
        OpenId::new(text).expect("an openid is not empty")
    }
}
