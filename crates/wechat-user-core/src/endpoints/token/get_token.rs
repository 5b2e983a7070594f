//! `GET /cgi-bin/token?grant_type=client_credential&appid=APPID&secret=APPSECRET`

use crate::endpoints::token::TokenResponse;
use crate::values::ids::AppId;
use crate::values::secret::AppSecret;
use crate::wire::endpoint::{Endpoint, Query};
use crate::wire::spec::Spec;

/// Fetches a plain token (获取接口调用凭据); the previous one works for five more minutes.
///
/// Limits: 2000 calls a day (200 for a sandbox account).
/// Source: <https://developers.weixin.qq.com/doc/service/api/base/api_getaccesstoken>
///
/// # Errors
///
/// 40001 and 40125 wrong secret, 40013 wrong AppID, 40164 address not on the IP white-list (IP白名单), 45009 and 45011
/// quotas.
///
/// ```
/// use wechat_user_core::secret::Redacted;
/// use wechat_user_core::token::GetToken;
/// use wechat_user_core::{AppId, AppSecret, Origin, encode};
///
/// let request = encode(&GetToken::new(&AppId::from("wx1"), &AppSecret::from("s")), &Origin::default(), None)?;
/// assert_eq!(request.uri().query(), Some("grant_type=client_credential&appid=wx1&secret=s"));
/// assert_eq!(Redacted(&request).to_string(), "GET https://api.weixin.qq.com/cgi-bin/token");
/// # Ok::<(), wechat_user_core::Error>(())
/// ```
#[derive(Debug)]
pub struct GetToken<'a> {
    app_id: &'a AppId,
    secret: &'a AppSecret,
}

impl<'a> GetToken<'a> {
    /// For this account.
    #[must_use]
    pub const fn new(app_id: &'a AppId, secret: &'a AppSecret) -> Self {
        Self { app_id, secret }
    }
}

impl Endpoint for GetToken<'_> {
    type Response = TokenResponse;
    const SPEC: &'static Spec = &Spec::get("get_token", "/cgi-bin/token").by_secret().replayable();

    fn query(&self, query: &mut Query) {
        query.push("grant_type", "client_credential");
        query.push("appid", self.app_id.as_str());
        query.push_secret("secret", self.secret.expose());
    }
}
