//! `POST /cgi-bin/groups/getid`

use serde::{Deserialize, Serialize};

use crate::values::ids::GroupId;
use crate::values::openid::OpenId;
use crate::wire::endpoint::{Body, Endpoint};
use crate::wire::spec::Spec;

/// Asks which group a user is in (查询用户所在分组).
///
/// Source: the group management page (分组管理接口) of 2014, gone from today's documents.
///
/// # Errors
///
/// 40003 the openid is malformed, or another account's.
#[derive(Clone, Debug, Serialize)]
pub struct GetGroupOf<'a> {
    openid: &'a OpenId,
}

/// The group of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct GroupOf {
    /// The group (用户所属的groupid).
    pub groupid: GroupId,
}

impl<'a> GetGroupOf<'a> {
    /// For this user.
    #[must_use]
    pub const fn new(openid: &'a OpenId) -> Self {
        Self { openid }
    }
}

impl Endpoint for GetGroupOf<'_> {
    type Response = GroupOf;
    const SPEC: &'static Spec = &Spec::post("get_group_of", "/cgi-bin/groups/getid").replayable();

    fn body(&self, body: &mut Body) {
        body.json(self);
    }
}
