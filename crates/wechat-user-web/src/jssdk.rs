//! The values of `wx.config` (通过config接口注入权限验证配置), which allow a page to call the JS-SDK.

use serde::Serialize;
use wechat_user_core::secret::JsapiTicket;
use wechat_user_core::{AppId, Timestamp};

use crate::signature::sha1_hex;

/// What the pages of an account may call. Creates the [`WxConfig`] of a page.
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
/// # Ok::<(), wechat_user_web::PageError>(())
/// ```
#[derive(Clone, Debug)]
pub struct JsSdk {
    app_id: AppId,
    apis: Vec<String>,
    open_tags: Vec<String>,
    debug: bool,
}

/// The argument of `wx.config`, ready to be written into the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WxConfig {
    /// `debug` (调试模式): the page shows an alert with the result of every call.
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
    /// `openTagList` (需要使用的开放标签列表). Not written when it is empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub open_tag_list: Vec<String>,
}

/// A page that cannot be signed for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PageError {
    /// The URL is not one that `location.href` can be. The signature covers the whole URL as the browser has it.
    #[error("the URL of a page must be that of location.href; this one {problem}")]
    #[non_exhaustive]
    Url {
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A character that a browser writes percent-encoded, or in a host as Punycode: the signature would never fit.
    #[error("no browser has {character:?} in the URL of a page; sign the URL of location.href, percent-encoded")]
    #[non_exhaustive]
    UrlCharacter {
        /// The character.
        character: char,
    },
    /// The nonce is empty, or holds something that a signature of joined parts would confuse.
    #[error("a nonce has at least 1 character, and visible ASCII characters other than & only")]
    Nonce,
}

impl JsSdk {
    /// A signer for the pages of one account.
    pub fn new(app_id: impl Into<AppId>) -> Self {
        Self { app_id: app_id.into(), apis: Vec::new(), open_tags: Vec::new(), debug: false }
    }

    /// Adds a name to `jsApiList`, such as `getNetworkType`.
    #[must_use]
    pub fn with_api(mut self, name: impl Into<String>) -> Self {
        self.apis.push(name.into());
        self
    }

    /// Adds a name to `openTagList`, such as `wx-open-launch-weapp`.
    #[must_use]
    pub fn with_open_tag(mut self, name: impl Into<String>) -> Self {
        self.open_tags.push(name.into());
        self
    }

    /// Sets `debug`.
    #[must_use]
    pub const fn with_debug(mut self, debug: bool) -> Self {
        self.debug = debug;
        self
    }

    /// The values for one page. `url` is the page's own, with its query, as the browser has it in `location.href`; what
    /// follows `#` is cut off.
    ///
    /// `nonce` is a new text for every page, such as a UUID. Fetch the ticket rarely: its quota is small.
    ///
    /// # Errors
    ///
    /// [`PageError::Url`], [`PageError::UrlCharacter`], [`PageError::Nonce`].
    pub fn config(&self, ticket: &JsapiTicket, url: &str, now: Timestamp, nonce: &str) -> Result<WxConfig, PageError> {
        let url = url.split_once('#').map_or(url, |(page, _)| page);
        check_url(url)?;
        if nonce.is_empty() || !nonce.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'&') {
            return Err(PageError::Nonce);
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
            open_tag_list: self.open_tags.clone(),
        })
    }
}

