//! `POST /cgi-bin/user/info/updateremark`

use core::fmt;

use serde::Serialize;

use crate::values::openid::OpenId;
use crate::wire::ack::Ack;
use crate::wire::endpoint::{Body, Endpoint};
use crate::wire::spec::Spec;

/// Sets the operator's remark on a follower (设置用户备注名); an empty one clears it.
///
/// Limits: the documents say less than 30 characters here and 30 bytes there; 30 bytes of UTF-8 (10 Chinese characters)
/// were observed to pass. The service decides (40092). 10,000 calls a day.
/// Source: <https://developers.weixin.qq.com/doc/service/api/usermanage/userinfo/api_updateremark>
///
/// # Errors
///
/// 40092 the remark is too long, 40003 the openid is malformed, or another account's; 43004 the user does not follow.
#[derive(Clone, Serialize)]
pub struct SetRemark<'a> {
    openid: &'a OpenId,
    remark: &'a str,
}

impl<'a> SetRemark<'a> {
    /// Sets this text on this user.
    #[must_use]
    pub const fn new(openid: &'a OpenId, remark: &'a str) -> Self {
        Self { openid, remark }
    }
}

impl Endpoint for SetRemark<'_> {
    type Response = Ack;
    const SPEC: &'static Spec = &Spec::post("set_remark", "/cgi-bin/user/info/updateremark").replayable();

    fn body(&self, body: &mut Body) {
        body.json(self);
    }
}

impl fmt::Debug for SetRemark<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SetRemark({:?}, {} characters)", self.openid, self.remark.chars().count())
    }
}
