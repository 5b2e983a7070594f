//! `GET /cgi-bin/user/info?openid=OPENID&lang=zh_CN`

use crate::endpoints::users::{Lang, User};
use crate::values::openid::OpenId;
use crate::wire::endpoint::{Endpoint, Query};
use crate::wire::spec::Spec;

/// Fetches one user's profile (获取用户基本信息).
///
/// Limits: 5,000,000 calls a day.
/// Source: <https://developers.weixin.qq.com/doc/service/api/usermanage/userinfo/api_userinfo>
///
/// # Errors
///
/// 40003 the openid is malformed, or another account's; 48001 the account may not use it; 46004 no such user.
#[derive(Clone, Debug)]
pub struct GetUser<'a> {
    openid: &'a OpenId,
    lang: Lang,
}

impl<'a> GetUser<'a> {
    /// For this user, with country, province and city in simplified Chinese.
    #[must_use]
    pub const fn new(openid: &'a OpenId) -> Self {
        Self { openid, lang: Lang::ZhCn }
    }

    /// Country, province and city in this language.
    #[must_use]
    pub const fn with_lang(mut self, lang: Lang) -> Self {
        self.lang = lang;
        self
    }
}

impl Endpoint for GetUser<'_> {
    type Response = User;
    const SPEC: &'static Spec = &Spec::get("get_user", "/cgi-bin/user/info").replayable();

    fn query(&self, query: &mut Query) {
        query.push("openid", self.openid.as_str());
        query.push("lang", self.lang.as_str());
    }
}
