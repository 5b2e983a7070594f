//! `POST /cgi-bin/clear_quota`

use serde::Serialize;

use crate::values::ids::AppId;
use crate::wire::ack::Ack;
use crate::wire::endpoint::{Body, Endpoint};
use crate::wire::spec::Spec;

/// Resets the counts of today's calls of all APIs (重置API调用次数). Needs a token:
/// [`ClearQuotaByAppSecret`](super::ClearQuotaByAppSecret) does not.
///
/// Limits: 10 times a calendar month, shared with the other methods. Not repeated when the response is lost.
/// Source: the vendor's page `api_clearquota`, beside
/// <https://developers.weixin.qq.com/doc/service/api/apimanage/api_getapiquota>
///
/// # Errors
///
/// 48006 the ten resets of the month are used up, 40013 the AppID is not that of the token's account.
#[derive(Clone, Debug)]
pub struct ClearQuota<'a> {
    app_id: &'a AppId,
}

#[derive(Serialize)]
struct Wire<'a> {
    appid: &'a str,
}

impl<'a> ClearQuota<'a> {
    /// For this account, whose token is sent.
    #[must_use]
    pub const fn new(app_id: &'a AppId) -> Self {
        Self { app_id }
    }
}

impl Endpoint for ClearQuota<'_> {
    type Response = Ack;
    const SPEC: &'static Spec = &Spec::post("clear_quota", "/cgi-bin/clear_quota");

    fn body(&self, body: &mut Body) {
        body.json(&Wire { appid: self.app_id.as_str() });
    }
}
