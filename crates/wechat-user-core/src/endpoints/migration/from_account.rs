//! Which account was migrated.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

use serde::Serialize;

use crate::values::ids::AppId;

/// The account that was migrated (原账号): by its AppID (`wx...`), or by its original id (原始ID, `gh_...`).
///
/// The sources disagree on which of them `from_appid` takes: today's page says the original id, and not the AppID; the
/// older FAQ, four libraries and the calls that developers posted have the AppID. So this takes either, and 63178 or
/// 63183 is a reason to try the other.
///
/// ```
/// use wechat_user_core::{AppId, migration::FromAccount};
///
/// assert_eq!(FromAccount::from(&AppId::from("wx0123456789abcdef")), FromAccount::new("wx0123456789abcdef"));
/// assert_eq!(FromAccount::new("gh_91ae50dfeb1c").as_str(), "gh_91ae50dfeb1c");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct FromAccount(Box<str>);

impl FromAccount {
    /// By either id.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into().into_boxed_str())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&AppId> for FromAccount {
    fn from(id: &AppId) -> Self {
        Self::new(id.as_str())
    }
}

impl From<AppId> for FromAccount {
    fn from(id: AppId) -> Self {
        Self::from(&id)
    }
}

impl From<&str> for FromAccount {
    fn from(id: &str) -> Self {
        Self::new(id)
    }
}

impl From<String> for FromAccount {
    fn from(id: String) -> Self {
        Self::new(id)
    }
}

impl fmt::Display for FromAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
