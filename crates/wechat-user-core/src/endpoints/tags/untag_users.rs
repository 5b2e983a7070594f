//! `POST /cgi-bin/tags/members/batchuntagging`

use serde::Serialize;

use crate::values::batch::Batch;
use crate::values::ids::TagId;
use crate::values::openid::OpenId;
use crate::wire::ack::Ack;
use crate::wire::endpoint::{Body, Endpoint};
use crate::wire::spec::Spec;

/// Takes a tag off up to 50 followers (批量为用户取消标签): one exchange. [`TagMembers`](crate::machine::TagMembers) also tries
/// again what failed for the moment.
///
/// Limits: 1 to 50 openids. The page names no number, only the error for too many; 50 is that of its twin,
/// [`TagUsers`](super::TagUsers).
/// Source: <https://developers.weixin.qq.com/doc/service/api/usermanage/tag/api_batchuntagging>
///
/// # Errors
///
/// 45171 some openids failed, the others are done: [`Error::failed_openids`](crate::Error::failed_openids) names them.
/// 45159 no such tag, or none for the moment; 45169 another request changes one of the followers; 40003 and 49003 an
/// openid is malformed, or another account's.
#[derive(Clone, Debug, Serialize)]
pub struct UntagUsers<'a> {
    openid_list: Batch<'a, 50>,
    tagid: TagId,
}

impl<'a> UntagUsers<'a> {
    /// Off these followers, that tag.
    #[must_use]
    pub const fn new(openids: Batch<'a, 50>, tag: TagId) -> Self {
        Self { openid_list: openids, tagid: tag }
    }

    /// What is left of a batch.
    pub(crate) const fn some(openids: &'a [OpenId], tag: TagId) -> Self {
        Self { openid_list: Batch::part(openids), tagid: tag }
    }
}

impl Endpoint for UntagUsers<'_> {
    type Response = Ack;
    const SPEC: &'static Spec = &Spec::post("untag_users", "/cgi-bin/tags/members/batchuntagging").replayable();

    fn body(&self, body: &mut Body) {
        body.json(self);
    }
}
