//! `POST /cgi-bin/user/info/batchget`

use alloc::vec::Vec;

use serde::Serialize;

use crate::endpoints::users::{Lang, UserList};
use crate::values::batch::Batch;
use crate::wire::endpoint::{Body, Endpoint};
use crate::wire::spec::Spec;

/// Fetches up to 100 profiles (批量获取用户基本信息).
///
/// Limits: 1 to 100 openids.
/// Source: <https://developers.weixin.qq.com/doc/service/api/usermanage/userinfo/api_batchuserinfo>
///
/// # Errors
///
/// 40003 one of the openids is malformed, or another account's: the whole call fails; 40032 too many openids.
#[derive(Clone, Debug)]
pub struct GetUsers<'a> {
    openids: Batch<'a, 100>,
    lang: Lang,
}

#[derive(Serialize)]
struct Wire<'a> {
    user_list: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    openid: &'a str,
    lang: Lang,
}

impl<'a> GetUsers<'a> {
    /// For these users, with country, province and city in simplified Chinese.
    #[must_use]
    pub const fn new(openids: Batch<'a, 100>) -> Self {
        Self { openids, lang: Lang::ZhCn }
    }

    /// Country, province and city in this language.
    #[must_use]
    pub const fn with_lang(mut self, lang: Lang) -> Self {
        self.lang = lang;
        self
    }
}

impl Endpoint for GetUsers<'_> {
    type Response = UserList;
    const SPEC: &'static Spec = &Spec::post("get_users", "/cgi-bin/user/info/batchget").replayable();

    fn body(&self, body: &mut Body) {
        let lang = self.lang;
        body.json(&Wire { user_list: self.openids.texts().map(|openid| Entry { openid, lang }).collect() });
    }
}
