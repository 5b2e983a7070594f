//! `POST /cgi-bin/stable_token`

use serde::Serialize;

use crate::endpoints::token::TokenResponse;
use crate::values::ids::AppId;
use crate::values::secret::AppSecret;
use crate::wire::endpoint::{Body, Endpoint};
use crate::wire::spec::Spec;

/// Fetches a stable token (获取稳定版接口调用凭据): the same one while it is valid, a new one in its last five minutes.
///
/// Limits: 10,000 calls a minute, 500,000 a day; forced, 20 a day and 30 seconds apart.
/// Source: <https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken>
///
/// # Errors
///
/// 40001 and 40125 wrong secret, 40013 wrong AppID, 40164 address not on the IP white-list (IP白名单), 45009 and 45011
/// quotas.
///
/// ```
/// use wechat_user_core::{AppId, AppSecret, Origin, encode, token::GetStableToken};
///
/// let request = encode(&GetStableToken::new(&AppId::from("wx1"), &AppSecret::from("s")), &Origin::default(), None)?;
/// assert_eq!(request.uri(), "https://api.weixin.qq.com/cgi-bin/stable_token");
/// # Ok::<(), wechat_user_core::Error>(())
/// ```
#[derive(Debug)]
pub struct GetStableToken<'a> {
    app_id: &'a AppId,
    secret: &'a AppSecret,
    force_refresh: bool,
}

#[derive(Serialize)]
struct Wire<'a> {
    grant_type: &'static str,
    appid: &'a str,
    secret: &'a str,
    force_refresh: bool,
}

impl<'a> GetStableToken<'a> {
    /// For this account, without force.
    #[must_use]
    pub const fn new(app_id: &'a AppId, secret: &'a AppSecret) -> Self {
        Self { app_id, secret, force_refresh: false }
    }

    /// With force (强制刷新): the token of every process is invalidated at once.
    #[must_use]
    pub const fn with_force_refresh(mut self, force: bool) -> Self {
        self.force_refresh = force;
        self
    }
}

impl Endpoint for GetStableToken<'_> {
    type Response = TokenResponse;
    const SPEC: &'static Spec = &Spec::post("get_stable_token", "/cgi-bin/stable_token").by_secret().replayable();

    fn body(&self, body: &mut Body) {
        let (appid, secret, force_refresh) = (self.app_id.as_str(), self.secret.expose(), self.force_refresh);
        body.json(&Wire { grant_type: "client_credential", appid, secret, force_refresh });
        body.mark_secret(secret);
    }
}
