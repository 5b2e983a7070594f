//! Where the AppSecret of a profile comes from. The settings file never holds it: such files are copied and backed up.

use std::fmt;
use std::path::PathBuf;

use wechat_user::AppSecret;

use super::secret_command;
use crate::env;
use crate::failure::Failure;
use crate::messages::{Text, profiles};
use crate::secret;
use crate::text::decode;

/// One of the three keys of a profile.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum SecretSource {
    /// `secret_env`: a variable of the environment.
    Variable(String),
    /// `secret_file`: a file.
    File(PathBuf),
    /// `secret_command`: a program with its arguments, which prints it.
    Command(Vec<String>),
}

impl SecretSource {
    /// The key in a profile.
    pub(crate) const fn key(&self) -> &'static str {
        match self {
            Self::Variable(_) => "secret_env",
            Self::File(_) => "secret_file",
            Self::Command(_) => "secret_command",
        }
    }

    /// Reads the secret. `place` names the setting for reports.
    pub(crate) fn read(&self, place: &Text) -> Result<AppSecret, Failure> {
        let refuse = |problem: Text| Failure::Usage(profiles::secret_of(place, problem));
        match self {
            Self::Variable(name) => env::secret(name).map(AppSecret::from).map_err(refuse),
            Self::File(file) => secret::read_file(file, place),
            Self::Command(words) => {
                let printed = secret_command::run(words).map_err(refuse)?;
                let text = decode(printed).map_err(|_| refuse(profiles::printed_other_encoding()))?;
                let word = env::one_word(&text).map_err(|problem| refuse(profiles::what_it_printed(problem)))?;
                Ok(AppSecret::from(word))
            }
        }
    }

    /// The secret, if it is in the environment.
    pub(crate) fn at_hand(&self) -> Option<AppSecret> {
        match self {
            Self::Variable(name) => env::secret(name).ok().map(AppSecret::from),
            Self::File(_) | Self::Command(_) => None,
        }
    }

    /// What it is, and whether it is there. Reads no secret and runs no command.
    pub(crate) fn describe(&self) -> Text {
        match self {
            Self::Variable(name) => describe_variable(name),
            Self::File(file) if file.is_file() => profiles::in_file(file),
            Self::File(file) => profiles::in_missing_file(file),
            Self::Command(_) => profiles::from_a_command(),
        }
    }
}

/// Without what the key names: the arguments of a command may be secret.
impl fmt::Debug for SecretSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SecretSource").field(&self.key()).finish()
    }
}

/// Whether a variable is set that holds a secret.
pub(crate) fn describe_variable(name: &str) -> Text {
    match std::env::var_os(name).is_some_and(|value| !value.is_empty()) {
        true => profiles::in_variable(name),
        false => profiles::in_unset_variable(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_command_are_not_printed() {
        let source = SecretSource::Command(["vault", "--password", "hush"].map(str::to_owned).into());
        assert_eq!(format!("{source:?}"), r#"SecretSource("secret_command")"#);
    }
}
