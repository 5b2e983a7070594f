//! `https://open.weixin.qq.com/connect/oauth2/authorize?appid=APPID&redirect_uri=URI&response_type=code&scope=SCOPE&state=STATE#wechat_redirect`

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

use crate::values::bad_input::BadInput;
use crate::values::ids::AppId;
use crate::values::origin::Origin;
use crate::wire::percent::percent_encode;

/// The address to which a page sends the person's browser (网页授权链接). `Display` writes it.
///
/// The service compares the address with a pattern: the order of the parameters, their letter case and the `#wechat_redirect` must be exactly these.
///
/// Limits: a `state` of at most 128 bytes; the domain of `redirect_uri` must be the one that the console lists as 网页授权域名, sub-domains not included. Mistakes show on
/// the page as 10003 (the domain), 10005 (the scope) and their like, never in an answer of the API.
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
/// # Ok::<(), wechat_user_core::BadInput>(())
/// ```
#[derive(Clone, Debug)]
pub struct AuthorizeUrl {
    origin: Cow<'static, str>,
    app_id: AppId,
    redirect_uri: String,
    scope: Scope,
    state: Option<String>,
}

/// What the page asks the person for (应用授权作用域).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scope {
    /// `snsapi_base`: the openid only, and the person is asked nothing (静默授权).
    Base,
    /// `snsapi_userinfo`: the profile too, and the person must agree (弹出授权页面).
    UserInfo,
}

impl AuthorizeUrl {
    /// The limit of `state`, in bytes.
    pub const MAX_STATE_BYTES: usize = 128;

    /// For this account; WeChat sends the person back to `redirect_uri`.
    ///
    /// # Errors
    ///
    /// [`BadInput::EmptyAppId`] and [`BadInput::EmptyRedirectUri`], which the page would refuse (10012, 10011).
    pub fn new(app_id: &AppId, redirect_uri: impl Into<String>, scope: Scope) -> Result<Self, BadInput> {
        let redirect_uri = redirect_uri.into();
        if app_id.as_str().is_empty() {
            return Err(BadInput::EmptyAppId);
        }
        if redirect_uri.is_empty() {
            return Err(BadInput::EmptyRedirectUri);
        }
        let origin = Cow::Borrowed("https://open.weixin.qq.com");
        Ok(Self { origin, app_id: app_id.clone(), redirect_uri, scope, state: None })
    }

    /// A text that comes back untouched. Make it one that nobody guesses, and compare it in the callback: that is what keeps others from sending codes of theirs.
    ///
    /// # Errors
    ///
    /// [`BadInput::StateTooLong`] above 128 bytes. An old text allows letters and digits only; the service decides.
    pub fn with_state(mut self, state: impl Into<String>) -> Result<Self, BadInput> {
        let state = state.into();
        let (limit, given) = (Self::MAX_STATE_BYTES, state.len());
        if given > limit {
            return Err(BadInput::StateTooLong { limit, given });
        }
        self.state = Some(state);
        Ok(self)
    }

    /// Another host than `https://open.weixin.qq.com`: a simulator, a gateway. It has nothing to do with the origin of the API.
    #[must_use]
    pub fn with_origin(mut self, origin: &Origin) -> Self {
        self.origin = Cow::Owned(origin.as_str().into());
        self
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
        let (origin, scope) = (&self.origin, self.scope.as_str());
        write!(f, "{origin}/connect/oauth2/authorize?appid={app_id}&redirect_uri={redirect_uri}")?;
        write!(f, "&response_type=code&scope={scope}")?;
        if self.state.is_some() {
            write!(f, "&state={state}")?;
        }
        f.write_str("#wechat_redirect")
    }
}

impl Scope {
    /// As the service writes it: `snsapi_base`, `snsapi_userinfo`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Base => "snsapi_base",
            Self::UserInfo => "snsapi_userinfo",
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
    fn the_parameters_are_in_the_order_that_the_page_insists_on() {
        assert_eq!(
            url().with_state("STATE").unwrap().to_string(),
            "https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx1&redirect_uri=http%3A%2F%2Fdevelopers.weixin.qq.com\
             &response_type=code&scope=snsapi_userinfo&state=STATE#wechat_redirect"
        );
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
        assert_eq!(refused, BadInput::StateTooLong { limit: 128, given: 129 });
        assert_eq!(refused.to_string(), "a state has at most 128 bytes, this one has 129");
    }

    #[test]
    fn what_the_page_would_refuse_is_refused_here() {
        let new = |app_id: &str, uri: &str| AuthorizeUrl::new(&AppId::from(app_id), uri, Scope::Base).err();
        assert_eq!(new("", "https://example.com"), Some(BadInput::EmptyAppId));
        assert_eq!(new("wx1", ""), Some(BadInput::EmptyRedirectUri));
    }
}
