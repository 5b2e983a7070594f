//! The parameters of the authorize page, in a query or in its form.

use std::collections::BTreeMap;

use http::Uri;
use transport_mock::WebScope;
use wechat_user_core::OpenId;

/// The longest state that the service accepts, in bytes.
const MAX_STATE: usize = 128;

/// What a web page asks for.
pub(super) struct Asked {
    pub(super) app_id: String,
    pub(super) redirect_uri: String,
    pub(super) scope: WebScope,
    /// `None` if there is none; it is returned untouched.
    pub(super) state: Option<String>,
    /// Shows the page even if a user was chosen before.
    pub(super) force_popup: bool,
    /// Every user becomes the virtual one of a snapshot page (快照页).
    pub(super) force_snapshot: bool,
    /// A button of the page.
    pub(super) choice: Option<String>,
    pub(super) openid: Option<OpenId>,
    /// The list of users begins after this one.
    pub(super) after: Option<OpenId>,
}

/// Why the page cannot be shown, with the code of the real page if it has one.
pub(super) struct PageError {
    pub(super) code: &'static str,
    pub(super) message: &'static str,
}

impl PageError {
    pub(super) const fn new(code: &'static str, message: &'static str) -> Self {
        Self { code, message }
    }
}

impl Asked {
    pub(super) fn read(parameters: &[u8]) -> Result<Self, PageError> {
        let mut given = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(parameters) {
            // The first one counts, as in the rest of the simulator.
            given.entry(name.into_owned()).or_insert(value.into_owned());
        }
        let mut take = |name: &str| given.remove(name).filter(|value| !value.is_empty());
        let app_id = take("appid").ok_or(PageError::new("10012", "appid is missing"))?;
        let redirect_uri = take("redirect_uri").ok_or(PageError::new("10011", "redirect_uri is missing"))?;
        if take("response_type").as_deref() != Some("code") {
            return Err(PageError::new("", "response_type must be \"code\""));
        }
        let scope = match take("scope").as_deref() {
            Some("snsapi_base") => WebScope::Base,
            Some("snsapi_userinfo") => WebScope::UserInfo,
            Some(_) => return Err(PageError::new("10005", "scope must be snsapi_base or snsapi_userinfo")),
            None => return Err(PageError::new("10010", "scope is missing")),
        };
        let state = take("state");
        if state.as_ref().is_some_and(|state| state.len() > MAX_STATE) {
            return Err(PageError::new("", "state has at most 128 bytes"));
        }
        let mut openid = |name: &str| take(name).and_then(|openid| OpenId::new(openid).ok());
        let (openid, after) = (openid("openid"), openid("after"));
        Ok(Self {
            app_id,
            redirect_uri,
            scope,
            state,
            force_popup: take("forcePopup").as_deref() == Some("true"),
            force_snapshot: take("forceSnapShot").as_deref() == Some("true"),
            choice: take("choice"),
            openid,
            after,
        })
    }

    /// 10003 unless the address is http or https, in one of the domains (网页授权域名). Sub-domains do not count.
    pub(super) fn check_domain(&self, domains: Option<&[String]>) -> Result<(), PageError> {
        let uri = self.redirect_uri.parse::<Uri>().ok();
        let scheme = uri.as_ref().and_then(Uri::scheme_str);
        let host = uri.as_ref().and_then(Uri::host).filter(|host| !host.is_empty());
        let Some(host) = host.filter(|_| matches!(scheme, Some("http" | "https"))) else {
            return Err(PageError::new("10003", "redirect_uri must be an absolute http:// or https:// URL"));
        };
        match domains {
            Some(domains) if !domains.iter().any(|domain| domain.eq_ignore_ascii_case(host)) => Err(PageError::new(
                "10003",
                "the domain of redirect_uri is not among those of the account (网页授权域名)",
            )),
            _ => Ok(()),
        }
    }

    /// Where the browser goes, with the code and the state before the fragment.
    pub(super) fn target(&self, code: Option<&str>) -> String {
        let (address, fragment) = match self.redirect_uri.split_once('#') {
            Some((address, fragment)) => (address, Some(fragment)),
            None => (self.redirect_uri.as_str(), None),
        };
        let mut added = form_urlencoded::Serializer::new(String::new());
        code.map(|code| added.append_pair("code", code));
        self.state.as_deref().map(|state| added.append_pair("state", state));
        let added = added.finish();
        let joint = match address.split_once('?') {
            _ if added.is_empty() => "",
            None => "?",
            Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
            Some(_) => "&",
        };
        let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
        format!("{address}{joint}{added}{fragment}")
    }

    /// The parameters that the form and its links repeat.
    pub(super) fn repeated(&self) -> Vec<(&'static str, &str)> {
        let mut repeated = vec![
            ("appid", self.app_id.as_str()),
            ("redirect_uri", &self.redirect_uri),
            ("response_type", "code"),
            ("scope", self.scope.as_str()),
        ];
        repeated.extend(self.state.as_deref().map(|state| ("state", state)));
        repeated.extend(self.force_popup.then_some(("forcePopup", "true")));
        repeated.extend(self.force_snapshot.then_some(("forceSnapShot", "true")));
        repeated
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(redirect_uri: &str, more: &str) -> Result<Asked, PageError> {
        let uri: String = form_urlencoded::byte_serialize(redirect_uri.as_bytes()).collect();
        Asked::read(format!("appid=wx1&redirect_uri={uri}&response_type=code&scope=snsapi_base{more}").as_bytes())
    }

    #[test]
    fn code_and_state_are_added_before_the_fragment() {
        for (uri, expected) in [
            ("http://a.example/x", "http://a.example/x?code=C&state=a%26b"),
            ("http://a.example/x?y=1#z", "http://a.example/x?y=1&code=C&state=a%26b#z"),
            ("http://a.example/x?", "http://a.example/x?code=C&state=a%26b"),
        ] {
            assert_eq!(read(uri, "&state=a%26b").ok().map(|asked| asked.target(Some("C"))).as_deref(), Some(expected));
        }
        let denied = read("http://a.example/", "&state=s").ok().map(|asked| asked.target(None));
        assert_eq!(denied.as_deref(), Some("http://a.example/?state=s"));
        assert_eq!(
            read("http://a.example/", "").ok().map(|asked| asked.target(None)).as_deref(),
            Some("http://a.example/")
        );
    }

    #[test]
    fn an_address_must_be_http_in_one_of_the_domains() {
        let check = |uri: &str, domains: Option<&[String]>| {
            read(uri, "").and_then(|asked| asked.check_domain(domains)).err().map(|error| error.code)
        };
        let domains = ["shop.example".to_owned()];
        for uri in ["http://Shop.example/x", "https://shop.example:8443/", "http://user@shop.example/"] {
            assert_eq!(check(uri, Some(&domains)), None, "{uri}");
        }
        for uri in [
            "http://evil.example/",
            "http://www.shop.example/",
            "http://shop.example@evil.example/",
            "http://evil.example\\@shop.example/",
        ] {
            assert_eq!(check(uri, Some(&domains)), Some("10003"), "{uri}");
        }
        for uri in [
            "javascript:alert(1)",
            "data:text/html,x",
            "//shop.example/",
            "/x",
            "ftp://shop.example/",
            "http:///x",
            "x y",
        ] {
            assert_eq!(check(uri, None), Some("10003"), "{uri}");
        }
    }
}
