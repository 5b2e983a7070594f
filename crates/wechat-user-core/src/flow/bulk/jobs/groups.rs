//! Users into a group, 50 in a call.

use crate::endpoints::groups::MoveUsers;
use crate::flow::bulk::job::Job;
use crate::flow::call::Call;
use crate::values::batch::Batch;
use crate::values::ids::GroupId;
use crate::values::input_error::InputError;
use crate::values::openid::OpenId;
use crate::wire::ack::Ack;
use crate::wire::endpoint::Endpoint;
use crate::wire::spec::Spec;

/// Moves users to a group (移动用户分组): [`MoveUsers`], 50 in a call.
#[derive(Clone, Debug)]
pub struct Move(GroupId);

impl Move {
    /// To this group.
    #[must_use]
    pub const fn to(group: GroupId) -> Self {
        Self(group)
    }
}

impl Job for Move {
    type Item = OpenId;
    type Value = ();
    type Response = Ack;
    type Call = Call<Ack>;

    const SPEC: &'static Spec = MoveUsers::SPEC;
    const LIMIT: usize = 50;
    const CHANGES: bool = true;

    fn openid(item: &OpenId) -> &OpenId {
        item
    }

    fn call(&self, items: &[OpenId]) -> Result<Self::Call, InputError> {
        Ok(Call::new(&MoveUsers::new(Batch::new(items)?, self.0)))
    }

    fn value(_: &Ack, _: &OpenId) -> Option<()> {
        Some(())
    }

    fn unnamed() -> Option<()> {
        Some(())
    }
}
