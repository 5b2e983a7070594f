//! `https://open.weixin.qq.com/connect/oauth2/authorize?appid=APPID&redirect_uri=URI&response_type=code&scope=SCOPE&state=STATE#wechat_redirect`

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

use crate::values::ids::AppId;
use crate::values::input_error::InputError;
use crate::values::origin::Origin;
use crate::wire::percent::percent_encode;

/// The URL that a page sends the user's browser to (网页授权链接). `Display` writes it.
///
/// The service compares the URL with a pattern: the order of the parameters, their letter case and the
/// `#wechat_redirect` must be exactly these.
///
/// Limits: a `state` of at most 128 bytes; the domain of `redirect_uri` must be the one that the console lists as
/// 网页授权域名, sub-domains not included. The authorize page shows mistakes as 10003 (the domain), 10005 (the scope) and
/// similar numbers; no response of the API holds them.
/// Source: the web authorization page (网页授权), and for the order
/// <https://developers.weixin.qq.com/doc/oplatform/en/Third-party_Platforms/2.0/api/Before_Develop/Official_Accounts/official_account_website_authorization.html>
///
/// ```
/// use wechat_user_core::{AppId, oauth::{AuthorizeUrl, Scope}};
///
/// let url = AuthorizeUrl::new(&AppId::from("wx520c15f417810387"), "https://example.com/back?page=1", Scope::Base)?
///     .with_state("8f4e2a")?;
/// assert_eq!(
///     url.to_string(),
///     "https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx520c15f417810387\
///      &redirect_uri=https%3A%2F%2Fexample.com%2Fback%3Fpage%3D1&response_type=code&scope=snsapi_base&state=8f4e2a#wechat_redirect"
/// );
/// # Ok::<(), wechat_user_core::InputError>(())
/// ```
#[derive(Clone, Debug)]
pub struct AuthorizeUrl {
    origin: Cow<'static, str>,
    app_id: AppId,
    redirect_uri: String,
    scope: Scope,
    state: Option<String>,
    force_popup: bool,
    force_snapshot: bool,
}

/// What the page asks the user for (应用授权作用域).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scope {
    /// `snsapi_base`: the openid only, without a question to the user (静默授权).
    Base,
    /// `snsapi_userinfo`: the profile too, with the user's consent (弹出授权页面).
    UserInfo,
    /// `snsapi_login`: login to a website by scanning a QR code (网站应用微信登录), at `/connect/qrconnect`. It belongs to a
    /// website application (网站应用) of the Open Platform, with an AppID of its own. Its code is exchanged by the same
    /// call, and its token reads the profile.
    Login,
}

impl AuthorizeUrl {
    /// The limit of `state`, in bytes.
    pub const MAX_STATE_BYTES: usize = 128;

    /// The URL for this account; WeChat sends the browser back to `redirect_uri`, which is given as it is, not
    /// percent-encoded.
    ///
    /// # Errors
    ///
    /// [`InputError::EmptyAppId`] and [`InputError::EmptyRedirectUri`], which the page would refuse (10012, 10011);
    /// [`InputError::RedirectUri`] without `http://` or `https://` and a host, or percent-encoded already.
    pub fn new(app_id: &AppId, redirect_uri: impl Into<String>, scope: Scope) -> Result<Self, InputError> {
        let redirect_uri = redirect_uri.into();
        if app_id.as_str().is_empty() {
            return Err(InputError::EmptyAppId);
        }
        if redirect_uri.is_empty() {
            return Err(InputError::EmptyRedirectUri);
        }
        check_redirect_uri(&redirect_uri)?;
        Ok(Self {
            origin: Cow::Borrowed("https://open.weixin.qq.com"),
            app_id: app_id.clone(),
            redirect_uri,
            scope,
            state: None,
            force_popup: false,
            force_snapshot: false,
        })
    }

