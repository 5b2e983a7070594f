//! Four kinds of calls, two users in each.

use wechat_user_core::bulk::Job;
use wechat_user_core::endpoint::{Ack, Endpoint, Spec};
use wechat_user_core::groups::MoveUsers;
use wechat_user_core::machine::TagMembers;
use wechat_user_core::migration::{ChangeOpenIds, ChangedOpenIds, FromAccount};
use wechat_user_core::tags::TagUsers;
use wechat_user_core::users::{GetUsers, UserList};
use wechat_user_core::{Batch, Call, GroupId, InputError, OpenId, TagId};

/// A change that tries again what a partial failure names.
pub(super) struct Tagging;

/// A change.
pub(super) struct Moving;

/// A read.
pub(super) struct Reading;

/// A call that may not be repeated.
pub(super) struct Converting(FromAccount);

impl Converting {
    pub(super) fn new() -> Self {
        Self(FromAccount::new("wx0"))
    }
}

impl Job for Tagging {
    type Item = OpenId;
    type Value = ();
    type Response = ();
    type Call = TagMembers;

    const SPEC: &'static Spec = TagUsers::SPEC;
    const LIMIT: usize = 2;
    const CHANGES: bool = true;

    fn openid(item: &OpenId) -> &OpenId {
        item
    }

    fn call(&self, items: &[OpenId]) -> Result<TagMembers, InputError> {
        Ok(TagMembers::add(TagId::new(100), Batch::new(items)?))
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

impl Job for Moving {
    type Item = OpenId;
    type Value = ();
    type Response = Ack;
    type Call = Call<Ack>;

    const SPEC: &'static Spec = MoveUsers::SPEC;
    const LIMIT: usize = 2;
    const CHANGES: bool = true;

    fn openid(item: &OpenId) -> &OpenId {
        item
    }

    fn call(&self, items: &[OpenId]) -> Result<Call<Ack>, InputError> {
        Ok(Call::new(&MoveUsers::new(Batch::new(items)?, GroupId::new(100))))
    }

    fn value(_: &Ack, _: &OpenId) -> Option<()> {
        Some(())
    }

    fn unnamed() -> Option<()> {
        Some(())
    }
}

impl Job for Reading {
    type Item = OpenId;
    type Value = bool;
    type Response = UserList;
    type Call = Call<UserList>;

    const SPEC: &'static Spec = GetUsers::SPEC;
    const LIMIT: usize = 2;
    const CHANGES: bool = false;

    fn openid(item: &OpenId) -> &OpenId {
        item
    }

    fn call(&self, items: &[OpenId]) -> Result<Call<UserList>, InputError> {
        Ok(Call::new(&GetUsers::new(Batch::new(items)?)))
    }

    fn value(response: &UserList, item: &OpenId) -> Option<bool> {
        response.get(item).map(|_| true)
    }
}

impl Job for Converting {
    type Item = OpenId;
    type Value = OpenId;
    type Response = ChangedOpenIds;
    type Call = Call<ChangedOpenIds>;

    const SPEC: &'static Spec = ChangeOpenIds::SPEC;
    const LIMIT: usize = 2;
    const CHANGES: bool = true;

    fn openid(item: &OpenId) -> &OpenId {
        item
    }

    fn call(&self, items: &[OpenId]) -> Result<Call<ChangedOpenIds>, InputError> {
        Ok(Call::new(&ChangeOpenIds::new(&self.0, Batch::new(items)?)))
    }

    fn value(response: &ChangedOpenIds, item: &OpenId) -> Option<OpenId> {
        response.get(item)?.new_openid.clone()
    }
}
