//! Tags on or off users, 50 in a call.

use crate::endpoints::tags::{TagUsers, UntagUsers};
use crate::flow::bulk::job::Job;
use crate::flow::tag_members::TagMembers;
use crate::values::batch::Batch;
use crate::values::ids::TagId;
use crate::values::input_error::InputError;
use crate::values::openid::OpenId;
use crate::wire::endpoint::Endpoint;
use crate::wire::spec::Spec;

/// Puts a tag on users (`ADD`), or takes it off: [`TagMembers`], 50 in a call.
#[derive(Clone, Debug)]
pub struct TagChange<const ADD: bool>(TagId);

/// Puts a tag on users (打标签).
pub type Tagging = TagChange<true>;

/// Takes a tag off users (取消标签).
pub type Untagging = TagChange<false>;

impl<const ADD: bool> TagChange<ADD> {
    /// This tag.
    #[must_use]
    pub const fn new(tag: TagId) -> Self {
        Self(tag)
    }
}

impl<const ADD: bool> Job for TagChange<ADD> {
    type Item = OpenId;
    type Value = ();
    type Response = ();
    type Call = TagMembers;

    const SPEC: &'static Spec = if ADD { TagUsers::SPEC } else { UntagUsers::SPEC };
    const LIMIT: usize = 50;
    const CHANGES: bool = true;

    fn openid(item: &OpenId) -> &OpenId {
        item
    }

    fn call(&self, items: &[OpenId]) -> Result<Self::Call, InputError> {
        let change = if ADD { TagMembers::add } else { TagMembers::remove };
        Ok(change(self.0, Batch::new(items)?))
    }

    fn value((): &(), _: &OpenId) -> Option<()> {
        Some(())
    }

    fn unnamed() -> Option<()> {
        Some(())
    }

    fn left(call: &TagMembers) -> Option<&[OpenId]> {
        Some(call.left())
    }
}
