//! A page of openids, as three lists come: the followers, the members of a tag, the blacklist.

use serde::{Deserialize, Serialize, Serializer};

use crate::endpoints::users::OpenIdList;
use crate::values::lenient;
use crate::values::openid::{self, OpenId};
use crate::wire::endpoint::PageEnd;

/// A page of openids. Past the end of its list, the service leaves `data` out, and for tags `next_openid` too.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "Wire")]
#[non_exhaustive]
pub struct OpenIdPage {
    /// How many there are on all pages (总用户数): a hint, it changes while the list is walked. The members of a tag come
    /// without it.
    pub total: Option<u64>,
    /// How many openids the service says this page has (拉取的OPENID个数).
    pub count: Option<u64>,
    /// The openids (列表数据); none past the end.
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
    #[serde(default, deserialize_with = "lenient::optional_object")]
    data: Option<Data>,
    #[serde(default, deserialize_with = "openid::optional_openid")]
    next_openid: Option<OpenId>,
}

#[derive(Deserialize)]
struct Data {
    #[serde(default)]
    openid: OpenIdList,
}

#[derive(Serialize)]
struct Words<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u64>,
    data: DataWords<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_openid: Option<&'a OpenId>,
}

#[derive(Serialize)]
struct DataWords<'a> {
    openid: &'a OpenIdList,
}

impl Serialize for OpenIdPage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (total, count, next_openid) = (self.total, self.count, self.next_openid.as_ref());
        Words { total, count, data: DataWords { openid: &self.openids }, next_openid }.serialize(serializer)
    }
}

impl From<Wire> for OpenIdPage {
    fn from(wire: Wire) -> Self {
        let openids = wire.data.map(|data| data.openid).unwrap_or_default();
        Self { total: wire.total, count: wire.count, openids, next_openid: wire.next_openid }
    }
}

impl OpenIdPage {
    pub(crate) fn end(&self) -> PageEnd<'_> {
        PageEnd { len: self.openids.len(), next: self.next_openid.as_ref() }
    }
}
