//! `GET /sns/oauth2/refresh_token?appid=APPID&grant_type=refresh_token&refresh_token=REFRESH_TOKEN`

use crate::endpoints::oauth::UserToken;
use crate::values::ids::AppId;
use crate::values::secret::RefreshToken;
use crate::wire::endpoint::{Endpoint, Query};
use crate::wire::spec::Spec;

/// Renews a user's token (刷新用户授权凭证): a new one if the old one has expired, otherwise the old one with a new life. Takes
/// no AppSecret.
///
/// Limits: the refresh token lives for 30 days; 50,000 calls a minute.
/// Source: <https://developers.weixin.qq.com/doc/service/api/webdev/access/api_snsrefreshtoken>
///
/// # Errors
///
/// 40030 the refresh token is not valid (40029 by the page's own list), 42002 it has expired, 42007 the user changed
/// the password: authorize again.
#[derive(Debug)]
pub struct RefreshUserToken<'a> {
    app_id: &'a AppId,
    refresh_token: &'a RefreshToken,
}

impl<'a> RefreshUserToken<'a> {
    /// With this refresh token, as the account that got it.
    #[must_use]
    pub const fn new(app_id: &'a AppId, refresh_token: &'a RefreshToken) -> Self {
        Self { app_id, refresh_token }
    }
}

impl Endpoint for RefreshUserToken<'_> {
    type Response = UserToken;
    const SPEC: &'static Spec = &Spec::get("refresh_user_token", "/sns/oauth2/refresh_token").carried().replayable();

    fn query(&self, query: &mut Query) {
        query.push("appid", self.app_id.as_str());
        query.push("grant_type", "refresh_token");
        query.push_secret("refresh_token", self.refresh_token.expose());
    }
}
