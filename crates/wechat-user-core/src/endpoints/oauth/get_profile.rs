//! `GET /sns/userinfo?access_token=ACCESS_TOKEN&openid=OPENID&lang=zh_CN`

use crate::endpoints::oauth::Profile;
use crate::endpoints::users::Lang;
use crate::values::openid::OpenId;
use crate::values::secret::UserAccessToken;
use crate::wire::endpoint::{Endpoint, Query};
use crate::wire::spec::Spec;

/// Fetches the profile of a user who agreed to it (获取授权用户信息), follower or not.
///
/// Limits: a token of scope `snsapi_userinfo`; 50,000 calls a minute.
/// Source: <https://developers.weixin.qq.com/doc/service/api/webdev/access/api_snsuserinfo>
///
/// # Errors
///
/// 48001 the token is one of `snsapi_base`; 40001, 40014 and 42001 it has expired: refresh it; 40003 it is not this
/// user's.
#[derive(Debug)]
pub struct GetProfile<'a> {
    access_token: &'a UserAccessToken,
    openid: &'a OpenId,
    lang: Lang,
}

impl<'a> GetProfile<'a> {
    /// For this user, with places in simplified Chinese.
    #[must_use]
    pub const fn new(access_token: &'a UserAccessToken, openid: &'a OpenId) -> Self {
        Self { access_token, openid, lang: Lang::ZhCn }
    }

    /// Places in this language.
    #[must_use]
    pub const fn with_lang(mut self, lang: Lang) -> Self {
        self.lang = lang;
        self
    }
}

impl Endpoint for GetProfile<'_> {
    type Response = Profile;
    const SPEC: &'static Spec = &Spec::get("get_profile", "/sns/userinfo").carried().replayable();

    fn query(&self, query: &mut Query) {
        query.push_secret("access_token", self.access_token.expose());
        query.push("openid", self.openid.as_str());
        query.push("lang", self.lang.as_str());
    }
}
