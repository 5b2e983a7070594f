//! Reading the state of the account.

use wechat_user_core::{GroupId, OpenId, TagId};

use super::FakeWeChat;
use crate::service::{Entry, Fault, FollowChange, Service, Settings};

/// Reading the state.
impl FakeWeChat {
    /// The openid of this number: a follower from the start when it is below the number of followers.
    #[must_use]
    pub fn openid(&self, number: u64) -> OpenId {
        self.service().openid(number)
    }

    /// How many users follow now.
    #[must_use]
    pub fn followers(&self) -> u64 {
        self.service().followers()
    }

    /// Whether this user follows now.
    #[must_use]
    pub fn is_following(&self, openid: &OpenId) -> bool {
        self.service().is_following(openid)
    }

    /// The last 100,000 follows and unfollows, oldest first.
    #[must_use]
    pub fn follow_changes(&self) -> Vec<FollowChange> {
        self.service().follow_changes().collect()
    }

    /// The group (分组) that a follower is in.
    #[must_use]
    pub fn group_of(&self, openid: &OpenId) -> Option<GroupId> {
        self.service().group_of(openid)
    }

    /// The followers in a group, in the order of the list.
    #[must_use]
    pub fn members_of(&self, group: GroupId) -> Vec<OpenId> {
        self.service().members_of(group)
    }

    /// The groups: id, name and number of members.
    #[must_use]
    pub fn groups(&self) -> Vec<(GroupId, String, u64)> {
        self.service().groups()
    }

    /// The tags (标签): id, name and number of members.
    #[must_use]
    pub fn tags(&self) -> Vec<(TagId, String, u64)> {
        self.service().tags()
    }

    /// The tags of a follower, in the order in which they were added.
    #[must_use]
    pub fn tags_of(&self, openid: &OpenId) -> Option<Vec<TagId>> {
        self.service().tags_of(openid)
    }

    /// The members of a tag, in the order of the list of followers.
    #[must_use]
    pub fn members_of_tag(&self, tag: TagId) -> Vec<OpenId> {
        self.service().members_of_tag(tag)
    }

    /// Whether this user is on the blacklist (黑名单).
    #[must_use]
    pub fn is_blacklisted(&self, openid: &OpenId) -> bool {
        self.service().is_blacklisted(openid)
    }

    /// The blacklist (黑名单), in the order of the list of followers.
    #[must_use]
    pub fn blacklist(&self) -> Vec<OpenId> {
        self.service().blacklist()
    }

    /// The openid of this follower in the old account (帐号迁移).
    #[must_use]
    pub fn old_openid(&self, number: u64) -> Option<OpenId> {
        self.service().old_openid(number)
    }

    /// The remark (备注名) of a follower, empty for none.
    #[must_use]
    pub fn remark_of(&self, openid: &OpenId) -> Option<String> {
        self.service().remark_of(openid)
    }

    /// The journal, oldest first.
    #[must_use]
    pub fn journal(&self) -> Vec<Entry> {
        self.service().journal().cloned().collect()
    }

    /// How many calls arrived, including those that failed.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.service().calls()
    }

    /// How many calls of this path arrived, including those that failed.
    #[must_use]
    pub fn calls_to(&self, path: &str) -> u64 {
        self.service().calls_to(path)
    }

    /// How many calls requested a token.
    #[must_use]
    pub fn token_requests(&self) -> u64 {
        self.service().token_requests()
    }

    /// The whole state as JSON: see [`Service::save`].
    #[must_use]
    pub fn save(&self) -> String {
        self.service().save()
    }

    /// The pending faults.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        self.service().faults().to_vec()
    }

    /// The settings at this moment.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.service().settings().clone()
    }

    /// Everything else that [`Service`] can do. Other calls wait until it is done.
    pub fn with_service<R>(&self, work: impl FnOnce(&mut Service) -> R) -> R {
        work(&mut self.service())
    }
}
