//! `client.tags()`

use wechat_user_core::machine::TagMembers;
use wechat_user_core::tags::{
    CreateTag, CreatedTag, DeleteTag, GetTagMembers, GetTags, GetTagsOf, RenameTag, Tag, TagUsers, UntagUsers,
};
use wechat_user_core::{Batch, Endpoint, Error, OpenId, TagId};

use crate::areas::OpenIds;
use crate::bulk::{BulkRun, Feed, Tagging, Untagging};
use crate::shared::Handle;

/// The tags (标签) of an account, which have replaced groups (分组).
///
/// # Errors
///
/// Every method: a refused argument, before anything is sent; an error of the service; a failure of the exchange.
#[derive(Clone, Copy, Debug)]
pub struct Tags<'a>(&'a Handle);

#[expect(clippy::missing_errors_doc, reason = "said once, for all of them")]
impl<'a> Tags<'a> {
    pub(crate) const fn new(handle: &'a Handle) -> Self {
        Self(handle)
    }

    /// Creates a tag (创建标签): [`CreateTag`]. A name of at most 30 characters; at most 100 tags an account. If the
    /// response is lost, the call fails and is not repeated: see [`ensure`](Self::ensure).
    pub fn create(&self, name: &str) -> Result<CreatedTag, Error> {
        self.0.call(&CreateTag::new(name)?)
    }

    /// Lists all tags (获取公众号已创建的标签): [`GetTags`].
    pub fn list(&self) -> Result<Vec<Tag>, Error> {
        self.0.call(&GetTags::new()).map(|list| list.tags)
    }

    /// Renames a tag (编辑标签): [`RenameTag`]. Not 0, 1 or 2; a name of at most 30 characters.
    pub fn rename(&self, id: TagId, name: &str) -> Result<(), Error> {
        self.0.call(&RenameTag::new(id, name)?).map(drop)
    }

    /// Deletes a tag (删除标签), which its members lose: [`DeleteTag`]. Not 0, 1 or 2, and no tag with more than 100,000
    /// followers.
    pub fn delete(&self, id: TagId) -> Result<(), Error> {
        self.0.call(&DeleteTag::new(id)?).map(drop)
    }

    /// Puts a tag on 1 to 50 followers (批量为用户打标签): [`TagMembers`], one call if all goes well. When some of the openids
    /// fail (45171), those are sent again, and so is the whole when the service is not ready (45159, 45169), a few
    /// times; [`Error::failed_openids`] names the openids that are not processed in the end.
    pub fn add(&self, id: TagId, openids: &[OpenId]) -> Result<(), Error> {
        self.0.first(TagMembers::add(id, Batch::new(openids)?), TagUsers::SPEC.path())
    }

    /// Takes a tag off 1 to 50 followers (批量为用户取消标签): [`TagMembers`], like [`add`](Self::add).
    pub fn remove(&self, id: TagId, openids: &[OpenId]) -> Result<(), Error> {
        self.0.first(TagMembers::remove(id, Batch::new(openids)?), UntagUsers::SPEC.path())
    }

    /// Puts a tag on any number of followers: [`BulkRun`] with [`Tagging`](crate::bulk::Tagging), 50 in a call.
    pub fn add_all<S>(&self, id: TagId, openids: S) -> BulkRun<Tagging, S::IntoIter>
    where
        S: IntoIterator<Item: Feed<OpenId>>,
    {
        BulkRun::new(self.0, Tagging::new(id), openids)
    }

    /// Takes a tag off any number of followers: [`BulkRun`] with [`Untagging`](crate::bulk::Untagging), 50 in a call.
    pub fn remove_all<S>(&self, id: TagId, openids: S) -> BulkRun<Untagging, S::IntoIter>
    where
        S: IntoIterator<Item: Feed<OpenId>>,
    {
        BulkRun::new(self.0, Untagging::new(id), openids)
    }

    /// The tags of a follower (获取用户身上的标签列表): [`GetTagsOf`].
    pub fn of(&self, openid: &OpenId) -> Result<Vec<TagId>, Error> {
        self.0.call(&GetTagsOf::new(openid)).map(|of| of.tagid_list)
    }

    /// The followers that have a tag (获取标签下粉丝列表), page after page as the iterator moves on: [`GetTagMembers`].
    pub fn members(&self, id: TagId) -> OpenIds<GetTagMembers> {
        OpenIds::new(self.0.clone(), GetTagMembers::new(id))
    }

    /// The followers that have a tag, after this openid: the last one that was dealt with, say.
    pub fn members_from(&self, id: TagId, cursor: OpenId) -> OpenIds<GetTagMembers> {
        OpenIds::new(self.0.clone(), GetTagMembers::after(id, cursor))
    }

    /// The tag of this name, created if there is none: up to three calls. Creating is not repeatable, this is: if the
    /// response to the create is lost, or says that the name is taken by now (45157), the list shows whether there is
    /// one.
    pub fn ensure(&self, name: &str) -> Result<CreatedTag, Error> {
        let create = CreateTag::new(name)?;
        if let Some(found) = self.named(name)? {
            return Ok(found);
        }
        match self.0.call(&create) {
            Err(unclear) if unclear.may_have_been_done() => self.named(name)?.ok_or(unclear),
            result => result,
        }
    }

    fn named(&self, name: &str) -> Result<Option<CreatedTag>, Error> {
        let found = self.list()?.into_iter().find(|tag| tag.name == name);
        Ok(found.map(|tag| CreatedTag::new(tag.id, tag.name)))
    }
}
