//! `POST /cgi-bin/groups/members/update`

use serde::Serialize;

use crate::values::ids::GroupId;
use crate::values::openid::OpenId;
use crate::wire::ack::Ack;
use crate::wire::endpoint::{Body, Endpoint};
use crate::wire::spec::Spec;

/// Moves one user to a group (移动用户分组).
///
/// Limits: 100,000 calls a day (an English page prints 1000).
/// Source: the group management page (分组管理接口) of 2014, gone from today's documents.
///
/// # Errors
///
/// 40003 the openid is malformed, or another account's; 40050 no such group.
#[derive(Clone, Debug, Serialize)]
pub struct MoveUser<'a> {
    openid: &'a OpenId,
    to_groupid: GroupId,
}

impl<'a> MoveUser<'a> {
    /// This user, to that group.
    #[must_use]
    pub const fn new(openid: &'a OpenId, to: GroupId) -> Self {
        Self { openid, to_groupid: to }
    }
}

impl Endpoint for MoveUser<'_> {
    type Response = Ack;
    const SPEC: &'static Spec = &Spec::post("move_user", "/cgi-bin/groups/members/update").replayable();

    fn body(&self, body: &mut Body) {
        body.json(self);
    }
}
