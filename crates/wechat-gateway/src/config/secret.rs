//! Where a secret comes from: the environment, a file or a command. Never the configuration itself, which is copied,
//! backed up and read aloud.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde::Deserialize;

use super::error::ConfigError;

/// Exactly one of the three.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "{ env = \"NAME\" }, { file = \"PATH\" } or { command = [..] }")]
pub(super) struct SecretSource {
    env: Option<String>,
    file: Option<PathBuf>,
    command: Option<Vec<String>>,
}

impl SecretSource {
    pub(super) fn variable(name: &str) -> Self {
        Self { env: Some(name.to_owned()), file: None, command: None }
    }

    /// The secret, without white space at its ends. `place` is where the source stands in the configuration.
    pub(super) fn read(&self, place: &str) -> Result<String, ConfigError> {
        let refuse = |problem: String| ConfigError::new(place, problem);
        let text = match (&self.env, &self.file, &self.command) {
            (Some(name), None, None) => {
                let value = std::env::var_os(name).ok_or_else(|| refuse(format!("the variable {name} is not set")))?;
                value.into_string().map_err(|_| refuse(format!("the variable {name} is not UTF-8")))?
            }
            (None, Some(path), None) => std::fs::read_to_string(path)
                .map_err(|error| refuse(format!("{}: {}", path.display(), error.kind())))?,
            (None, None, Some(words)) => run(words).map_err(refuse)?,
            _ => return Err(refuse("give one of env, file and command".to_owned())),
        };
        match text.trim() {
            "" => Err(refuse("the secret is empty".to_owned())),
            secret if secret.contains(char::is_whitespace) => Err(refuse("the secret holds white space".to_owned())),
            secret => Ok(secret.to_owned()),
        }
    }
}

/// The standard output of a command. Its standard error is the gateway's own, for a question or an error message.
fn run(words: &[String]) -> Result<String, String> {
    let (program, arguments) = words.split_first().ok_or("the command is empty")?;
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| format!("the command {program} does not start: {}", error.kind()))?;
    if !output.status.success() {
        return Err(format!("the command {program} ended with {}", output.status));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("the output of {program} is not UTF-8"))
}
