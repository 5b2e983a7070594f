//! `client.migration()`

use wechat_user_core::migration::{ChangeOpenIds, ChangedOpenIds, FromAccount};
use wechat_user_core::{Batch, Error, OpenId};

use crate::bulk::{BulkRun, Convert, Feed};
use crate::shared::Handle;

/// The migration (账号迁移) of another account's followers to this one.
///
/// # Errors
///
/// Every method: a refused argument, before anything is sent; an error of the service; a failure of the exchange.
#[derive(Clone, Copy, Debug)]
pub struct Migration<'a>(&'a Handle);

#[expect(clippy::missing_errors_doc, reason = "said once, for all of them")]
impl<'a> Migration<'a> {
    pub(crate) const fn new(handle: &'a Handle) -> Self {
        Self(handle)
    }

    /// The new openids of 1 to 100 followers of the old account (转换openid), each with its own result:
    /// [`ChangeOpenIds`]. The old account is named by its AppID or by its original id (`gh_...`): see
    /// [`FromAccount`].
    pub fn convert(&self, from: impl Into<FromAccount>, openids: &[OpenId]) -> Result<ChangedOpenIds, Error> {
        self.0.call(&ChangeOpenIds::new(&from.into(), Batch::new(openids)?))
    }

    /// The new openids of any number of followers of the old account: [`BulkRun`] with
    /// [`Convert`](crate::bulk::Convert), 100 in a call. A call whose response is lost is not repeated: its openids
    /// are failed.
    pub fn convert_all<S>(&self, from: impl Into<FromAccount>, openids: S) -> BulkRun<Convert, S::IntoIter>
    where
        S: IntoIterator<Item: Feed<OpenId>>,
    {
        BulkRun::new(self.0, Convert::from_account(from), openids)
    }
}
