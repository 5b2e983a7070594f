//! `POST /cgi-bin/user/tag/get`

use serde::Serialize;

use crate::endpoints::users::OpenIdPage;
use crate::values::ids::TagId;
use crate::values::openid::OpenId;
use crate::wire::endpoint::{Body, Endpoint, PageEnd, Paged};
use crate::wire::spec::Spec;

/// Fetches a page of the followers that have a tag (获取标签下粉丝列表). Past the end the response is `{"count":0}`.
///
/// Limits: no document says how many openids a page has; one library says 10,000. A follower who was tagged a moment
/// ago may be missing.
/// Source: <https://developers.weixin.qq.com/doc/service/api/usermanage/tag/api_gettagfans>
///
/// # Errors
///
/// 45159 no such tag, or none for the moment; 40003 the cursor is no openid of this account.
#[derive(Clone, Debug)]
pub struct GetTagMembers {
    tag: TagId,
    cursor: Option<OpenId>,
}

#[derive(Serialize)]
struct Wire<'a> {
    tagid: TagId,
    next_openid: &'a str,
}

impl GetTagMembers {
    /// The first page.
    #[must_use]
    pub const fn new(tag: TagId) -> Self {
        Self { tag, cursor: None }
    }

    /// The page after this openid.
    #[must_use]
    pub const fn after(tag: TagId, cursor: OpenId) -> Self {
        Self { tag, cursor: Some(cursor) }
    }
}

impl Endpoint for GetTagMembers {
    type Response = OpenIdPage;
    const SPEC: &'static Spec = &Spec::post("get_tag_members", "/cgi-bin/user/tag/get").replayable();

    fn body(&self, body: &mut Body) {
        let next_openid = self.cursor.as_ref().map_or("", OpenId::as_str);
        body.json(&Wire { tagid: self.tag, next_openid });
    }
}

impl Paged for GetTagMembers {
    fn cursor(&self) -> Option<&OpenId> {
        self.cursor.as_ref()
    }

    fn starting_after(&self, cursor: OpenId) -> Self {
        Self::after(self.tag, cursor)
    }

    fn page(page: &OpenIdPage) -> PageEnd<'_> {
        page.end()
    }
}
