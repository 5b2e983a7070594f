//! The client of one account.

use std::ops::ControlFlow;

use wechat_user_core::endpoint::Paged;
use wechat_user_core::machine::{CurrentToken, HeldToken, Pages};
use wechat_user_core::users::GetFollowers;
use wechat_user_core::{AccessToken, AppId, Credentials, Endpoint, Error, Machine, OpenId, Timestamp};

use crate::areas::{
    Blacklist, Followers, Groups, JsSdk, Migration, Network, OAuth, QrCodes, Quota, Raw, Rid, Shorten, Statistics,
    Tags, Users,
};
use crate::cancel::Cancel;
use crate::drive::Drive;
use crate::ended::Ended;
use crate::export::ExportRun;
use crate::parallel::drive_fed;
use crate::shared::Handle;

/// One Official Account (公众号/服务号), for any number of threads. Cheap to clone; clones share the token.
///
/// ```
/// use transport_mock::FakeWeChat;
/// use wechat_user::{Client, groups::GetGroups};
///
/// # fn main() -> Result<(), wechat_user::Error> {
/// let wechat = FakeWeChat::new().with_followers(3);
/// let client =
///     Client::builder(wechat.app_id(), wechat.app_secret()).transport(wechat.clone()).clock(wechat.clock()).build()?;
/// let openids: Vec<_> = client.followers().collect::<Result<_, _>>()?;
/// assert_eq!(openids.len(), 3);
/// // Every endpoint is also a value:
/// let list = client.call(&GetGroups::new())?;
/// assert_eq!(list.groups[0].count, Some(3));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    handle: Handle,
}

