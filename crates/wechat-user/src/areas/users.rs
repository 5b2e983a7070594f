//! `client.users()`

use wechat_user_core::users::{GetUser, GetUsers, Lang, SetRemark, User, UserList};
use wechat_user_core::{Batch, Error, OpenId};

use crate::bulk::{BulkRun, Feed, Fetch, Remark};
use crate::shared::Handle;

/// The profiles and remarks of users. Their list is [`Client::followers`](crate::Client::followers).
///
/// # Errors
///
/// Every method: a refused argument, before anything is sent; an error of the service; a failure of the exchange.
#[derive(Clone, Copy, Debug)]
pub struct Users<'a>(&'a Handle);

#[expect(clippy::missing_errors_doc, reason = "said once, for all of them")]
impl<'a> Users<'a> {
    pub(crate) const fn new(handle: &'a Handle) -> Self {
        Self(handle)
    }

    /// One user's profile (获取用户基本信息), places in simplified Chinese: [`GetUser`].
    pub fn info(&self, openid: &OpenId) -> Result<User, Error> {
        self.info_in(openid, Lang::ZhCn)
    }

    /// One user's profile, places in this language: [`GetUser`].
    pub fn info_in(&self, openid: &OpenId, lang: Lang) -> Result<User, Error> {
        self.0.call(&GetUser::new(openid).with_lang(lang))
    }

    /// 1 to 100 profiles in one call (批量获取用户基本信息), places in simplified Chinese: [`GetUsers`]. Look them up
    /// by openid: the order is not guaranteed.
    pub fn batch(&self, openids: &[OpenId]) -> Result<UserList, Error> {
        self.batch_in(openids, Lang::ZhCn)
    }

    /// 1 to 100 profiles in one call, places in this language: [`GetUsers`].
    pub fn batch_in(&self, openids: &[OpenId], lang: Lang) -> Result<UserList, Error> {
        self.0.call(&GetUsers::new(Batch::new(openids)?).with_lang(lang))
    }

    /// Sets the operator's remark on a follower (设置用户备注名), an empty one clears it: [`SetRemark`].
    pub fn set_remark(&self, openid: &OpenId, remark: &str) -> Result<(), Error> {
        self.0.call(&SetRemark::new(openid, remark)).map(drop)
    }

    /// The profiles of any number of users, places in simplified Chinese: [`BulkRun`] with
    /// [`Fetch`](crate::bulk::Fetch), 100 in a call. [`BulkRun::run_in_order`] returns them in the order of the
    /// openids. A user whom the response leaves out is [`Missing`](crate::bulk::ItemResult::Missing).
    pub fn get_all<S>(&self, openids: S) -> BulkRun<Fetch, S::IntoIter>
    where
        S: IntoIterator<Item: Feed<OpenId>>,
    {
        self.get_all_in(openids, Lang::ZhCn)
    }

    /// The profiles of any number of users, places in this language: like [`get_all`](Self::get_all).
    pub fn get_all_in<S>(&self, openids: S, lang: Lang) -> BulkRun<Fetch, S::IntoIter>
    where
        S: IntoIterator<Item: Feed<OpenId>>,
    {
        BulkRun::new(self.0, Fetch::in_lang(lang), openids)
    }

    /// Sets remarks on any number of followers, given as pairs of openid and remark: [`BulkRun`] with
    /// [`Remark`](crate::bulk::Remark), one in a call; 10,000 calls a day.
    pub fn set_remarks<S>(&self, pairs: S) -> BulkRun<Remark, S::IntoIter>
    where
        S: IntoIterator<Item: Feed<(OpenId, String)>>,
    {
        BulkRun::new(self.0, Remark::new(), pairs)
    }
}
