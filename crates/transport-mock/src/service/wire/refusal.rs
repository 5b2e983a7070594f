//! The result of an endpoint: a response body, or an error code.

use std::borrow::Cow;

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

    /// With another text.
    pub(crate) fn with_text(code: i64, text: impl Into<Cow<'static, str>>) -> Self {
        Self { code, text: text.into(), fail_openid_list: Vec::new() }
    }
}

/// The response of a call that returns nothing.
pub(crate) fn ok() -> Reply {
    Ok(br#"{"errcode":0,"errmsg":"ok"}"#.to_vec())
}
