//! Reads the environment. Values are trimmed: a line `WECHAT_APPID=wx..` of a file with Windows line ends has a
//! carriage return at its end.

use std::env;

use crate::failure::Failure;
use crate::messages::{Text, settings};
use crate::text::trim;

/// The value of a variable that is set and not empty.
pub(crate) fn variable(name: &str) -> Option<String> {
    env::var(name).ok().map(|value| trim(&value).to_owned()).filter(|value| !value.is_empty())
}

/// The same for a variable that decides which account is used: one that cannot be read is not taken as unset.
pub(crate) fn text(name: &str) -> Result<Option<String>, Failure> {
    match env::var(name) {
        Err(env::VarError::NotUnicode(_)) => Err(Failure::Usage(settings::not_utf_8(name))),
        _ => Ok(variable(name)),
    }
}

/// The secret in a variable.
///
/// # Errors
///
/// What is wrong, with the name of the variable and never with its value.
pub(crate) fn secret(name: &str) -> Result<String, Text> {
    let value = env::var_os(name).ok_or_else(|| settings::not_set(name))?;
    let value = value.into_string().map_err(|_| settings::not_utf_8(name))?;
    one_word(&value).map(str::to_owned).map_err(|problem| settings::of_variable(name, problem))
}

/// A secret without what stands around it. No secret has blanks inside.
pub(crate) fn one_word(text: &str) -> Result<&str, Text> {
    match trim(text) {
        "" => Err(settings::is_empty()),
        word if word.contains(|c: char| c.is_whitespace() || c.is_control()) => Err(settings::has_blanks()),
        word => Ok(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_one_word() {
        assert_eq!(one_word("\u{feff}hush\r\n"), Ok("hush"));
        assert_eq!(one_word(" \r\n"), Err(settings::is_empty()));
        for text in ["hu sh", "hu\nsh", "hu\u{0}sh"] {
            assert!(one_word(text).is_err(), "{text:?}");
        }
    }
}