/// Refuses a URL that `location.href` cannot be: the browser would sign another one.
fn check_url(url: &str) -> Result<(), PageError> {
    let refuse = |problem| Err(PageError::Url { problem });
    let (rest, default_port) = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
        (Some(rest), _) => (rest, ":443"),
        (_, Some(rest)) => (rest, ":80"),
        _ => return refuse("does not start with http:// or https://"),
    };
    let is_encoded = |c: char| !c.is_ascii_graphic() || matches!(c, '"' | '<' | '>' | '\\');
    if let Some(character) = url.chars().find(|c| is_encoded(*c)) {
        return Err(PageError::UrlCharacter { character });
    }
    let (before_query, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = before_query.split_once('/').unwrap_or((before_query, ""));
    if host.is_empty() || host.starts_with(':') {
        return refuse("has no host");
    }
    if host.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return refuse("has upper-case letters in its host");
    }
    if host.contains('@') {
        return refuse("has a user name");
    }
    if host.ends_with(default_port) || host.ends_with(':') {
        return refuse("has the default port");
    }
    if path.split('/').any(|segment| matches!(segment, "." | "..")) {
        return refuse("has a segment . or .. in its path");
    }
    let in_path = path.chars().find(|c| matches!(c, '{' | '}' | '`'));
    match in_path.or_else(|| query.chars().find(|c| *c == '\'')) {
        Some(character) => Err(PageError::UrlCharacter { character }),
        None => Ok(()),
    }
}

impl WxConfig {
    /// JSON that may be written into a `<script>` unchanged: `wx.config(...)`.
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

    fn config(url: &str, nonce: &str) -> Result<WxConfig, PageError> {
        let sdk = JsSdk::new("wx</script>1").with_api("getNetworkType").with_debug(true);
        sdk.config(&JsapiTicket::from("t"), url, Timestamp::from_unix_secs(9), nonce)
    }

    #[test]
    fn json_is_safe_inside_a_script() {
        let mut config = config("https://x/", "n1").unwrap();
        config.signature = "s".to_owned();
        assert_eq!(
            config.to_script_json(),
            r#"{"debug":true,"appId":"wx\u003c/script\u003e1","timestamp":9,"nonceStr":"n1","signature":"s","jsApiList":["getNetworkType"]}"#
        );
    }

    #[test]
    fn a_nonce_is_visible_ascii_without_an_ampersand() {
        for nonce in ["", "a b", "a&url=x", "一"] {
            assert_eq!(config("https://x/", nonce), Err(PageError::Nonce), "{nonce}");
        }
        for nonce in ["8d7b8a4e-1111-4222-9333-aaaabbbbcccc", "a+/b==", "n_1.2~"] {
            assert!(config("https://x/", nonce).is_ok(), "{nonce}");
        }
    }

    #[test]
    fn a_page_url_that_no_browser_has_is_refused() {
        for (url, problem) in [
            ("", "does not start with http:// or https://"),
            ("mp.weixin.qq.com", "does not start with http:// or https://"),
            ("/path", "does not start with http:// or https://"),
            ("#http://x", "does not start with http:// or https://"),
            ("file:///x", "does not start with http:// or https://"),
            ("HTTPS://x/", "does not start with http:// or https://"),
            ("https://", "has no host"),
            ("https:///a", "has no host"),
            ("http://:80/", "has no host"),
            ("https://X/", "has upper-case letters in its host"),
            ("https://me@x/", "has a user name"),
            ("https://x:443/", "has the default port"),
            ("http://x:80", "has the default port"),
            ("https://x:/", "has the default port"),
            ("https://x/a/../b", "has a segment . or .. in its path"),
        ] {
            assert_eq!(config(url, "n"), Err(PageError::Url { problem }), "{url}");
        }
        for (url, character) in [
            ("https://x/页", '页'),
            ("https://例子.cn/", '例'),
            ("https://x/a b", ' '),
            ("https://x/?q=\"", '"'),
            ("https://x/<b>", '<'),
            ("https://x\\y", '\\'),
            ("https://x/{id}", '{'),
            ("https://x/?q='", '\''),
            ("https://x/\n", '\n'),
        ] {
            assert_eq!(config(url, "n"), Err(PageError::UrlCharacter { character }), "{url}");
        }
        for url in [
            "http://x?a=1",
            "https://x/%E9%A1%B5?q=%22{}|a/../b",
            "http://x:443/it's",
            "https://x:8443/...",
            "https://x/#页",
        ] {
            assert!(config(url, "n").is_ok(), "{url}");
        }
    }
}
