//! `GET /cgi-bin/user/get?next_openid=NEXT_OPENID`

use crate::endpoints::users::OpenIdPage;
use crate::values::openid::OpenId;
use crate::wire::endpoint::{Endpoint, PageEnd, Paged, Query};
use crate::wire::spec::Spec;

/// Fetches a page of the follower list (获取用户列表).
///
/// Limits: 10,000 openids a page; 500 calls a day (100 for a sandbox account).
/// Source: <https://developers.weixin.qq.com/doc/service/api/usermanage/userinfo/api_getfans>
///
/// # Errors
///
/// 40003 the cursor is no openid of this account, 48001 the account may not use it, 268487002 the service is busy.
#[derive(Clone, Debug, Default)]
pub struct GetFollowers {
    next_openid: Option<OpenId>,
}

impl GetFollowers {
    /// The first page.
    #[must_use]
    pub const fn new() -> Self {
        Self { next_openid: None }
    }

    /// The page after this openid.
    #[must_use]
    pub const fn after(cursor: OpenId) -> Self {
        Self { next_openid: Some(cursor) }
    }
}

impl Endpoint for GetFollowers {
    type Response = OpenIdPage;
    const SPEC: &'static Spec = &Spec::get("get_followers", "/cgi-bin/user/get").replayable();

    fn query(&self, query: &mut Query) {
        if let Some(cursor) = &self.next_openid {
            query.push("next_openid", cursor.as_str());
        }
    }
}

impl Paged for GetFollowers {
    fn cursor(&self) -> Option<&OpenId> {
        self.next_openid.as_ref()
    }

    fn starting_after(&self, cursor: OpenId) -> Self {
        Self::after(cursor)
    }

    fn page(page: &OpenIdPage) -> PageEnd<'_> {
        page.end()
    }
}
