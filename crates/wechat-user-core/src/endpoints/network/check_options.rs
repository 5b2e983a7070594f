//! What to check of the callback URL, and from where.

use serde::Serialize;

/// The check (检测动作).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum CheckAction {
    /// Both.
    #[default]
    All,
    /// Look the name up (域名解析).
    Dns,
    /// Ping the addresses (ping检测).
    Ping,
}

/// From which network (检测运营商).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "UPPERCASE")]
#[non_exhaustive]
pub enum Operator {
    /// The one that fits the address (自动).
    #[default]
    Default,
    /// China Telecom (电信).
    ChinaNet,
    /// China Unicom (联通).
    Unicom,
    /// Tencent's own (腾讯).
    Cap,
}
