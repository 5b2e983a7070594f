//! `client.users()`

use wechat_user_core::users::{GetUser, GetUsers, Lang, SetRemark, User, UserList};
use wechat_user_core::{Batch, Error, OpenId};

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

    /// 1 to 100 profiles in one call (批量获取用户基本信息), places in simplified Chinese: [`GetUsers`]. Look them up by openid:
    /// the order is not guaranteed.
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
}
