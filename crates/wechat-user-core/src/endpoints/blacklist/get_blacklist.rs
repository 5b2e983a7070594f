//! `POST /cgi-bin/tags/members/getblacklist`

use serde::Serialize;

use crate::endpoints::users::OpenIdPage;
use crate::values::openid::OpenId;
use crate::wire::endpoint::{Body, Endpoint, PageEnd, Paged};
use crate::wire::spec::Spec;

/// Fetches a page of the blacklist (获取公众号的黑名单列表). The cursor has two names: `begin_openid` is sent, `next_openid` comes
/// back.
///
/// Limits: 1000 openids a page (10,000 in an old edition of the page). Nothing says whether a page begins with the
/// openid of the cursor or after it.
/// Source: <https://developers.weixin.qq.com/doc/service/api/usermanage/userinfo/api_getblacklist>
///
/// # Errors
///
/// 40003 the cursor is no openid of this account, 49003 it is another account's.
#[derive(Clone, Debug, Default)]
pub struct GetBlacklist {
    cursor: Option<OpenId>,
}

#[derive(Serialize)]
struct Wire<'a> {
    begin_openid: &'a str,
}

impl GetBlacklist {
    /// The first page.
    #[must_use]
    pub const fn new() -> Self {
        Self { cursor: None }
    }

    /// The page that follows one whose `next_openid` was this.
    #[must_use]
    pub const fn after(cursor: OpenId) -> Self {
        Self { cursor: Some(cursor) }
    }
}

impl Endpoint for GetBlacklist {
    type Response = OpenIdPage;
    const SPEC: &'static Spec = &Spec::post("get_blacklist", "/cgi-bin/tags/members/getblacklist").replayable();

    fn body(&self, body: &mut Body) {
        body.json(&Wire { begin_openid: self.cursor.as_ref().map_or("", OpenId::as_str) });
    }
}

impl Paged for GetBlacklist {
    fn cursor(&self) -> Option<&OpenId> {
        self.cursor.as_ref()
    }

    fn starting_after(&self, cursor: OpenId) -> Self {
        Self::after(cursor)
    }

    fn page(page: &OpenIdPage) -> PageEnd<'_> {
        page.end()
    }
}
