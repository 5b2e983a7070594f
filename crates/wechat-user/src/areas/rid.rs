//! `client.rid()`

use wechat_user_core::Error;
use wechat_user_core::rid::{GetRidInfo, RidInfo};

use crate::shared::Handle;

/// Request ids (`rid`), which errors carry.
///
/// # Errors
///
/// Every method: a refused argument, before anything is sent; an error of the service; a failure of the exchange.
#[derive(Clone, Copy, Debug)]
pub struct Rid<'a>(&'a Handle);

#[expect(clippy::missing_errors_doc, reason = "said once, for all of them")]
impl<'a> Rid<'a> {
    pub(crate) const fn new(handle: &'a Handle) -> Self {
        Self(handle)
    }

    /// What the service remembers of a request (查询rid信息), for seven days: [`GetRidInfo`]. The response may hold the
    /// token and personal data of that request.
    pub fn look_up(&self, rid: &str) -> Result<RidInfo, Error> {
        self.0.call(&GetRidInfo::new(rid))
    }
}
