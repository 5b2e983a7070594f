//! Where requests go: scheme, host, port, and at most a path before the service's own.

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use crate::values::input_error::InputError;

/// The scheme and host of the service. `https://api.weixin.qq.com` unless said otherwise.
///
/// Plain HTTP must be asked for by its own constructor, because the token travels in the URL: for a loopback test
/// server, for WeChat cloud hosting (微信云托管, which takes no token), for a private gateway.
///
/// ```
/// use wechat_user_core::Origin;
///
/// assert_eq!(Origin::default().as_str(), "https://api.weixin.qq.com");
/// assert_eq!(Origin::https("sh.api.weixin.qq.com")?.as_str(), "https://sh.api.weixin.qq.com");
/// assert_eq!(Origin::plain_http("127.0.0.1:8080")?.as_str(), "http://127.0.0.1:8080");
/// assert!(Origin::https("host?with=query").is_err());
/// // From a setting. The scheme is required: a forgotten one must not decide about encryption.
/// assert_eq!("https://gateway.example.com/wechat/".parse::<Origin>()?, Origin::https("gateway.example.com/wechat")?);
/// assert!("gateway.example.com".parse::<Origin>().is_err());
/// # Ok::<(), wechat_user_core::InputError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin(Cow<'static, str>);

impl Origin {
    /// `https://` and this host; a port and a path before the service's own may follow it
    /// (`gateway.example.com:8443/wechat`).
    ///
    /// # Errors
    ///
    /// [`InputError::Origin`] when no request could be sent there.
    pub fn https(authority: &str) -> Result<Self, InputError> {
        Self::build("https://", authority)
    }

    /// `http://` and this host: everything, the token included, travels in the clear.
    ///
    /// # Errors
    ///
    /// [`InputError::Origin`] when no request could be sent there.
    pub fn plain_http(authority: &str) -> Result<Self, InputError> {
        Self::build("http://", authority)
    }

    /// The text, without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether requests travel unencrypted.
    #[must_use]
    pub fn is_plain_http(&self) -> bool {
        self.0.starts_with("http://")
    }

    /// Whether the host is this machine itself (`localhost`, `127.0.0.0/8`, `[::1]`), where plain HTTP does no harm.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        let uri = http::Uri::try_from(self.as_str());
        uri.is_ok_and(|uri| {
            let host = uri.host().unwrap_or_default();
            let address = host.trim_start_matches('[').trim_end_matches(']').parse::<core::net::IpAddr>();
            host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
        })
    }

    fn build(scheme: &str, authority: &str) -> Result<Self, InputError> {
        let authority = authority.trim_end_matches('/');
        let refuse = |problem| Err(InputError::Origin { problem });
        if authority.is_empty() {
            return refuse("the host is empty");
        }
        if authority.contains("://") {
            return refuse("the scheme is named twice");
        }
        if authority.contains(['?', '#', '@', ' ']) {
            return refuse("it holds one of ? # @ or a space");
        }
        let mut text = String::from(scheme);
        text.push_str(authority);
        let sound = http::Uri::try_from(text.as_str()).is_ok_and(|uri| {
            // The parser lets a port pass that is no number.
            let port_is_sound =
                uri.authority().is_some_and(|all| Some(all.as_str()) == uri.host() || uri.port_u16().is_some());
            port_is_sound && uri.host().is_some_and(|host| !host.is_empty())
        });
        if sound { Ok(Self(Cow::Owned(text))) } else { refuse("the host or the port is malformed") }
    }
}

/// `https://` or `http://`, a host, and optionally a port and a path. `http://` in a setting asks for plain HTTP.
impl FromStr for Origin {
    type Err = InputError;

    fn from_str(text: &str) -> Result<Self, InputError> {
        let Some((scheme, authority)) = text.split_once("://") else {
            return Err(InputError::Origin { problem: "the scheme is missing" });
        };
        if scheme.eq_ignore_ascii_case("https") {
            Self::https(authority)
        } else if scheme.eq_ignore_ascii_case("http") {
            Self::plain_http(authority)
        } else {
            Err(InputError::Origin { problem: "the scheme is neither https nor http" })
        }
    }
}

impl Default for Origin {
    fn default() -> Self {
        Self(Cow::Borrowed("https://api.weixin.qq.com"))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn nonsense_is_refused() {
        for authority in ["", "/", "https://twice", "a b", "user@host", "host#x", "host:port", ":80"] {
            assert!(Origin::https(authority).is_err(), "{authority:?}");
        }
    }

    #[test]
    fn a_text_is_read_with_its_scheme_and_what_is_printed_can_be_read_again() {
        for (text, read) in [
            ("https://api.weixin.qq.com", "https://api.weixin.qq.com"),
            ("HTTPS://host:8443/a/", "https://host:8443/a"),
            ("http://127.0.0.1:1", "http://127.0.0.1:1"),
        ] {
            let origin: Origin = text.parse().unwrap();
            assert_eq!(origin.as_str(), read);
            assert_eq!(origin.to_string().parse(), Ok(origin));
        }
        for text in ["", "host", "//host", "ftp://host", "https://", "https://user@host", "https://https://host"] {
            assert!(text.parse::<Origin>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn loopback_is_recognised() {
        for authority in ["127.0.0.1:1", "localhost", "LOCALHOST:9/x", "[::1]:80", "127.8.9.1"] {
            assert!(Origin::plain_http(authority).unwrap().is_loopback(), "{authority}");
        }
        for authority in ["127.0.0.1.example.com", "10.0.0.1", "localhost.example.com", "api.weixin.qq.com"] {
            assert!(!Origin::plain_http(authority).unwrap().is_loopback(), "{authority}");
        }
    }
}
