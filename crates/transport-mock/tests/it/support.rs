//! Calls written by hand, with JSON bodies as on the wire.

use serde_json::Value;
use transport_mock::FakeWeChat;
use wechat_user_core::http::{Method, Request, Response};
use wechat_user_core::transport::{Transport, TransportError};

pub(crate) const HOST: &str = "https://api.weixin.qq.com";

/// An account and a client that calls it.
pub(crate) struct Desk {
    pub(crate) wechat: FakeWeChat,
}

impl Desk {
    pub(crate) fn new(wechat: FakeWeChat) -> Self {
        Self { wechat }
    }

    pub(crate) fn with_followers(followers: u64) -> Self {
        Self::new(FakeWeChat::new().with_followers(followers).with_seed(7))
    }

    /// A GET with the current stable token.
    pub(crate) fn get(&self, path_and_query: &str) -> Value {
        json(&self.try_get(path_and_query).unwrap())
    }

    pub(crate) fn try_get(&self, path_and_query: &str) -> Result<Response<Vec<u8>>, TransportError> {
        self.wechat.send(request(Method::GET, &self.url(path_and_query), ""))
    }

    /// A POST with the current stable token.
    pub(crate) fn post(&self, path: &str, body: impl ToString) -> Value {
        json(&self.try_post(path, body).unwrap())
    }

    pub(crate) fn try_post(&self, path: &str, body: impl ToString) -> Result<Response<Vec<u8>>, TransportError> {
        self.wechat.send(request(Method::POST, &self.url(path), &body.to_string()))
    }

    /// The code of a POST.
    pub(crate) fn code(&self, path: &str, body: impl ToString) -> i64 {
        code(&self.post(path, body))
    }

    pub(crate) fn url(&self, path_and_query: &str) -> String {
        let join = if path_and_query.contains('?') { '&' } else { '?' };
        format!("{HOST}{path_and_query}{join}access_token={}", self.wechat.stable_token().expose())
    }

    /// The openid of a number, as text.
    pub(crate) fn openid(&self, number: u64) -> String {
        self.wechat.openid(number).to_string()
    }
}

pub(crate) fn request(method: Method, url: &str, body: &str) -> Request<Vec<u8>> {
    Request::builder().method(method).uri(url).body(body.as_bytes().to_vec()).unwrap()
}

pub(crate) fn json(response: &Response<Vec<u8>>) -> Value {
    serde_json::from_slice(response.body()).unwrap()
}

/// The code of a response; 0 if it has none.
pub(crate) fn code(response: &Value) -> i64 {
    response.get("errcode").map_or(0, |code| code.as_i64().unwrap())
}

/// The response of a successful call that returns nothing.
pub(crate) fn ok() -> Value {
    serde_json::json!({"errcode": 0, "errmsg": "ok"})
}
