//! `client.blacklist()`

use wechat_user_core::blacklist::{BlockUsers, GetBlacklist, UnblockUsers};
use wechat_user_core::{Batch, Error, OpenId};

use crate::areas::OpenIds;
use crate::bulk::{Block, BulkRun, Feed, Unblock};
use crate::shared::Handle;

/// The blacklist (黑名单) of an account.
///
/// # Errors
///
/// Every method: a refused argument, before anything is sent; an error of the service; a failure of the exchange.
#[derive(Clone, Copy, Debug)]
pub struct Blacklist<'a>(&'a Handle);

#[expect(clippy::missing_errors_doc, reason = "said once, for all of them")]
impl<'a> Blacklist<'a> {
    pub(crate) const fn new(handle: &'a Handle) -> Self {
        Self(handle)
    }

    /// All users on the blacklist (获取公众号的黑名单列表), page after page of 1000 as the iterator moves on: [`GetBlacklist`].
    pub fn iter(&self) -> OpenIds<GetBlacklist> {
        OpenIds::new(self.0.clone(), GetBlacklist::new())
    }

    /// All users on the blacklist after this openid: the last one that was dealt with, say.
    pub fn iter_from(&self, cursor: OpenId) -> OpenIds<GetBlacklist> {
        OpenIds::new(self.0.clone(), GetBlacklist::after(cursor))
    }

    /// Puts 1 to 20 users on the blacklist in one call (拉黑用户): [`BlockUsers`].
    pub fn add(&self, openids: &[OpenId]) -> Result<(), Error> {
        self.0.call(&BlockUsers::new(Batch::new(openids)?)).map(drop)
    }

    /// Takes 1 to 20 users off the blacklist in one call (取消拉黑用户): [`UnblockUsers`].
    pub fn remove(&self, openids: &[OpenId]) -> Result<(), Error> {
        self.0.call(&UnblockUsers::new(Batch::new(openids)?)).map(drop)
    }

    /// Puts any number of users on the blacklist: [`BulkRun`] with [`Block`](crate::bulk::Block), 20 in a call.
    pub fn add_all<S>(&self, openids: S) -> BulkRun<Block, S::IntoIter>
    where
        S: IntoIterator<Item: Feed<OpenId>>,
    {
        BulkRun::new(self.0, Block::new(), openids)
    }

    /// Takes any number of users off the blacklist: [`BulkRun`] with [`Unblock`](crate::bulk::Unblock), 20 in a call.
    pub fn remove_all<S>(&self, openids: S) -> BulkRun<Unblock, S::IntoIter>
    where
        S: IntoIterator<Item: Feed<OpenId>>,
    {
        BulkRun::new(self.0, Unblock::new(), openids)
    }
}
