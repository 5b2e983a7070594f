//! What the service remembers of a request.

use alloc::string::String;
use core::fmt;

use serde::Deserialize;

use crate::values::lenient;
use crate::values::time::Timestamp;

/// A request as the service remembers it.
///
/// The three texts of the exchange may hold a token and personal data. `Debug` shows their lengths only; do not print
/// them yourself.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "Wire")]
#[non_exhaustive]
pub struct RidInfo {
    /// When it came (发起请求的时间戳).
    pub invoke_time: Option<Timestamp>,
    /// How long it took, in milliseconds (请求毫秒级耗时).
    pub cost_in_ms: Option<u64>,
    /// The query of its URL (请求的URL参数): mind the `access_token` in it.
    pub request_url: String,
    /// Its body (post请求的请求参数).
    pub request_body: String,
    /// What the service responded (接口请求返回参数).
    pub response_body: String,
    /// The address it came from (接口请求的客户端ip).
    pub client_ip: Option<String>,
}

#[derive(Deserialize)]
struct Wire {
    request: WireRequest,
}

#[derive(Deserialize)]
struct WireRequest {
    #[serde(default, deserialize_with = "lenient::optional_count")]
    invoke_time: Option<u64>,
    #[serde(default, deserialize_with = "lenient::optional_count")]
    cost_in_ms: Option<u64>,
    #[serde(default, deserialize_with = "lenient::optional_text")]
    request_url: Option<String>,
    #[serde(default, deserialize_with = "lenient::optional_text")]
    request_body: Option<String>,
    #[serde(default, deserialize_with = "lenient::optional_text")]
    response_body: Option<String>,
    #[serde(default, deserialize_with = "lenient::optional_text")]
    client_ip: Option<String>,
}

impl From<Wire> for RidInfo {
    fn from(wire: Wire) -> Self {
        let request = wire.request;
        Self {
            invoke_time: request.invoke_time.map(Timestamp::from_unix_secs),
            cost_in_ms: request.cost_in_ms,
            request_url: request.request_url.unwrap_or_default(),
            request_body: request.request_body.unwrap_or_default(),
            response_body: request.response_body.unwrap_or_default(),
            client_ip: request.client_ip,
        }
    }
}

impl fmt::Debug for RidInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RidInfo")
            .field("invoke_time", &self.invoke_time)
            .field("cost_in_ms", &self.cost_in_ms)
            .field("request_url", &format_args!("[{} bytes]", self.request_url.len()))
            .field("request_body", &format_args!("[{} bytes]", self.request_body.len()))
            .field("response_body", &format_args!("[{} bytes]", self.response_body.len()))
            .field("client_ip", &self.client_ip)
            .finish()
    }
}
