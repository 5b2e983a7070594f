//! `POST /cgi-bin/tags/getidlist`

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::values::ids::TagId;
use crate::values::lenient;
use crate::values::openid::OpenId;
use crate::wire::endpoint::{Body, Endpoint};
use crate::wire::spec::Spec;

/// Asks which tags a follower has (获取用户身上的标签列表).
///
/// Source: <https://developers.weixin.qq.com/doc/service/api/usermanage/tag/api_gettagidlist>
///
/// # Errors
///
/// 40003 the openid is malformed, or another account's; 49003 it is another account's.
#[derive(Clone, Debug, Serialize)]
pub struct GetTagsOf<'a> {
    openid: &'a OpenId,
}

/// The tags of a follower.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct TagsOf {
    /// The ids of the tags (被置上的标签列表): integers, whatever some libraries read.
    #[serde(default, deserialize_with = "lenient::list")]
    pub tagid_list: Vec<TagId>,
}

impl<'a> GetTagsOf<'a> {
    /// Of this follower.
    #[must_use]
    pub const fn new(openid: &'a OpenId) -> Self {
        Self { openid }
    }
}

impl Endpoint for GetTagsOf<'_> {
    type Response = TagsOf;
    const SPEC: &'static Spec = &Spec::post("get_tags_of", "/cgi-bin/tags/getidlist").replayable();

    fn body(&self, body: &mut Body) {
        body.json(self);
    }
}