impl Client {
    /// The groups (分组).
    #[must_use]
    pub const fn groups(&self) -> Groups<'_> {
        Groups::new(&self.handle)
    }

    /// The users' profiles and remarks (用户基本信息, 备注名).
    #[must_use]
    pub const fn users(&self) -> Users<'_> {
        Users::new(&self.handle)
    }

    /// The tickets (票据) of the JS-SDK and of cards.
    #[must_use]
    pub const fn jssdk(&self) -> JsSdk<'_> {
        JsSdk::new(&self.handle)
    }

    /// All followers (关注者列表), page after page as the iterator moves on.
    ///
    /// `GET /cgi-bin/user/get`, one call for 10,000 openids; 500 calls a day.
    pub fn followers(&self) -> Followers {
        Followers::new(self.handle.clone(), GetFollowers::new())
    }

    /// All followers after this openid: the last one that was dealt with, say.
    pub fn followers_from(&self, cursor: OpenId) -> Followers {
        Followers::new(self.handle.clone(), GetFollowers::after(cursor))
    }

    /// An export of profiles in the order of their list, resumable: of all followers, unless
    /// [`of_tag`](ExportRun::of_tag) and its like say another list.
    pub fn export(&self) -> ExportRun {
        ExportRun::new(&self.handle)
    }

    /// The tags (标签).
    #[must_use]
    pub const fn tags(&self) -> Tags<'_> {
        Tags::new(&self.handle)
    }

    /// The blacklist (黑名单).
    #[must_use]
    pub const fn blacklist(&self) -> Blacklist<'_> {
        Blacklist::new(&self.handle)
    }

    /// The migration of another account's followers (账号迁移).
    #[must_use]
    pub const fn migration(&self) -> Migration<'_> {
        Migration::new(&self.handle)
    }

    /// Web OAuth (网页授权).
    #[must_use]
    pub const fn oauth(&self) -> OAuth<'_> {
        OAuth::new(&self.handle)
    }

    /// QR codes with a scene (带参数二维码).
    #[must_use]
    pub const fn qrcode(&self) -> QrCodes<'_> {
        QrCodes::new(&self.handle)
    }

    /// User statistics (用户分析).
    #[must_use]
    pub const fn statistics(&self) -> Statistics<'_> {
        Statistics::new(&self.handle)
    }

    /// Short keys (短key托管).
    #[must_use]
    pub const fn shorten(&self) -> Shorten<'_> {
        Shorten::new(&self.handle)
    }

    /// Quotas (调用额度).
    #[must_use]
    pub const fn quota(&self) -> Quota<'_> {
        Quota::new(&self.handle)
    }

    /// Request ids (`rid`).
    #[must_use]
    pub const fn rid(&self) -> Rid<'_> {
        Rid::new(&self.handle)
    }

    /// Addresses of the service, and a check of the callback URL (网络通信检测).
    #[must_use]
    pub const fn network(&self) -> Network<'_> {
        Network::new(&self.handle)
    }

    /// Any other path of the service.
    #[must_use]
    pub const fn raw(&self) -> Raw<'_> {
        Raw::new(&self.handle)
    }

    /// Makes one call: token, retries and all.
    ///
    /// # Errors
    ///
    /// Whatever ended it; see [`ErrorKind`](wechat_user_core::ErrorKind).
    pub fn call<E: Endpoint>(&self, endpoint: &E) -> Result<E::Response, Error> {
        self.handle.call(endpoint)
    }

    /// Walks over the pages of a list.
    pub fn pages<E: Paged>(&self, first: E) -> Drive<Pages<E>> {
        self.drive(Pages::new(first))
    }

    /// Drives any machine: an iterator over its items.
    pub fn drive<M: Machine>(&self, machine: M) -> Drive<M> {
        Drive::new(self.handle.clone(), machine)
    }

    /// Drives a machine with up to `workers` requests in flight, on as many threads, which live as long as the call.
    /// `each` gets the items on the calling thread, and ends the run with [`ControlFlow::Break`]; so does the
    /// client's [`Cancel`](crate::Cancel).
    ///
    /// A transport that panics counts as one that gave no response.
    ///
    /// `each` may use the client. The iterator of a [`Fan`](crate::machine::Fan) may not.
    ///
    /// # Panics
    ///
    /// When `each` or an observer does, or when the machine uses the client that polls it.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// # use transport_mock::FakeWeChat;
    /// use wechat_user::groups::GetGroupOf;
    /// use wechat_user::machine::Fan;
    /// use wechat_user::{Call, Client, Ended};
    ///
    /// # fn main() -> Result<(), wechat_user::Error> {
    /// # let wechat = FakeWeChat::new().with_followers(1_000);
    /// # let client = Client::builder(wechat.app_id(), wechat.app_secret()).transport(wechat.clone()).clock(wechat.clock()).build()?;
    /// let openids: Vec<_> = client.followers().collect::<Result<_, _>>()?;
    /// let calls = openids.iter().map(|openid| Call::new(&GetGroupOf::new(openid)));
    /// let mut groups = 0;
    /// let ended = client.drive_parallel(8, Fan::new(8, calls), |(_at, result)| match result {
    ///     Ok(_group) => {
    ///         groups += 1;
    ///         ControlFlow::Continue(())
    ///     }
    ///     Err(_) => ControlFlow::Break(()),
    /// });
    /// assert_eq!((ended, groups), (Ended::Done, 1_000));
    /// # Ok(())
    /// # }
    /// ```
    pub fn drive_parallel<M: Machine>(
        &self,
        workers: usize,
        machine: M,
        each: impl FnMut(M::Item) -> ControlFlow<()>,
    ) -> Ended {
        drive_fed(&self.handle, workers, machine, |_| (), each)
    }

    /// The account's token, for other WeChat interfaces; fetched if there is none that is fresh.
    ///
    /// # Errors
    ///
    /// When none can be had.
    pub fn token(&self) -> Result<HeldToken, Error> {
        self.handle.first(CurrentToken::new(), "")
    }

    /// Reports that another WeChat interface rejected this token (40001, 40014, 42001). Does nothing if it was
    /// renewed already. Nothing is sent before the next call.
    pub fn reject(&self, token: &HeldToken) {
        let now = self.handle.now();
        self.handle.lock().reject(token.generation, now);
        self.handle.announce();
    }

    /// Takes a token from outside, for [`TokenMode::Supplied`](wechat_user_core::TokenMode::Supplied); `None` when
    /// its expiry is unknown.
    ///
    /// # Errors
    ///
    /// A text that cannot be a token: an empty one, or one with blanks or control characters.
    pub fn supply_token(&self, token: AccessToken, expires: Option<Timestamp>) -> Result<(), Error> {
        let now = self.handle.now();
        self.handle.lock().supply(token, now, expires)?;
        self.handle.announce();
        Ok(())
    }

    /// Replaces the credentials, for example after the secret was changed. The token and earlier failures are
    /// forgotten.
    ///
    /// # Errors
    ///
    /// An empty AppID; the credentials then stay as they are.
    pub fn set_credentials(&self, credentials: Credentials) -> Result<(), Error> {
        self.handle.lock().set_credentials(credentials)?;
        self.handle.announce();
        Ok(())
    }

    /// The same client, whose calls `cancel` ends too.
    #[must_use]
    pub fn cancellable(&self, cancel: &Cancel) -> Self {
        Self { handle: self.handle.cancellable(cancel) }
    }

    /// The account.
    #[must_use]
    pub fn app_id(&self) -> AppId {
        self.handle.app_id()
    }

    /// A client of these parts.
    pub(crate) const fn of(handle: Handle) -> Self {
        Self { handle }
    }

    /// What its drivers work with.
    #[cfg(test)]
    pub(crate) const fn handle(&self) -> &Handle {
        &self.handle
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.handle.fmt(f)
    }
}
