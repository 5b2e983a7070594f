//! The one place that reads the environment, and only when it is asked to.

use wechat_user_core::{AppSecret, Error};

use crate::setup_error::SetupError;

/// The AppSecret (开发者密码) from an environment variable, without white space at its ends.
///
/// # Errors
///
/// When the variable is not set, is empty, or is not UTF-8; the message names the variable and never its value.
pub fn secret_from_env(name: &str) -> Result<AppSecret, Error> {
    let refuse = |problem| Error::from(SetupError::Variable { name: name.to_owned(), problem });
    let value = std::env::var_os(name).ok_or_else(|| refuse("is not set"))?;
    let value = value.into_string().map_err(|_| refuse("is not UTF-8"))?;
    let value = value.trim();
    if value.is_empty() { Err(refuse("is empty")) } else { Ok(AppSecret::from(value)) }
}
