//! `client.oauth()`

use wechat_user_core::oauth::{
    AuthorizeUrl, CheckUserToken, ExchangeCode, GetProfile, Profile, RefreshUserToken, Scope, UserToken,
};
use wechat_user_core::secret::{AuthorizationCode, RefreshToken, UserAccessToken};
use wechat_user_core::users::Lang;
use wechat_user_core::{Error, OpenId};

use crate::client::Client;

/// Web OAuth (网页授权): who looks at a page in WeChat. None of these calls takes the account's token.
///
/// # Errors
///
/// Every method: what the arguments were refused for, before anything was sent; what the service refused; what went wrong on the way.
#[derive(Clone, Copy, Debug)]
pub struct OAuth<'a>(&'a Client);

#[expect(clippy::missing_errors_doc, reason = "said once, for all of them")]
impl<'a> OAuth<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self(client)
    }

    /// Where to send the person's browser (网页授权链接): [`AuthorizeUrl`]; give it a state. Sends nothing.
    pub fn authorize_url(&self, redirect_uri: impl Into<String>, scope: Scope) -> Result<AuthorizeUrl, Error> {
        Ok(AuthorizeUrl::new(&self.0.app_id(), redirect_uri, scope)?)
    }

    /// The token of the person with whose code the callback came (换取用户授权凭证): [`ExchangeCode`]. Never repeated once it may have arrived; needs the AppSecret.
    pub fn exchange(&self, code: impl Into<AuthorizationCode>) -> Result<UserToken, Error> {
        let (app_id, secret) = self.0.app_secret()?;
        self.0.call(&ExchangeCode::new(&app_id, &secret, &code.into()))
    }

    /// A person's token anew (刷新用户授权凭证): [`RefreshUserToken`].
    pub fn refresh(&self, token: &RefreshToken) -> Result<UserToken, Error> {
        self.0.call(&RefreshUserToken::new(&self.0.app_id(), token))
    }

    /// A person's profile (获取授权用户信息), places in simplified Chinese: [`GetProfile`]. Needs a token of [`Scope::UserInfo`].
    pub fn user(&self, token: &UserAccessToken, openid: &OpenId) -> Result<Profile, Error> {
        self.user_in(token, openid, Lang::ZhCn)
    }

    /// A person's profile, places in this language: [`GetProfile`].
    pub fn user_in(&self, token: &UserAccessToken, openid: &OpenId, lang: Lang) -> Result<Profile, Error> {
        self.0.call(&GetProfile::new(token, openid).with_lang(lang))
    }

    /// Whether a token is still good for this person (检验用户授权凭证): [`CheckUserToken`].
    pub fn check(&self, token: &UserAccessToken, openid: &OpenId) -> Result<bool, Error> {
        match self.0.call(&CheckUserToken::new(token, openid)) {
            Ok(_) => Ok(true),
            Err(error) if CheckUserToken::says_no(&error) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
