//! Why an account cannot be created, found or changed.

use std::fmt;

use wechat_user_core::AppId;

use super::Accounts;
use crate::service::FileError;

/// Why [`Accounts`] refuses a change.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AccountError {
    /// Another account has this app id.
    Taken(AppId),
    /// There are [`Accounts::LIMIT`] accounts.
    Full,
    /// No account has this app id.
    Unknown(String),
    /// The default account cannot be removed.
    Default,
    /// An account cannot be migrated to itself.
    SameAccount,
    /// The app id is empty, has more than 64 characters, or one that is not an ASCII letter, a digit, `-` or `_`.
    BadAppId(String),
    /// The seed cannot be used.
    Seed(FileError),
}

impl fmt::Display for AccountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken(app_id) => {
                write!(f, "there is an account {app_id} already; remove it, or choose another app_id")
            }
            Self::Full => write!(f, "at most {} accounts: remove those that are not needed", Accounts::LIMIT),
            Self::Unknown(app_id) => write!(f, "there is no account {app_id}"),
            Self::Default => f.write_str("the default account cannot be removed"),
            Self::SameAccount => f.write_str("an account cannot be migrated to itself"),
            Self::BadAppId(app_id) => {
                let rule = "must have 1 to 64 ASCII letters, digits, \"-\" or \"_\"";
                write!(f, "app_id {rule}, got {app_id:?}")
            }
            Self::Seed(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for AccountError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Seed(error) => Some(error),
            _ => None,
        }
    }
}

impl From<FileError> for AccountError {
    fn from(error: FileError) -> Self {
        Self::Seed(error)
    }
}
