//! `POST /cgi-bin/tags/members/batchunblacklist`

use serde::Serialize;

use crate::values::batch::Batch;
use crate::wire::ack::Ack;
use crate::wire::endpoint::{Body, Endpoint};
use crate::wire::spec::Spec;

/// Takes up to 20 users off the blacklist (取消拉黑用户).
///
/// Limits: 1 to 20 openids.
/// Source: <https://developers.weixin.qq.com/doc/service/api/usermanage/userinfo/api_batchunblacklist>
///
/// # Errors
///
/// 40003 an openid is malformed, or another account's; 40032 too many openids.
#[derive(Clone, Debug, Serialize)]
pub struct UnblockUsers<'a> {
    openid_list: Batch<'a, 20>,
}

impl<'a> UnblockUsers<'a> {
    /// These users.
    #[must_use]
    pub const fn new(openids: Batch<'a, 20>) -> Self {
        Self { openid_list: openids }
    }
}

impl Endpoint for UnblockUsers<'_> {
    type Response = Ack;
    const SPEC: &'static Spec = &Spec::post("unblock_users", "/cgi-bin/tags/members/batchunblacklist").replayable();

    fn body(&self, body: &mut Body) {
        body.json(self);
    }
}
