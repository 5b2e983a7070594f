//! The result of an endpoint: a response body, or an error code.

use std::borrow::Cow;
use std::net::IpAddr;

use super::errtext::text_of;

/// A response body, or a refusal.
pub(crate) type Reply = Result<Vec<u8>, Refusal>;

/// `{"errcode":..,"errmsg":..}`, without hint and rid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: i64,
    pub(crate) text: Cow<'static, str>,
    /// The openids of a batch that failed (45171).
    pub(crate) fail_openid_list: Vec<String>,
}

impl Refusal {
    /// With the usual text of the code.
    pub(crate) const fn new(code: i64) -> Self {
        Self { code, text: Cow::Borrowed(text_of(code)), fail_openid_list: Vec::new() }
    }

    /// 40164 with the address in both notations.
    pub(crate) fn not_in_whitelist(ip: IpAddr) -> Self {
        let text = match ip {
            IpAddr::V4(v4) => format!("invalid ip {v4} ipv6 {}, not in whitelist", v4.to_ipv6_mapped()),
            IpAddr::V6(v6) => format!("invalid ip {v6} ipv6 {v6}, not in whitelist"),
        };
        Self::with_text(40164, text)
    }

    /// With another text.
    pub(crate) fn with_text(code: i64, text: impl Into<Cow<'static, str>>) -> Self {
        Self { code, text: text.into(), fail_openid_list: Vec::new() }
    }
}

/// The response of a call that returns nothing.
pub(crate) fn ok() -> Reply {
    Ok(br#"{"errcode":0,"errmsg":"ok"}"#.to_vec())
}
