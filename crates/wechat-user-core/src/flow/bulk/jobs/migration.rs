//! New openids for those of a migrated account, 100 in a call.

use crate::endpoints::migration::{ChangeOpenIds, ChangedOpenId, ChangedOpenIds, FromAccount};
use crate::flow::bulk::job::Job;
use crate::flow::call::Call;
use crate::values::batch::Batch;
use crate::values::input_error::InputError;
use crate::values::openid::OpenId;
use crate::wire::endpoint::Endpoint;
use crate::wire::spec::Spec;

/// Asks for the new openids of users of a migrated account (转换openid): [`ChangeOpenIds`], 100 in a call. A call
/// whose response is lost is not repeated: its openids are failed.
#[derive(Clone, Debug)]
pub struct Convert(FromAccount);

impl Convert {
    /// The account that was migrated.
    pub fn from_account(account: impl Into<FromAccount>) -> Self {
        Self(account.into())
    }
}

impl Job for Convert {
    type Item = OpenId;
    type Value = ChangedOpenId;
    type Response = ChangedOpenIds;
    type Call = Call<ChangedOpenIds>;

    const SPEC: &'static Spec = ChangeOpenIds::SPEC;
    const LIMIT: usize = 100;
    const CHANGES: bool = true;

    fn openid(item: &OpenId) -> &OpenId {
        item
    }

    fn call(&self, items: &[OpenId]) -> Result<Self::Call, InputError> {
        Ok(Call::new(&ChangeOpenIds::new(&self.0, Batch::new(items)?)))
    }

    fn value(response: &ChangedOpenIds, item: &OpenId) -> Option<ChangedOpenId> {
        response.get(item).cloned()
    }
}
