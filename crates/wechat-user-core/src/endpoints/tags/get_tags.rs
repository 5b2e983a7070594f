//! `GET /cgi-bin/tags/get`

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::values::ids::TagId;
use crate::values::lenient;
use crate::wire::endpoint::Endpoint;
use crate::wire::spec::Spec;

/// Lists all tags (获取公众号已创建的标签), 2 (星标组) included.
///
/// Source: <https://developers.weixin.qq.com/doc/service/api/usermanage/tag/api_gettags>
///
/// # Errors
///
/// 48001 the account may not use it.
#[derive(Clone, Copy, Debug, Default)]
pub struct GetTags(());

/// All tags.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct TagList {
    /// The tags (标签列表), in the service's order.
    #[serde(default, deserialize_with = "lenient::list")]
    pub tags: Vec<Tag>,
}

/// A tag (标签).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Tag {
    /// Its id (标签id).
    pub id: TagId,
    /// Its name (标签名).
    #[serde(default)]
    pub name: String,
    /// How many followers have it (此标签下粉丝数).
    #[serde(default, deserialize_with = "lenient::optional_count", skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
}

impl GetTags {
    /// Lists all of them; the call has no parameters.
    #[must_use]
    pub const fn new() -> Self {
        Self(())
    }
}

impl Endpoint for GetTags {
    type Response = TagList;
    const SPEC: &'static Spec = &Spec::get("get_tags", "/cgi-bin/tags/get").replayable();
}
