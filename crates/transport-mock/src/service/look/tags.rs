//! Looking at tags (标签) and the blacklist (黑名单), and changing them as the operator does on the web console.

use wechat_user_core::{OpenId, TagId};

use super::super::Service;

/// Tags and blacklist.
impl Service {
    /// The tags: id, name, and how many carry it.
    #[must_use]
    pub fn tags(&self) -> Vec<(TagId, String, u64)> {
        let tags = self.account.tags.by_id.iter();
        tags.map(|(id, tag)| (TagId::new(*id), tag.name.clone(), tag.members.len() as u64)).collect()
    }

    /// The tags of a follower, in the order in which they were put on; `None` for somebody who does not follow.
    #[must_use]
    pub fn tags_of(&self, openid: &OpenId) -> Option<Vec<TagId>> {
        let person = self.find(openid).filter(|person| self.account.people.follows(*person))?;
        let tags = self.account.people.notes(person).map_or(&[][..], |notes| &notes.tags);
        Some(tags.iter().copied().map(TagId::new).collect())
    }

    /// Who carries a tag, in the order of the list of followers.
    #[must_use]
    pub fn members_of_tag(&self, tag: TagId) -> Vec<OpenId> {
        let members = self.account.tags.by_id.get(&tag.get()).into_iter().flat_map(|tag| &tag.members);
        members.map(|person| self.openid_of(*person)).collect()
    }

    /// Whether this user is on the blacklist.
    #[must_use]
    pub fn is_blacklisted(&self, openid: &OpenId) -> bool {
        self.find(openid).is_some_and(|person| self.account.blacklist.contains(&person))
    }

    /// The blacklist, in the order of the list of followers.
    #[must_use]
    pub fn blacklist(&self) -> Vec<OpenId> {
        self.account.blacklist.iter().map(|person| self.openid_of(*person)).collect()
    }

    /// The operator makes a tag. No limit is looked at.
    pub fn create_tag(&mut self, name: &str) -> TagId {
        TagId::new(self.account.create_tag(name))
    }

    /// The operator tags a follower. False when he does not follow, or when there is no such tag.
    pub fn tag(&mut self, openid: &OpenId, tag: TagId) -> bool {
        let person = self.find(openid).filter(|person| self.account.people.follows(*person));
        let known = self.account.tags.by_id.contains_key(&tag.get());
        if let Some(person) = person.filter(|_| known) {
            self.account.tag(person, tag.get());
        }
        person.is_some() && known
    }

    /// The operator puts somebody on the blacklist. False when that is no openid of this account.
    pub fn block(&mut self, openid: &OpenId) -> bool {
        let person = self.find(openid);
        self.account.blacklist.extend(person);
        person.is_some()
    }
}
