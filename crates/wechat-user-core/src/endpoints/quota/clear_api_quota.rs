//! `POST /cgi-bin/openapi/quota/clear`

use serde::Serialize;

use crate::values::api_path::ApiPath;
use crate::wire::ack::Ack;
use crate::wire::endpoint::{Body, Endpoint};
use crate::wire::spec::Spec;

/// Resets the count of today's calls of one API (重置指定API调用次数).
///
/// Limits: a path from its first slash on, without host; no `/sns/` paths. Not repeated when the response is lost.
/// Source: the vendor's page `api_clearapiquota`, kept for mini programs (小程序); that accounts may use it is observed in
/// six libraries.
///
/// # Errors
///
/// 76021 there is no such path, 76022 the account may not reset it; 48006 the ten resets of the month are used up.
#[derive(Clone, Debug, Serialize)]
pub struct ClearApiQuota<'a> {
    cgi_path: &'a ApiPath,
}

impl<'a> ClearApiQuota<'a> {
    /// For the API with this path.
    #[must_use]
    pub const fn new(path: &'a ApiPath) -> Self {
        Self { cgi_path: path }
    }
}

impl Endpoint for ClearApiQuota<'_> {
    type Response = Ack;
    const SPEC: &'static Spec = &Spec::post("clear_api_quota", "/cgi-bin/openapi/quota/clear");

    fn body(&self, body: &mut Body) {
        body.json(self);
    }
}
