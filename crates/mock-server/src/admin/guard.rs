//! Refuses admin calls of web pages: a page of any origin can send requests to a server on this machine.

use std::net::IpAddr;

use http::HeaderMap;
use http::header::{HOST, HeaderName, ORIGIN};

/// The host names that admin calls may use.
#[derive(Clone, Debug, Default)]
pub(crate) struct AllowedHosts(Vec<String>);

impl AllowedHosts {
    pub(crate) fn add(&mut self, host: String) {
        self.0.push(host);
    }

    /// Checks that the `Host` is an address, a name without dots or an allowed one, and that the `Origin` is absent or
    /// this server's. A name with dots could be a page's own, whose DNS points here.
    pub(crate) fn check(&self, headers: &HeaderMap, is_tls: bool) -> Result<(), String> {
        let host = text(headers, &HOST)?.ok_or("the request has no Host")?;
        let name = name_of(host);
        let is_address = name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
        let is_allowed = self.0.iter().any(|allowed| allowed.eq_ignore_ascii_case(name));
        if !is_address && !is_allowed && (name.is_empty() || name.contains('.')) {
            return Err(format!("the Host {host:?} is neither an address nor a name without dots; see --allow-host"));
        }
        let own = format!("{}://{host}", if is_tls { "https" } else { "http" });
        match text(headers, &ORIGIN)? {
            Some(origin) if !origin.eq_ignore_ascii_case(&own) => {
                Err(format!("the Origin {origin:?} is not this server's, {own:?}"))
            }
            _ => Ok(()),
        }
    }
}

/// A header that may occur once.
fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, String> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().map(|value| value.to_str().map_err(|_| format!("the {name} is not a text"))).transpose();
    if values.next().is_some() { Err(format!("the request has two of {name}")) } else { value }
}

/// The host without the port.
fn name_of(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn check(host: Option<&'static str>, origin: Option<&'static str>, is_tls: bool) -> Result<(), String> {
        let mut headers = HeaderMap::new();
        host.map(|host| headers.insert(HOST, HeaderValue::from_static(host)));
        origin.map(|origin| headers.insert(ORIGIN, HeaderValue::from_static(origin)));
        let mut hosts = AllowedHosts::default();
        hosts.add("mock.test".to_owned());
        hosts.check(&headers, is_tls)
    }

    #[test]
    fn addresses_names_without_dots_and_allowed_hosts_pass() {
        for host in ["127.0.0.1", "127.0.0.1:8080", "[::1]:8080", "[::1]", "localhost:1", "wechat", "Mock.Test:80"] {
            assert_eq!(check(Some(host), None, false), Ok(()), "{host}");
        }
        for host in ["evil.example", "evil.example:80", "", ":80", "1.2.3.4.evil.example"] {
            let error = check(Some(host), None, false).unwrap_err();
            assert!(error.ends_with("is neither an address nor a name without dots; see --allow-host"), "{error}");
        }
        assert_eq!(check(None, None, false).unwrap_err(), "the request has no Host");
    }

    #[test]
    fn an_origin_must_be_the_servers_own() {
        assert_eq!(check(Some("127.0.0.1:8080"), Some("http://127.0.0.1:8080"), false), Ok(()));
        assert_eq!(check(Some("localhost:1"), Some("https://LOCALHOST:1"), true), Ok(()));
        for origin in ["http://evil.example", "null", "https://127.0.0.1:8080", "http://127.0.0.1:8081"] {
            let error = check(Some("127.0.0.1:8080"), Some(origin), false).unwrap_err();
            assert_eq!(error, format!("the Origin {origin:?} is not this server's, \"http://127.0.0.1:8080\""));
        }
    }
}
