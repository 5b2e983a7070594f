//! `POST /cgi-bin/openapi/rid/get`

use serde::Serialize;

use crate::endpoints::rid::RidInfo;
use crate::wire::endpoint::{Body, Endpoint};
use crate::wire::spec::Spec;

/// Looks a request up (查询rid信息), by the `rid` that an error carries ([`Error::rid`](crate::Error::rid)).
///
/// Limits: requests of this account, of the last seven days.
/// Source: the vendor's page `api_getridinfo`, beside
/// <https://developers.weixin.qq.com/doc/service/api/apimanage/api_getapiquota>
///
/// # Errors
///
/// 76001 there is no such rid, 76002 it is malformed, 76003 it is another account's, 76004 it is older than seven days.
#[derive(Clone, Debug, Serialize)]
pub struct GetRidInfo<'a> {
    rid: &'a str,
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
