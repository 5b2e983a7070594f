//! `POST /cgi-bin/clear_quota/v2?appid=APPID&appsecret=APPSECRET`

use serde::Serialize;

use crate::values::ids::AppId;
use crate::values::secret::AppSecret;
use crate::wire::ack::Ack;
use crate::wire::endpoint::{Body, Endpoint, Query};
use crate::wire::spec::Spec;

/// Resets the counts of today's calls of all APIs (使用AppSecret重置API调用次数), with the AppSecret instead of a token:
/// it works when no token can be fetched any more today.
///
/// Limits: 10 times a calendar month, shared with the other methods. Not repeated when the response is lost.
/// Source: <https://developers.weixin.qq.com/doc/service/api/apimanage/api_clearquotabyappsecret>, whose table puts the
/// two parameters into the body, and whose example puts them into the query. They are sent in both.
///
/// # Errors
///
/// 48006 the ten resets of the month are used up, 40013 there is no such AppID; 40125 wrong secret.
#[derive(Debug)]
pub struct ClearQuotaByAppSecret<'a> {
    app_id: &'a AppId,
    secret: &'a AppSecret,
}

#[derive(Serialize)]
struct Wire<'a> {
    appid: &'a str,
    appsecret: &'a str,
}

impl<'a> ClearQuotaByAppSecret<'a> {
    /// For this account.
    #[must_use]
    pub const fn new(app_id: &'a AppId, secret: &'a AppSecret) -> Self {
        Self { app_id, secret }
    }

    fn wire(&self) -> Wire<'a> {
        Wire { appid: self.app_id.as_str(), appsecret: self.secret.expose() }
    }
}

impl Wire<'_> {
    fn query(&self, query: &mut Query) {
        query.push("appid", self.appid);
        query.push_secret("appsecret", self.appsecret);
    }
}

impl Endpoint for ClearQuotaByAppSecret<'_> {
    type Response = Ack;
    const SPEC: &'static Spec = &Spec::post("clear_quota_by_app_secret", "/cgi-bin/clear_quota/v2").by_secret();

    fn query(&self, query: &mut Query) {
        self.wire().query(query);
    }

    fn body(&self, body: &mut Body) {
        body.json(&self.wire());
    }
}
