//! Profiles, 100 in a call, and remarks, one in a call.

use alloc::string::String;

use crate::endpoints::users::{GetUsers, Lang, SetRemark, User, UserList, UserRef};
use crate::flow::bulk::job::Job;
use crate::flow::call::Call;
use crate::values::batch::Batch;
use crate::values::input_error::InputError;
use crate::values::openid::OpenId;
use crate::wire::ack::Ack;
use crate::wire::endpoint::Endpoint;
use crate::wire::spec::Spec;

/// Fetches profiles (获取用户基本信息): [`GetUsers`], 100 in a call.
#[derive(Clone, Debug)]
pub struct Fetch(Lang);

/// Sets a remark on each user (设置用户备注名): [`SetRemark`], one in a call. An item is an openid with its remark.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Remark;

impl Fetch {
    /// Country, province and city in this language.
    #[must_use]
    pub const fn in_lang(lang: Lang) -> Self {
        Self(lang)
    }
}

impl Remark {
    /// The only value.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl Job for Fetch {
    type Item = OpenId;
    type Value = User;
    type Response = UserList;
    type Call = Call<UserList>;

    const SPEC: &'static Spec = GetUsers::SPEC;
    const LIMIT: usize = 100;
    const CHANGES: bool = false;

    fn openid(item: &OpenId) -> &OpenId {
        item
    }

    fn call(&self, items: &[OpenId]) -> Result<Self::Call, InputError> {
        Ok(Call::new(&GetUsers::new(Batch::new(items)?).with_lang(self.0)))
    }

    fn value(response: &UserList, item: &OpenId) -> Option<User> {
        response.get(item).map(UserRef::to_user)
    }
}

impl Job for Remark {
    type Item = (OpenId, String);
    type Value = ();
    type Response = Ack;
    type Call = Call<Ack>;

    const SPEC: &'static Spec = SetRemark::SPEC;
    const LIMIT: usize = 1;
    const CHANGES: bool = true;

    fn openid((openid, _): &Self::Item) -> &OpenId {
        openid
    }

    /// Of one item, because [`LIMIT`](Job::LIMIT) is 1.
    fn call(&self, items: &[Self::Item]) -> Result<Self::Call, InputError> {
        match items {
            [(openid, remark)] => Ok(Call::new(&SetRemark::new(openid, remark))),
            _ => Err(InputError::BatchSize { limit: 1, given: items.len() }),
        }
    }

    fn value(_: &Ack, _: &Self::Item) -> Option<()> {
        Some(())
    }
}
