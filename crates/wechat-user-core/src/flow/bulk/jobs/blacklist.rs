//! Users on or off the blacklist, 20 in a call.

use crate::endpoints::blacklist::{BlockUsers, UnblockUsers};
use crate::flow::bulk::job::Job;
use crate::flow::call::Call;
use crate::values::batch::Batch;
use crate::values::input_error::InputError;
use crate::values::openid::OpenId;
use crate::wire::ack::Ack;
use crate::wire::endpoint::Endpoint;
use crate::wire::spec::Spec;

/// Puts users on the blacklist (拉黑用户): [`BlockUsers`], 20 in a call.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Block;

/// Takes users off the blacklist (取消拉黑用户): [`UnblockUsers`], 20 in a call.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Unblock;

impl Block {
    /// The only value.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl Unblock {
    /// The only value.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl Job for Block {
    type Item = OpenId;
    type Value = ();
    type Response = Ack;
    type Call = Call<Ack>;

    const SPEC: &'static Spec = BlockUsers::SPEC;
    const LIMIT: usize = 20;
    const CHANGES: bool = true;

    fn openid(item: &OpenId) -> &OpenId {
        item
    }

    fn call(&self, items: &[OpenId]) -> Result<Self::Call, InputError> {
        Ok(Call::new(&BlockUsers::new(Batch::new(items)?)))
    }

    fn value(_: &Ack, _: &OpenId) -> Option<()> {
        Some(())
    }

    fn unnamed() -> Option<()> {
        Some(())
    }
}

impl Job for Unblock {
    type Item = OpenId;
    type Value = ();
    type Response = Ack;
    type Call = Call<Ack>;

    const SPEC: &'static Spec = UnblockUsers::SPEC;
    const LIMIT: usize = 20;
    const CHANGES: bool = true;

    fn openid(item: &OpenId) -> &OpenId {
        item
    }

    fn call(&self, items: &[OpenId]) -> Result<Self::Call, InputError> {
        Ok(Call::new(&UnblockUsers::new(Batch::new(items)?)))
    }

    fn value(_: &Ack, _: &OpenId) -> Option<()> {
        Some(())
    }

    fn unnamed() -> Option<()> {
        Some(())
    }
}
