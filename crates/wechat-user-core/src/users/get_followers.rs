//! `GET /cgi-bin/user/get?next_openid=NEXT_OPENID`

use alloc::string::String;

use serde::Deserialize;

use crate::endpoint::{Endpoint, PageEnd, Paged, Query};
use crate::ids::OpenId;
use crate::lenient;
use crate::spec::Spec;
use crate::users::OpenIdList;

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

/// A page of the follower list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "Wire")]
#[non_exhaustive]
pub struct FollowerPage {
    /// How many users follow the account (总用户数): a hint, it changes while the list is walked.
    pub total: Option<u64>,
    /// How many openids the service says this page has (拉取的OPENID个数).
    pub count: Option<u64>,
    /// The openids (列表数据); none past the end, where the service leaves `data` out.
    pub openids: OpenIdList,
    /// Where the next page starts (拉取列表的最后一个用户的OPENID); it is there even when no page follows.
    pub next_openid: Option<OpenId>,
}

#[derive(Deserialize)]
struct Wire {
    #[serde(default, deserialize_with = "lenient::optional_count")]
    total: Option<u64>,
    #[serde(default, deserialize_with = "lenient::optional_count")]
    count: Option<u64>,
    #[serde(default)]
    data: Option<Data>,
    #[serde(default)]
    next_openid: Option<String>,
}

#[derive(Deserialize)]
struct Data {
    #[serde(default)]
    openid: Option<OpenIdList>,
}

impl From<Wire> for FollowerPage {
    fn from(wire: Wire) -> Self {
        let openids = wire.data.and_then(|data| data.openid).unwrap_or_default();
        // One edition of the documents ends the list with a single space.
        let next_openid = wire.next_openid.and_then(|cursor| OpenId::new(cursor.trim()).ok());
        Self { total: wire.total, count: wire.count, openids, next_openid }
    }
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
    type Response = FollowerPage;
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

    fn page(page: &FollowerPage) -> PageEnd<'_> {
        PageEnd { len: page.openids.len(), next: page.next_openid.as_ref() }
    }
}
