//! Looking at tags (标签) and the blacklist (黑名单), and changing them as the operator does on the web console.

use wechat_user_core::{OpenId, TagId};

use super::super::Service;

/// Tags and blacklist.
impl Service {
    /// The tags: id, name and number of members.
    #[must_use]
    pub fn tags(&self) -> Vec<(TagId, String, u64)> {
        let tags = self.account.tags.by_id.iter();
        tags.map(|(id, tag)| (TagId::new(*id), tag.name.clone(), tag.members.len() as u64)).collect()
    }

    /// The tags of a follower, in the order in which they were added; `None` for a user who does not follow.
    #[must_use]
    pub fn tags_of(&self, openid: &OpenId) -> Option<Vec<TagId>> {
        let user = self.find(openid).filter(|user| self.account.followers.follows(*user))?;
        let tags = self.account.followers.notes(user).map_or(&[][..], |notes| &notes.tags);
        Some(tags.iter().copied().map(TagId::new).collect())
    }

    /// The members of a tag, in the order of the list of followers.
    #[must_use]
    pub fn members_of_tag(&self, tag: TagId) -> Vec<OpenId> {
        let members = self.account.tags.by_id.get(&tag.get()).into_iter().flat_map(|tag| &tag.members);
        members.map(|user| self.openid_of(*user)).collect()
    }

    /// Whether this user is on the blacklist.
    #[must_use]
    pub fn is_blacklisted(&self, openid: &OpenId) -> bool {
        self.find(openid).is_some_and(|user| self.account.blacklist.contains(&user))
    }

    /// The blacklist, in the order of the list of followers.
    #[must_use]
    pub fn blacklist(&self) -> Vec<OpenId> {
        self.account.blacklist.iter().map(|user| self.openid_of(*user)).collect()
    }

    /// Creates a tag, as the operator does. No limit is checked.
    pub fn create_tag(&mut self, name: &str) -> TagId {
        TagId::new(self.account.create_tag(name))
    }

    /// Tags a follower, as the operator does. False if the user does not follow or the tag does not exist.
    pub fn tag(&mut self, openid: &OpenId, tag: TagId) -> bool {
        let user = self.find(openid).filter(|user| self.account.followers.follows(*user));
        let known = self.account.tags.by_id.contains_key(&tag.get());
        if let Some(user) = user.filter(|_| known) {
            self.account.tag(user, tag.get());
        }
        user.is_some() && known
    }

    /// Blocks a user, as the operator does. False if the openid is not of this account.
    pub fn block(&mut self, openid: &OpenId) -> bool {
        let user = self.find(openid);
        self.account.blacklist.extend(user);
        user.is_some()
    }
}
