//! `POST /cgi-bin/openapi/rid/get`

use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Serialize};

use crate::endpoint::{Body, Endpoint};
use crate::lenient;
use crate::spec::Spec;
use crate::time::Timestamp;

/// Asks what a request was (查询rid信息), by the `rid` that an error carries ([`Error::rid`](crate::Error::rid)).
///
/// Limits: requests of this account, of the last seven days.
/// Source: the vendor's page `api_getridinfo`, beside <https://developers.weixin.qq.com/doc/service/api/apimanage/api_getapiquota>
///
/// # Errors
///
/// 76001 there is no such rid, 76002 it is malformed, 76003 it is another account's, 76004 it is older than seven days.
#[derive(Clone, Debug, Serialize)]
pub struct GetRidInfo<'a> {
    rid: &'a str,
}

/// A request as the service remembers it.
///
/// The three texts of the exchange may hold a token and personal data. `Debug` shows their lengths only; do not print them yourself.
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
    /// What the service answered (接口请求返回参数).
    pub response_body: String,
    /// Whence it came (接口请求的客户端ip).
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

impl<'a> GetRidInfo<'a> {
    /// By this rid, such as `61725984-6126f6f9-040f19c4`.
    #[must_use]
    pub const fn new(rid: &'a str) -> Self {
        Self { rid }
    }
}

impl Endpoint for GetRidInfo<'_> {
    type Response = RidInfo;
    const SPEC: &'static Spec = &Spec::post("get_rid_info", "/cgi-bin/openapi/rid/get").replayable();

    fn body(&self, body: &mut Body) {
        body.json(self);
    }
}
