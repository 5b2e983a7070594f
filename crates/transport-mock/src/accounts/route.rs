//! Which account a request belongs to.

use std::borrow::Cow;

use serde::Deserialize;
use wechat_user_core::transport::Request;

use super::Accounts;
use crate::fake::FakeWeChat;
use crate::service::{Tag, param};

/// The part of a body that names the account.
#[derive(Deserialize)]
struct Named<'a> {
    #[serde(borrow)]
    appid: Cow<'a, str>,
}

impl Accounts {
    /// The account of a request. Finding it by a token allocates nothing.
    #[must_use]
    pub fn route(&self, request: &Request) -> FakeWeChat {
        let query = request.uri().query().unwrap_or_default();
        let credentials = ["access_token", "ticket"].into_iter().filter_map(|name| param(query, name));
        let by_credential = credentials.into_iter().find_map(|text| self.by_credential(&text));
        let by_query = || param(query, "appid").and_then(|app_id| self.get(&app_id));
        by_credential
            .or_else(by_query)
            .or_else(|| self.by_body(request.body()))
            .unwrap_or_else(|| self.default_account().clone())
    }

    /// The account that issued a token or ticket. An access token of the account has a number before its first `_`; a
    /// user token and the ticket of a QR code have none.
    fn by_credential(&self, text: &str) -> Option<FakeWeChat> {
        let after_number = text.split_once('_').map(|(_, body)| body);
        after_number.into_iter().chain([text]).filter_map(Tag::read).find_map(|tag| self.by_tag(tag))
    }

    fn by_tag(&self, tag: Tag) -> Option<FakeWeChat> {
        if let Some((_, wechat)) = self.others().by_tag.get(&tag) {
            return Some(wechat.clone());
        }
        let default = self.default_account();
        default.with_service(|service| Tag::of(service.app_id().as_str()) == tag).then(|| default.clone())
    }

    /// The account of the `appid` in a body: JSON, or a form.
    fn by_body(&self, body: &[u8]) -> Option<FakeWeChat> {
        if body.trim_ascii_start().starts_with(b"{") {
            let Named { appid } = serde_json::from_slice(body).ok()?;
            return self.get(&appid);
        }
        param(std::str::from_utf8(body).ok()?, "appid").and_then(|app_id| self.get(&app_id))
    }
}
