//! A layout of the user's own: key templates, the form of the value, and the margin.

use std::fmt;

use wechat_user_core::TokenMode;
use wechat_user_core::machine::CredentialKind;
use wechat_user_core::store::{StoreError, StoreKey};

use super::NO_KEY;
use super::form::Form;

/// A longer key is a mistake.
const LONGEST_KEY: usize = 512;
const PLACEHOLDERS: &str = "{appid}, {kind}, {mode}, {origin}";

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Template {
    pub(super) key: String,
    pub(super) form: Form,
    /// In seconds.
    pub(super) margin: u64,
    pub(super) lock: Option<String>,
}

impl Template {
    pub(super) fn key(&self, key: &StoreKey) -> Result<String, StoreError> {
        if key.kind != CredentialKind::AccessToken && !self.key.contains("{kind}") {
            return Err(NO_KEY);
        }
        filled(&self.key, key)
    }

    /// The lock's own template, if there is one.
    pub(super) fn lock(&self, key: &StoreKey) -> Result<Option<String>, StoreError> {
        self.lock.as_ref().map(|lock| filled(lock, key)).transpose()
    }
}

/// The word for the kind of token, in keys.
pub(super) const fn mode(key: &StoreKey) -> Option<&'static str> {
    match key.mode {
        TokenMode::Stable => Some("stable"),
        TokenMode::Plain => Some("plain"),
        TokenMode::None => Some("none"),
        TokenMode::Supplied => Some("supplied"),
        TokenMode::Sourced => Some("sourced"),
        _ => None,
    }
}

/// The word for the kind of credential, in keys.
pub(super) const fn kind(key: &StoreKey) -> Option<&'static str> {
    match key.kind {
        CredentialKind::AccessToken => Some("access_token"),
        CredentialKind::JsapiTicket => Some("jsapi_ticket"),
        CredentialKind::CardTicket => Some("card_ticket"),
        _ => None,
    }
}

/// A template whose placeholders are all known.
pub(super) fn checked(template: &str) -> Result<String, StoreError> {
    check_text(template)?;
    let mut rest = template;
    while let Some((_, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or(("", ""));
        match name {
            "appid" | "kind" | "mode" | "origin" => rest = after,
            _ if name.contains("secret") => {
                return Err(StoreError::new(
                    "the AppSecret must not be part of a key: every log of Redis would have it",
                ));
            }
            _ => return Err(StoreError::new("the placeholders of a key are").with_detail(PLACEHOLDERS)),
        }
    }
    Ok(template.to_owned())
}

/// Part of a key: neither empty nor too long, and no control characters.
pub(super) fn check_text(text: &str) -> Result<(), StoreError> {
    if text.is_empty() || text.len() > LONGEST_KEY || text.chars().any(char::is_control) {
        return Err(StoreError::new("a key has 1 to 512 bytes, without control characters; given are")
            .with_detail(format_args!("{} bytes", text.len())));
    }
    Ok(())
}

fn filled(template: &str, key: &StoreKey) -> Result<String, StoreError> {
    // One pass, so that what was filled in is not searched again.
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        match name {
            "appid" => text.push_str(key.app_id.as_str()),
            "kind" => text.push_str(kind(key).ok_or(NO_KEY)?),
            "mode" => text.push_str(mode(key).ok_or(NO_KEY)?),
            "origin" => text.push_str(key.origin.as_str()),
            _ => {}
        }
        rest = after;
    }
    text.push_str(rest);
    Ok(text)
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "key={},value={},margin={}", self.key, self.form, self.margin)?;
        self.lock.as_ref().map_or(Ok(()), |lock| write!(f, ",lock={lock}"))
    }
}
