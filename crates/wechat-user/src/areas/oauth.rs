//! `client.oauth()`

use wechat_user_core::oauth::{
    AuthorizeUrl, CheckUserToken, ExchangeCode, GetProfile, Profile, RefreshUserToken, Scope, UserToken,
};
use wechat_user_core::secret::{AuthorizationCode, RefreshToken, UserAccessToken};
use wechat_user_core::users::Lang;
use wechat_user_core::{Error, OpenId};

use crate::shared::Handle;

/// Web OAuth (网页授权): which user looks at a page in WeChat. None of these calls takes the account's token.
///
/// # Errors
///
/// Every method: a refused argument, before anything is sent; an error of the service; a failure of the exchange.
#[derive(Clone, Copy, Debug)]
pub struct OAuth<'a>(&'a Handle);

/// What is known of a user after the code of a callback was exchanged.
#[derive(Debug)]
#[non_exhaustive]
pub struct CodeUser {
    /// The token, with the openid, and the unionid if there is one.
    pub token: UserToken,
    /// The profile (用户信息). `None` if the scope does not allow it (`snsapi_base`), if the user is the virtual one of a
    /// snapshot page ([`UserToken::is_snapshotuser`]), or if it could not be fetched.
    pub profile: Option<Profile>,
    /// Why the profile could not be fetched although the scope allows it.
    pub profile_error: Option<Error>,
}

/// The scopes whose token reads the profile.
const PROFILE_SCOPES: [&str; 2] = ["snsapi_userinfo", "snsapi_login"];
/// The token's scope does not include the call (`api unauthorized`).
const UNAUTHORIZED: i64 = 48_001;

#[expect(clippy::missing_errors_doc, reason = "said once, for all of them")]
impl<'a> OAuth<'a> {
    pub(crate) const fn new(handle: &'a Handle) -> Self {
        Self(handle)
    }

    /// Where to send the user's browser (网页授权链接): [`AuthorizeUrl`]; give it a state. Sends nothing.
    pub fn authorize_url(&self, redirect_uri: impl Into<String>, scope: Scope) -> Result<AuthorizeUrl, Error> {
        Ok(AuthorizeUrl::new(&self.0.app_id(), redirect_uri, scope)?)
    }

    /// The token of the user whose code the callback brought (换取用户授权凭证): [`ExchangeCode`]. Never repeated once it may
    /// have arrived; needs the AppSecret.
    pub fn exchange(&self, code: impl Into<AuthorizationCode>) -> Result<UserToken, Error> {
        let (app_id, secret) = self.0.app_secret()?;
        self.0.call(&ExchangeCode::new(&app_id, &secret, &code.into()))
    }

    /// The user with whose code the callback came: exchanges the code, then fetches the profile if the scope allows.
    ///
    /// A code can be exchanged once, so once the exchange has succeeded this method does too: a profile that could not
    /// be fetched is [`CodeUser::profile_error`], and [`user`](Self::user) can try again with the token. The exchange
    /// is never repeated once it may have arrived; the profile is only read, so it is retried like every other such
    /// call.
    ///
    /// WeChat calls back twice at times. Call this once for a code, and use its result for the second callback.
    ///
    /// # Errors
    ///
    /// Those of [`exchange`](Self::exchange): 40029 and 40163 (the code was exchanged before), 42003 (older than five
    /// minutes).
    ///
    /// ```
    /// use transport_mock::{FakeWeChat, WebScope};
    /// use wechat_user::Client;
    ///
    /// let wechat = FakeWeChat::new().with_followers(3);
    /// let client = Client::builder(wechat.app_id(), wechat.app_secret()).transport(wechat.clone()).clock(wechat.clock()).build()?;
    /// let code = wechat.authorize(&wechat.openid(0), WebScope::UserInfo).unwrap();
    ///
    /// let user = client.oauth().user_by_code(code)?;
    /// assert_eq!(user.token.openid, wechat.openid(0));
    /// assert!(user.profile.is_some_and(|profile| profile.nickname.is_some()));
    /// # Ok::<(), wechat_user::Error>(())
    /// ```
    pub fn user_by_code(&self, code: impl Into<AuthorizationCode>) -> Result<CodeUser, Error> {
        let token = self.exchange(code)?;
        // Today's documents leave the scope out of the response; then the service is asked.
        let allows = |scope: &String| scope.split(',').any(|scope| PROFILE_SCOPES.contains(&scope.trim()));
        if token.is_snapshotuser || !token.scope.as_ref().is_none_or(allows) {
            return Ok(CodeUser { token, profile: None, profile_error: None });
        }
        let (profile, profile_error) = match self.user(&token.access_token, &token.openid) {
            Ok(profile) => (Some(profile), None),
            Err(error) if error.code().is_some_and(|code| code.get() == UNAUTHORIZED) => (None, None),
            Err(error) => (None, Some(error)),
        };
        Ok(CodeUser { token, profile, profile_error })
    }

    /// Refreshes a user's token (刷新用户授权凭证): [`RefreshUserToken`].
    pub fn refresh(&self, token: &RefreshToken) -> Result<UserToken, Error> {
        self.0.call(&RefreshUserToken::new(&self.0.app_id(), token))
    }

    /// A user's profile (获取授权用户信息), places in simplified Chinese: [`GetProfile`]. Needs a token of [`Scope::UserInfo`].
    pub fn user(&self, token: &UserAccessToken, openid: &OpenId) -> Result<Profile, Error> {
        self.user_in(token, openid, Lang::ZhCn)
    }

    /// A user's profile, places in this language: [`GetProfile`].
    pub fn user_in(&self, token: &UserAccessToken, openid: &OpenId, lang: Lang) -> Result<Profile, Error> {
        self.0.call(&GetProfile::new(token, openid).with_lang(lang))
    }

    /// Whether a token is still good for this user (检验用户授权凭证): [`CheckUserToken`].
    pub fn check(&self, token: &UserAccessToken, openid: &OpenId) -> Result<bool, Error> {
        match self.0.call(&CheckUserToken::new(token, openid)) {
            Ok(_) => Ok(true),
            Err(error) if CheckUserToken::says_no(&error) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
