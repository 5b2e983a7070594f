//! `POST /cgi-bin/groups/members/batchupdate`

use serde::Serialize;

use crate::values::batch::Batch;
use crate::values::ids::GroupId;
use crate::wire::ack::Ack;
use crate::wire::endpoint::{Body, Endpoint};
use crate::wire::spec::Spec;

/// Moves up to 50 users to a group (批量移动用户分组).
///
/// Limits: 1 to 50 openids.
/// Source: observed in the libraries that still have it; gone from today's documents.
///
/// # Errors
///
/// 40032 too many openids, 40003 one of them is malformed, or another account's; 40050 no such group.
#[derive(Clone, Debug, Serialize)]
pub struct MoveUsers<'a> {
    openid_list: Batch<'a, 50>,
    to_groupid: GroupId,
}

impl<'a> MoveUsers<'a> {
    /// These users, to that group.
    #[must_use]
    pub const fn new(openids: Batch<'a, 50>, to: GroupId) -> Self {
        Self { openid_list: openids, to_groupid: to }
    }
}

impl Endpoint for MoveUsers<'_> {
    type Response = Ack;
    const SPEC: &'static Spec = &Spec::post("move_users", "/cgi-bin/groups/members/batchupdate").replayable();

    fn body(&self, body: &mut Body) {
        body.json(self);
    }
}
