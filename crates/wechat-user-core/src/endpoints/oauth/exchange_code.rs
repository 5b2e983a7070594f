//! `GET /sns/oauth2/access_token?appid=APPID&secret=SECRET&code=CODE&grant_type=authorization_code`

use crate::endpoints::oauth::UserToken;
use crate::values::ids::AppId;
use crate::values::secret::{AppSecret, AuthorizationCode};
use crate::wire::endpoint::{Endpoint, Query};
use crate::wire::spec::Spec;

/// Exchanges the code of a callback for the user's token (换取用户授权凭证).
///
/// A code is valid for one exchange, within five minutes. So an exchange that may have arrived is never sent again, and
/// a callback that arrives twice, as happens, must use the result of the first exchange.
///
/// Limits: 50,000 calls a minute.
/// Source: <https://developers.weixin.qq.com/doc/service/api/webdev/access/api_snsaccesstoken>
///
/// # Errors
///
/// 40029 the code is unknown, 40163 it was exchanged before, 42003 it is older than five minutes; 40013 wrong AppID,
/// 40125 wrong secret.
#[derive(Debug)]
pub struct ExchangeCode<'a> {
    app_id: &'a AppId,
    secret: &'a AppSecret,
    code: &'a AuthorizationCode,
}

impl<'a> ExchangeCode<'a> {
    /// This code, as the account that the page belongs to.
    #[must_use]
    pub const fn new(app_id: &'a AppId, secret: &'a AppSecret, code: &'a AuthorizationCode) -> Self {
        Self { app_id, secret, code }
    }
}

impl Endpoint for ExchangeCode<'_> {
    type Response = UserToken;
    const SPEC: &'static Spec = &Spec::get("exchange_code", "/sns/oauth2/access_token").carried();

    fn query(&self, query: &mut Query) {
        query.push("appid", self.app_id.as_str());
        query.push_secret("secret", self.secret.expose());
        query.push_secret("code", self.code.expose());
        query.push("grant_type", "authorization_code");
    }
}
