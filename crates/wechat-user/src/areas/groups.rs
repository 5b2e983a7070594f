//! `client.groups()`

use wechat_user_core::groups::{
    CreateGroup, CreatedGroup, DeleteGroup, GetGroupOf, GetGroups, Group, MoveUser, MoveUsers, RenameGroup,
};
use wechat_user_core::{Batch, Error, GroupId, OpenId};

use crate::bulk::{BulkRun, Feed, Move};
use crate::shared::Handle;

/// The groups (分组) of an account. Tags (标签) have replaced them in today's documents.
///
/// # Errors
///
/// Every method: a refused argument, before anything is sent; an error of the service; a failure of the exchange.
#[derive(Clone, Copy, Debug)]
pub struct Groups<'a>(&'a Handle);

#[expect(clippy::missing_errors_doc, reason = "said once, for all of them")]
impl<'a> Groups<'a> {
    pub(crate) const fn new(handle: &'a Handle) -> Self {
        Self(handle)
    }

    /// Creates a group (创建分组): [`CreateGroup`]. A name of at most 30 characters. If the response is lost, the call
    /// fails and is not repeated: see [`ensure`](Self::ensure).
    pub fn create(&self, name: &str) -> Result<CreatedGroup, Error> {
        self.0.call(&CreateGroup::new(name)?)
    }

    /// Lists all groups (查询所有分组), 0, 1 and 2 included: [`GetGroups`].
    pub fn list(&self) -> Result<Vec<Group>, Error> {
        self.0.call(&GetGroups::new()).map(|list| list.groups)
    }

    /// The group that a user is in (查询用户所在分组): [`GetGroupOf`].
    pub fn of(&self, openid: &OpenId) -> Result<GroupId, Error> {
        self.0.call(&GetGroupOf::new(openid)).map(|of| of.groupid)
    }

    /// Renames a group (修改分组名): [`RenameGroup`]. Not 0, 1 or 2; a name of at most 30 characters.
    pub fn rename(&self, id: GroupId, name: &str) -> Result<(), Error> {
        self.0.call(&RenameGroup::new(id, name)?).map(drop)
    }

    /// Moves a user to a group (移动用户分组): [`MoveUser`].
    pub fn move_user(&self, openid: &OpenId, to: GroupId) -> Result<(), Error> {
        self.0.call(&MoveUser::new(openid, to)).map(drop)
    }

    /// Moves 1 to 50 users to a group in one call (批量移动用户分组): [`MoveUsers`].
    pub fn move_users(&self, openids: &[OpenId], to: GroupId) -> Result<(), Error> {
        self.0.call(&MoveUsers::new(Batch::new(openids)?, to)).map(drop)
    }

    /// Moves any number of users to a group: [`BulkRun`] with [`Move`](crate::bulk::Move), 50 in a call.
    pub fn move_all<S>(&self, openids: S, to: GroupId) -> BulkRun<Move, S::IntoIter>
    where
        S: IntoIterator<Item: Feed<OpenId>>,
    {
        BulkRun::new(self.0, Move::to(to), openids)
    }

    /// Deletes a group (删除分组), whose members fall back to 0 (未分组): [`DeleteGroup`]. Not 0, 1 or 2.
    pub fn delete(&self, id: GroupId) -> Result<(), Error> {
        self.0.call(&DeleteGroup::new(id)?).map(drop)
    }

    /// The group of this name, created if there is none: up to three calls. Creating is not repeatable, this is: if the
    /// response to the create is lost, the list shows whether it was done.
    ///
    /// ```
    /// # use transport_mock::FakeWeChat;
    /// # use wechat_user::Client;
    /// # fn main() -> Result<(), wechat_user::Error> {
    /// # let wechat = FakeWeChat::new();
    /// # let client = Client::builder(wechat.app_id(), wechat.app_secret()).transport(wechat.clone()).clock(wechat.clock()).build()?;
    /// let group = client.groups().ensure("华东客户")?;
    /// assert_eq!(client.groups().ensure("华东客户")?, group);
    /// assert_eq!(client.groups().list()?.len(), 4);
    /// # Ok(())
    /// # }
    /// ```
    pub fn ensure(&self, name: &str) -> Result<CreatedGroup, Error> {
        let create = CreateGroup::new(name)?;
        if let Some(found) = self.named(name)? {
            return Ok(found);
        }
        match self.0.call(&create) {
            Err(lost) if lost.may_have_been_done() => self.named(name)?.ok_or(lost),
            result => result,
        }
    }

    fn named(&self, name: &str) -> Result<Option<CreatedGroup>, Error> {
        let found = self.list()?.into_iter().find(|group| group.name == name);
        Ok(found.map(|group| CreatedGroup::new(group.id, group.name)))
    }
}
