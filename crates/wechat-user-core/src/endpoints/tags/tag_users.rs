//! `POST /cgi-bin/tags/members/batchtagging`

use serde::Serialize;

use crate::values::batch::Batch;
use crate::values::ids::TagId;
use crate::values::openid::OpenId;
use crate::wire::ack::Ack;
use crate::wire::endpoint::{Body, Endpoint};
use crate::wire::spec::Spec;

/// Puts a tag on up to 50 followers (批量为用户打标签): one exchange. [`TagMembers`](crate::machine::TagMembers) also tries
/// again what failed for the moment.
///
/// Limits: 1 to 50 openids; 20 tags a follower.
/// Source: <https://developers.weixin.qq.com/doc/service/api/usermanage/tag/api_batchtagging>
///
/// # Errors
///
/// 45171 some openids failed, the others are done: [`Error::failed_openids`](crate::Error::failed_openids) names them.
/// 45159 no such tag, or none for the moment; 45169 another request changes one of the followers; 45059 one of them has
/// 20 tags; 40003 and 49003 an openid is malformed, or another account's.
#[derive(Clone, Debug, Serialize)]
pub struct TagUsers<'a> {
    openid_list: Batch<'a, 50>,
    tagid: TagId,
}

impl<'a> TagUsers<'a> {
    /// On these followers, that tag.
    #[must_use]
    pub const fn new(openids: Batch<'a, 50>, tag: TagId) -> Self {
        Self { openid_list: openids, tagid: tag }
    }

    /// What is left of a batch.
    pub(crate) const fn some(openids: &'a [OpenId], tag: TagId) -> Self {
        Self { openid_list: Batch::part(openids), tagid: tag }
    }
}

impl Endpoint for TagUsers<'_> {
    type Response = Ack;
    const SPEC: &'static Spec = &Spec::post("tag_users", "/cgi-bin/tags/members/batchtagging").replayable();

    fn body(&self, body: &mut Body) {
        body.json(self);
    }
}
