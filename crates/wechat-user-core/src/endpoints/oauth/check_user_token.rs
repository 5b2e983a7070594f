//! `GET /sns/auth?access_token=ACCESS_TOKEN&openid=OPENID`

use crate::errors::errcode::{ErrCode, Remedy};
use crate::errors::error::Error;
use crate::values::openid::OpenId;
use crate::values::secret::UserAccessToken;
use crate::wire::ack::Ack;
use crate::wire::endpoint::{Endpoint, Query};
use crate::wire::spec::Spec;

/// Asks whether a user's token is still good (检验用户授权凭证). That it is not is an error; [`says_no`](Self::says_no)
/// distinguishes it from the others.
///
/// Source: the web authorization page (网页授权).
///
/// # Errors
///
/// 40003 the token is not this user's; 40001, 40014 and 42001 it has expired: refresh it.
#[derive(Debug)]
pub struct CheckUserToken<'a> {
    access_token: &'a UserAccessToken,
    openid: &'a OpenId,
}

impl<'a> CheckUserToken<'a> {
    /// For this user.
    #[must_use]
    pub const fn new(access_token: &'a UserAccessToken, openid: &'a OpenId) -> Self {
        Self { access_token, openid }
    }

    /// Whether this error of the call means: the token is not good for this user.
    #[must_use]
    pub fn says_no(error: &Error) -> bool {
        error.code() == Some(ErrCode::INVALID_OPENID) || error.remedy() == Remedy::Reauthorize
    }
}

impl Endpoint for CheckUserToken<'_> {
    type Response = Ack;
    const SPEC: &'static Spec = &Spec::get("check_user_token", "/sns/auth").carried().replayable();

    fn query(&self, query: &mut Query) {
        query.push_secret("access_token", self.access_token.expose());
        query.push("openid", self.openid.as_str());
    }
}
