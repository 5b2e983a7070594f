//! The values of `wx.config` (通过config接口注入权限验证配置), which let a page call the JS-SDK.

use serde::Serialize;
use wechat_user_core::secret::JsapiTicket;
use wechat_user_core::{AppId, Timestamp};

use crate::signature::sha1_hex;

/// What the pages of an account may call. Makes the [`WxConfig`] of a page.
///
/// ```
/// use wechat_user_core::secret::JsapiTicket;
/// use wechat_user_core::Timestamp;
/// use wechat_user_web::JsSdk;
///
/// let ticket = JsapiTicket::new("sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg");
/// let now = Timestamp::from_unix_secs(1_414_587_457);
/// let sdk = JsSdk::new("wx0123456789abcdef").with_api("getNetworkType");
/// let config = sdk.config(&ticket, "http://mp.weixin.qq.com?params=value#top", now, "Wm3WZYTPz0wzccnW")?;
/// assert_eq!(config.signature, "0f9de62fce790f9a083d5c99e95740ceb90c27ed");
/// # Ok::<(), wechat_user_web::BadPage>(())
/// ```
#[derive(Clone, Debug)]
pub struct JsSdk {
    app_id: AppId,
    apis: Vec<String>,
    debug: bool,
}

/// The argument of `wx.config`, ready to be written into the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WxConfig {
    /// `debug` (调试模式): the page alerts what every call returns.
    pub debug: bool,
    /// `appId` (公众号的唯一标识).
    pub app_id: String,
    /// `timestamp` (生成签名的时间戳), in seconds.
    pub timestamp: u64,
    /// `nonceStr` (生成签名的随机串): with a capital S here, `noncestr` where it is signed.
    pub nonce_str: String,
    /// `signature` (签名).
    pub signature: String,
    /// `jsApiList` (需要使用的JS接口列表).
    pub js_api_list: Vec<String>,
}

/// A page that cannot be signed for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadPage {
    /// The signature covers the page's whole URL, as the browser sees it.
    #[error("the URL of a page starts with http:// or https://")]
    Url,
    /// The nonce is empty, or holds something that a signature of joined parts would confuse.
    #[error("a nonce has at least 1 character, and letters and digits only")]
    Nonce,
}

impl JsSdk {
    /// For the pages of one account.
    pub fn new(app_id: impl Into<AppId>) -> Self {
        Self { app_id: app_id.into(), apis: Vec::new(), debug: false }
    }

    /// Adds a name to `jsApiList`, such as `getNetworkType`.
    #[must_use]
    pub fn with_api(mut self, name: impl Into<String>) -> Self {
        self.apis.push(name.into());
        self
    }

    /// Sets `debug`.
    #[must_use]
    pub const fn with_debug(mut self, debug: bool) -> Self {
        self.debug = debug;
        self
    }

    /// The values for one page. `url` is the page's own, with its query, as the browser sees it; what follows `#` is cut off.
    ///
    /// `nonce` is any text of letters and digits, a new one for every page. Ask for the ticket rarely: its quota is small.
    ///
    /// # Errors
    ///
    /// [`BadPage::Url`], [`BadPage::Nonce`].
    pub fn config(&self, ticket: &JsapiTicket, url: &str, now: Timestamp, nonce: &str) -> Result<WxConfig, BadPage> {
        let url = url.split_once('#').map_or(url, |(page, _)| page);
        if !(url.starts_with("http://") || url.starts_with("https://")) {
            return Err(BadPage::Url);
        }
        if nonce.is_empty() || !nonce.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(BadPage::Nonce);
        }
        let timestamp = now.as_unix_secs();
        // Raw values, names in lower case and in this order; nothing is percent-encoded.
        let signed = format!("jsapi_ticket={}&noncestr={nonce}&timestamp={timestamp}&url={url}", ticket.expose());
        Ok(WxConfig {
            debug: self.debug,
            app_id: self.app_id.as_str().to_owned(),
            timestamp,
            nonce_str: nonce.to_owned(),
            signature: sha1_hex(signed.as_bytes()),
            js_api_list: self.apis.clone(),
        })
    }
}

impl WxConfig {
    /// As JSON that may stand in a `<script>` as it is: `wx.config(...)`.
    #[must_use]
    #[expect(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "strings, a number and a list of strings: all of it is JSON"
    )]
    pub fn to_script_json(&self) -> String {
        let json = serde_json::to_string(self).expect("JSON");
        json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(url: &str, nonce: &str) -> Result<WxConfig, BadPage> {
        let sdk = JsSdk::new("wx</script>1").with_api("getNetworkType").with_debug(true);
        sdk.config(&JsapiTicket::from("t"), url, Timestamp::from_unix_secs(9), nonce)
    }

    #[test]
    fn json_may_stand_in_a_script() {
        let mut config = config("https://x/", "n1").unwrap();
        config.signature = "s".to_owned();
        assert_eq!(
            config.to_script_json(),
            r#"{"debug":true,"appId":"wx\u003c/script\u003e1","timestamp":9,"nonceStr":"n1","signature":"s","jsApiList":["getNetworkType"]}"#
        );
    }

    #[test]
    fn pages_and_nonces_are_checked() {
        for url in ["", "mp.weixin.qq.com", "/path", "#http://x", "ftp://x", "file:///x"] {
            assert_eq!(config(url, "n"), Err(BadPage::Url), "{url}");
        }
        for nonce in ["", "a b", "a&url=x", "一"] {
            assert_eq!(config("https://x/", nonce), Err(BadPage::Nonce), "{nonce}");
        }
    }
}
