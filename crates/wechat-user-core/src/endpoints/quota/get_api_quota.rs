//! `POST /cgi-bin/openapi/quota/get`

use serde::Serialize;

use crate::endpoints::quota::ApiQuota;
use crate::values::api_path::ApiPath;
use crate::wire::endpoint::{Body, Endpoint};
use crate::wire::spec::Spec;

/// Asks for the limits of an API and the calls of today (查询API调用额度).
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

impl<'a> GetApiQuota<'a> {
    /// For the API with this path.
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
