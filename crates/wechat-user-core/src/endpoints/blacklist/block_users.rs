//! `POST /cgi-bin/tags/members/batchblacklist`

use serde::Serialize;

use crate::values::batch::Batch;
use crate::wire::ack::Ack;
use crate::wire::endpoint::{Body, Endpoint};
use crate::wire::spec::Spec;

/// Puts up to 20 users on the blacklist (拉黑用户).
///
/// Limits: 1 to 20 openids.
/// Source: <https://developers.weixin.qq.com/doc/service/api/usermanage/userinfo/api_batchblacklist>
///
/// # Errors
///
/// 40003 an openid is malformed, or another account's; 40032 too many openids, 268487001 the service is busy.
#[derive(Clone, Debug, Serialize)]
pub struct BlockUsers<'a> {
    openid_list: Batch<'a, 20>,
}

impl<'a> BlockUsers<'a> {
    /// These users.
    #[must_use]
    pub const fn new(openids: Batch<'a, 20>) -> Self {
        Self { openid_list: openids }
    }
}

impl Endpoint for BlockUsers<'_> {
    type Response = Ack;
    const SPEC: &'static Spec = &Spec::post("block_users", "/cgi-bin/tags/members/batchblacklist").replayable();

    fn body(&self, body: &mut Body) {
        body.json(self);
    }
}