    /// A text that comes back unchanged. Make it one that cannot be guessed, and compare it in the callback: it proves
    /// that the code belongs to the browser that was sent away.
    ///
    /// # Errors
    ///
    /// [`InputError::StateTooLong`] above 128 bytes. An old text allows letters and digits only; the service decides.
    pub fn with_state(mut self, state: impl Into<String>) -> Result<Self, InputError> {
        let state = state.into();
        let (limit, given) = (Self::MAX_STATE_BYTES, state.len());
        if given > limit {
            return Err(InputError::StateTooLong { limit, given });
        }
        self.state = Some(state);
        Ok(self)
    }

    /// `forcePopup=true`: the page asks for consent also where WeChat could skip the question. Not for
    /// [`Scope::Login`], which always asks.
    #[must_use]
    pub const fn with_force_popup(mut self) -> Self {
        self.force_popup = true;
        self
    }

    /// `forceSnapShot=true`: the page is shown as a snapshot (快照页), whose user is a virtual one
    /// ([`UserToken::is_snapshotuser`](super::UserToken::is_snapshotuser)). Not for [`Scope::Login`].
    #[must_use]
    pub const fn with_force_snapshot(mut self) -> Self {
        self.force_snapshot = true;
        self
    }

    /// Another host than `https://open.weixin.qq.com`: a simulator, a gateway. It is independent of the origin of the
    /// API.
    #[must_use]
    pub fn with_origin(mut self, origin: &Origin) -> Self {
        self.origin = Cow::Owned(origin.as_str().into());
        self
    }
}

fn check_redirect_uri(uri: &str) -> Result<(), InputError> {
    let refuse = |problem| Err(InputError::RedirectUri { problem });
    let scheme_end = uri.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(uri.len());
    let (scheme, rest) = uri.split_at(scheme_end);
    if !(scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")) {
        return refuse("it has no such scheme");
    }
    if rest.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("%3A")) {
        return refuse("it is percent-encoded already and would be encoded twice");
    }
    match rest.strip_prefix("://") {
        None => refuse("it has no such scheme"),
        Some(rest) if rest.is_empty() || rest.starts_with(['/', '?', '#', ':']) => refuse("it has no host"),
        Some(_) if uri.chars().any(|c| c.is_whitespace() || c.is_control()) => {
            refuse("it holds a blank or a control character")
        }
        Some(_) => Ok(()),
    }
}

impl fmt::Display for AuthorizeUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut encoded = [String::new(), String::new(), String::new()];
        let texts = [self.app_id.as_str(), &self.redirect_uri, self.state.as_deref().unwrap_or_default()];
        for (text, encoded) in texts.into_iter().zip(&mut encoded) {
            percent_encode(text, encoded);
        }
        let [app_id, redirect_uri, state] = encoded;
        let (origin, path, scope) = (&self.origin, self.scope.path(), self.scope.as_str());
        write!(f, "{origin}{path}?appid={app_id}&redirect_uri={redirect_uri}")?;
        write!(f, "&response_type=code&scope={scope}")?;
        if self.state.is_some() {
            write!(f, "&state={state}")?;
        }
        if self.scope != Scope::Login {
            for (name, forced) in [("forcePopup", self.force_popup), ("forceSnapShot", self.force_snapshot)] {
                if forced {
                    write!(f, "&{name}=true")?;
                }
            }
        }
        f.write_str("#wechat_redirect")
    }
}

