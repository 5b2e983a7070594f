//! `client.quota()`

use wechat_user_core::Error;
use wechat_user_core::endpoint::ApiPath;
use wechat_user_core::quota::{ApiQuota, ClearApiQuota, ClearQuota, ClearQuotaByAppSecret, GetApiQuota};

use crate::shared::Handle;

/// Quotas (调用额度). Setting the counts back is possible ten times a calendar month, however it is done.
///
/// # Errors
///
/// Every method: a refused argument, before anything is sent; an error of the service; a failure of the exchange.
#[derive(Clone, Copy, Debug)]
pub struct Quota<'a>(&'a Handle);

#[expect(clippy::missing_errors_doc, reason = "said once, for all of them")]
impl<'a> Quota<'a> {
    pub(crate) const fn new(handle: &'a Handle) -> Self {
        Self(handle)
    }

    /// How often an API may be called and was (查询API调用额度), by its path, such as `/cgi-bin/user/get`: [`GetApiQuota`].
    pub fn of(&self, path: &str) -> Result<ApiQuota, Error> {
        self.0.call(&GetApiQuota::new(&ApiPath::new(path)?))
    }

    /// Sets the count of one API back (重置指定API调用次数): [`ClearApiQuota`].
    pub fn clear(&self, path: &str) -> Result<(), Error> {
        self.0.call(&ClearApiQuota::new(&ApiPath::new(path)?)).map(drop)
    }

    /// Sets the counts of all APIs back (重置API调用次数): [`ClearQuota`].
    pub fn clear_all(&self) -> Result<(), Error> {
        self.0.call(&ClearQuota::new(&self.0.app_id())).map(drop)
    }

    /// The same with the AppSecret in place of a token (使用AppSecret重置API调用次数), for when no token can be had any more
    /// today: [`ClearQuotaByAppSecret`].
    pub fn clear_all_by_secret(&self) -> Result<(), Error> {
        let (app_id, secret) = self.0.app_secret()?;
        self.0.call(&ClearQuotaByAppSecret::new(&app_id, &secret)).map(drop)
    }
}
