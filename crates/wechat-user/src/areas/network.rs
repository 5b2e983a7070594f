//! `client.network()`

use wechat_user_core::Error;
use wechat_user_core::network::{CallbackReport, CheckCallback, GetApiIps, GetCallbackIps};

use crate::shared::Handle;

/// The network between the service and the account's servers.
///
/// # Errors
///
/// Every method: a refused argument, before anything is sent; an error of the service; a failure of the exchange.
#[derive(Clone, Copy, Debug)]
pub struct Network<'a>(&'a Handle);

#[expect(clippy::missing_errors_doc, reason = "said once, for all of them")]
impl<'a> Network<'a> {
    pub(crate) const fn new(handle: &'a Handle) -> Self {
        Self(handle)
    }

    /// The addresses and ranges from which pushes come (获取微信推送服务器IP): [`GetCallbackIps`].
    pub fn callback_ips(&self) -> Result<Vec<String>, Error> {
        self.0.call(&GetCallbackIps::new()).map(|list| list.ip_list)
    }

    /// The addresses of the API (获取微信API服务器IP): [`GetApiIps`].
    pub fn api_ips(&self) -> Result<Vec<String>, Error> {
        self.0.call(&GetApiIps::new()).map(|list| list.ip_list)
    }

    /// Has the service look up and ping the account's callback URL (网络通信检测): [`CheckCallback`].
    pub fn check(&self) -> Result<CallbackReport, Error> {
        self.0.call(&CheckCallback::new())
    }
}
