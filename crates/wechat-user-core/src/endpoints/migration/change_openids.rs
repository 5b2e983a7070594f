//! `POST /cgi-bin/changeopenid`

use serde::Serialize;

use crate::endpoints::migration::{ChangedOpenIds, FromAccount};
use crate::values::batch::Batch;
use crate::wire::endpoint::{Body, Endpoint};
use crate::wire::spec::Spec;

/// Asks for the new openids of up to 100 followers of a migrated account (转换openid), with the token of the *new*
/// account.
///
/// Limits: 1 to 100 openids, of users who follow the old account; from the approval of the migration to 15 days after
/// it. Not repeated when the response is lost.
/// Source: <https://developers.weixin.qq.com/doc/service/api/usermanage/changeopenid/api_changeopenid>
///
/// # Errors
///
/// 63178 and 63183 there is no such migration, or `from_appid` wants the other of its two forms (see [`FromAccount`]);
/// -1 also outside the time of a migration. A single openid that cannot be changed is no error of the call: see
/// [`ChangedOpenId::result`](super::ChangedOpenId::result).
#[derive(Clone, Debug, Serialize)]
pub struct ChangeOpenIds<'a> {
    from_appid: &'a FromAccount,
    openid_list: Batch<'a, 100>,
}

impl<'a> ChangeOpenIds<'a> {
    /// These followers of that account.
    #[must_use]
    pub const fn new(from: &'a FromAccount, openids: Batch<'a, 100>) -> Self {
        Self { from_appid: from, openid_list: openids }
    }
}

impl Endpoint for ChangeOpenIds<'_> {
    type Response = ChangedOpenIds;
    const SPEC: &'static Spec = &Spec::post("change_openids", "/cgi-bin/changeopenid");

    fn body(&self, body: &mut Body) {
        body.json(self);
    }
}