impl Scope {
    /// The spelling of the service: `snsapi_base`, `snsapi_userinfo`, `snsapi_login`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Base => "snsapi_base",
            Self::UserInfo => "snsapi_userinfo",
            Self::Login => "snsapi_login",
        }
    }

    const fn path(self) -> &'static str {
        match self {
            Self::Base | Self::UserInfo => "/connect/oauth2/authorize",
            Self::Login => "/connect/qrconnect",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    fn url() -> AuthorizeUrl {
        AuthorizeUrl::new(&AppId::from("wx1"), "http://developers.weixin.qq.com", Scope::UserInfo).unwrap()
    }

    #[test]
    fn the_parameters_are_in_the_order_that_the_page_demands() {
        assert_eq!(
            url().with_state("STATE").unwrap().to_string(),
            "https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx1&redirect_uri=http%3A%2F%2Fdevelopers.weixin.qq.com\
             &response_type=code&scope=snsapi_userinfo&state=STATE#wechat_redirect"
        );
    }

    #[test]
    fn consent_and_snapshot_can_be_forced() {
        let url = url().with_state("s").unwrap().with_force_popup();
        assert!(url.to_string().ends_with("&state=s&forcePopup=true#wechat_redirect"), "{url}");
        let url = url.with_force_snapshot();
        assert!(url.to_string().ends_with("&forcePopup=true&forceSnapShot=true#wechat_redirect"), "{url}");
    }

    #[test]
    fn the_login_to_a_website_has_an_address_of_its_own() {
        let url = AuthorizeUrl::new(&AppId::from("wx1"), "https://example.com/in", Scope::Login).unwrap();
        assert_eq!(
            url.with_force_popup().with_force_snapshot().with_state("s").unwrap().to_string(),
            "https://open.weixin.qq.com/connect/qrconnect?appid=wx1&redirect_uri=https%3A%2F%2Fexample.com%2Fin\
             &response_type=code&scope=snsapi_login&state=s#wechat_redirect"
        );
    }

    #[test]
    fn a_redirect_uri_that_is_encoded_or_has_no_scheme_is_refused() {
        let new = |uri: &str| AuthorizeUrl::new(&AppId::from("wx1"), uri, Scope::Base).err();
        let refused = |problem| Some(InputError::RedirectUri { problem });
        for encoded in ["http%3A%2F%2Fwww.example.com%2Fback", "https%3a%2f%2Fexample.com", "HTTPS%3A//example.com"] {
            assert_eq!(new(encoded), refused("it is percent-encoded already and would be encoded twice"), "{encoded}");
        }
        for bare in
            ["example.com/back", "/back", "//example.com", "ftp://example.com", "http:example.com", "weixin://x", "ht"]
        {
            assert_eq!(new(bare), refused("it has no such scheme"), "{bare}");
        }
        for hostless in ["http://", "https:///back", "https://?a", "https://:80"] {
            assert_eq!(new(hostless), refused("it has no host"), "{hostless}");
        }
        assert_eq!(new("https://example.com/a b"), refused("it holds a blank or a control character"));
        assert_eq!(new("https://example.com/\r\n"), refused("it holds a blank or a control character"));
        for sound in ["https://example.com/back?u=http%3A%2F%2Fx", "http://例子.cn/页", "HTTPS://example.com"] {
            assert_eq!(new(sound), None, "{sound}");
        }
    }

    #[test]
    fn without_a_state_there_is_no_parameter_of_that_name() {
        let text = url().with_origin(&Origin::plain_http("127.0.0.1:9").unwrap()).to_string();
        assert!(text.starts_with("http://127.0.0.1:9/connect/oauth2/authorize?appid=wx1&"), "{text}");
        assert!(text.ends_with("&scope=snsapi_userinfo#wechat_redirect"), "{text}");
    }

    #[test]
    fn a_state_has_128_bytes_and_not_129() {
        assert!(url().with_state("x".repeat(128)).is_ok());
        let refused = url().with_state("名".repeat(43)).unwrap_err();
        assert_eq!(refused, InputError::StateTooLong { limit: 128, given: 129 });
        assert_eq!(refused.to_string(), "state: at most 128 bytes, got 129");
    }

    #[test]
    fn what_the_page_would_refuse_is_refused_here() {
        let new = |app_id: &str, uri: &str| AuthorizeUrl::new(&AppId::from(app_id), uri, Scope::Base).err();
        assert_eq!(new("", "https://example.com"), Some(InputError::EmptyAppId));
        assert_eq!(new("wx1", ""), Some(InputError::EmptyRedirectUri));
    }
}
