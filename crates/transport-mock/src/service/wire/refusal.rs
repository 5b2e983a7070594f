//! What an endpoint may answer.

use std::borrow::Cow;

use super::errtext::text_of;

/// What an endpoint answers: a body, or a refusal.
pub(crate) type Answer = Result<Vec<u8>, Refusal>;

/// `{"errcode":..,"errmsg":..}`, still without hint and rid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: i64,
    pub(crate) text: Cow<'static, str>,
    /// Those of a batch for whom it was not done (45171).
    pub(crate) fail_openid_list: Vec<String>,
}

impl Refusal {
    /// With the text of the table.
    pub(crate) const fn new(code: i64) -> Self {
        Self { code, text: Cow::Borrowed(text_of(code)), fail_openid_list: Vec::new() }
    }

    /// With a text of its own.
    pub(crate) fn with_text(code: i64, text: impl Into<Cow<'static, str>>) -> Self {
        Self { code, text: text.into(), fail_openid_list: Vec::new() }
    }
}

/// The answer of a command.
pub(crate) fn ok() -> Answer {
    Ok(br#"{"errcode":0,"errmsg":"ok"}"#.to_vec())
}
