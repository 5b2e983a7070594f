//! The limits of an API and the calls of today.

use serde::{Deserialize, Serialize, Serializer};

use crate::values::lenient;

/// The quota of an API.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "Wire")]
#[non_exhaustive]
pub struct ApiQuota {
    /// How many calls a day are allowed (当天该账号可调用该接口的次数).
    pub daily_limit: Option<u64>,
    /// How many calls were sent today (当天已经调用的次数).
    pub used: Option<u64>,
    /// How many are left today (当天剩余调用次数).
    pub remain: Option<u64>,
    /// How many in a short time (普通调用频率限制); older responses leave it out.
    pub rate_limit: Option<RateLimit>,
    /// The same for third-party platforms that call for the account (代调用频率限制).
    pub component_rate_limit: Option<RateLimit>,
}

/// A limit on the calls of a short time (频率限制).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct RateLimit {
    /// How many calls (周期内可调用数量).
    #[serde(default, deserialize_with = "lenient::optional_count", skip_serializing_if = "Option::is_none")]
    pub call_count: Option<u64>,
    /// In how many seconds (更新周期).
    #[serde(default, deserialize_with = "lenient::optional_count", skip_serializing_if = "Option::is_none")]
    pub refresh_second: Option<u64>,
}

#[derive(Deserialize, Serialize)]
struct Wire {
    quota: WireQuota,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rate_limit: Option<RateLimit>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    component_rate_limit: Option<RateLimit>,
}

#[derive(Deserialize, Serialize)]
struct WireQuota {
    #[serde(default, deserialize_with = "lenient::optional_count", skip_serializing_if = "Option::is_none")]
    daily_limit: Option<u64>,
    #[serde(default, deserialize_with = "lenient::optional_count", skip_serializing_if = "Option::is_none")]
    used: Option<u64>,
    #[serde(default, deserialize_with = "lenient::optional_count", skip_serializing_if = "Option::is_none")]
    remain: Option<u64>,
}

impl From<Wire> for ApiQuota {
    fn from(wire: Wire) -> Self {
        let Wire { quota, rate_limit, component_rate_limit } = wire;
        let WireQuota { daily_limit, used, remain } = quota;
        Self { daily_limit, used, remain, rate_limit, component_rate_limit }
    }
}

impl From<&ApiQuota> for Wire {
    fn from(quota: &ApiQuota) -> Self {
        let &ApiQuota { daily_limit, used, remain, rate_limit, component_rate_limit } = quota;
        Self { quota: WireQuota { daily_limit, used, remain }, rate_limit, component_rate_limit }
    }
}

impl Serialize for ApiQuota {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Wire::from(self).serialize(serializer)
    }
}
