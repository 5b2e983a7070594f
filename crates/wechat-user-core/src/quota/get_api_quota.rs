//! `POST /cgi-bin/openapi/quota/get`

use serde::{Deserialize, Serialize};

use crate::bounds::ApiPath;
use crate::endpoint::{Body, Endpoint};
use crate::lenient;
use crate::spec::Spec;

/// Asks how often an API may be called, and was (查询API调用额度).
///
/// Limits: a path from its first slash on, without host; no `/sns/` paths. The counts may be off by one percent.
/// Source: <https://developers.weixin.qq.com/doc/service/api/apimanage/api_getapiquota>
///
/// # Errors
///
/// 76021 there is no such path, 76022 the account may not ask about it.
#[derive(Clone, Debug, Serialize)]
pub struct GetApiQuota<'a> {
    cgi_path: &'a ApiPath,
}

/// The quota of an API.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "Wire")]
#[non_exhaustive]
pub struct ApiQuota {
    /// How many calls a day are allowed (当天该账号可调用该接口的次数). 0 was seen of an API that was never called.
    pub daily_limit: Option<u64>,
    /// How many were made today (当天已经调用的次数).
    pub used: Option<u64>,
    /// How many are left today (当天剩余调用次数).
    pub remain: Option<u64>,
    /// How many in a short time (普通调用频率限制); older answers leave it out.
    pub rate_limit: Option<RateLimit>,
    /// The same for third-party platforms that call for the account (代调用频率限制).
    pub component_rate_limit: Option<RateLimit>,
}

/// A limit on the calls of a short time (频率限制).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct RateLimit {
    /// How many calls (周期内可调用数量).
    #[serde(default, deserialize_with = "lenient::optional_count")]
    pub call_count: Option<u64>,
    /// In how many seconds (更新周期).
    #[serde(default, deserialize_with = "lenient::optional_count")]
    pub refresh_second: Option<u64>,
}

#[derive(Deserialize)]
struct Wire {
    quota: WireQuota,
    #[serde(default)]
    rate_limit: Option<RateLimit>,
    #[serde(default)]
    component_rate_limit: Option<RateLimit>,
}

#[derive(Deserialize)]
struct WireQuota {
    #[serde(default, deserialize_with = "lenient::optional_count")]
    daily_limit: Option<u64>,
    #[serde(default, deserialize_with = "lenient::optional_count")]
    used: Option<u64>,
    #[serde(default, deserialize_with = "lenient::optional_count")]
    remain: Option<u64>,
}

impl From<Wire> for ApiQuota {
    fn from(wire: Wire) -> Self {
        let Wire { quota, rate_limit, component_rate_limit } = wire;
        let WireQuota { daily_limit, used, remain } = quota;
        Self { daily_limit, used, remain, rate_limit, component_rate_limit }
    }
}

impl<'a> GetApiQuota<'a> {
    /// Of the API with this path.
    #[must_use]
    pub const fn new(path: &'a ApiPath) -> Self {
        Self { cgi_path: path }
    }
}

impl Endpoint for GetApiQuota<'_> {
    type Response = ApiQuota;
    const SPEC: &'static Spec = &Spec::post("get_api_quota", "/cgi-bin/openapi/quota/get").replayable();

    fn body(&self, body: &mut Body) {
        body.json(self);
    }
}
