//! What the service found at the callback URL.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::values::lenient;

/// The addresses of the callback URL, and how they responded.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct CallbackReport {
    /// What the name resolved to (DNS解析结果列表); none if only a ping was asked for.
    #[serde(default, deserialize_with = "lenient::list")]
    pub dns: Vec<Resolved>,
    /// How the addresses responded (PING检测结果列表); none if only the name was asked for.
    #[serde(default, deserialize_with = "lenient::list")]
    pub ping: Vec<Ping>,
}

/// An address of the callback URL.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Resolved {
    /// The address (解析出来的ip).
    pub ip: String,
    /// Which network it is in (ip对应的运营商), such as `UNICOM`.
    #[serde(default, deserialize_with = "lenient::optional_text", skip_serializing_if = "Option::is_none")]
    pub real_operator: Option<String>,
}

/// One ping.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Ping {
    /// The address (ping的ip).
    pub ip: String,
    /// From which network (ping的源头的运营商).
    #[serde(default, deserialize_with = "lenient::optional_text", skip_serializing_if = "Option::is_none")]
    pub from_operator: Option<String>,
    /// `0%` or `100%` (丢包率): one packet is sent.
    #[serde(default, deserialize_with = "lenient::optional_text", skip_serializing_if = "Option::is_none")]
    pub package_loss: Option<String>,
    /// How long it took (耗时), such as `23.079ms`.
    #[serde(default, deserialize_with = "lenient::optional_text", skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
}
