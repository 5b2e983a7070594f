//! Reads the AppSecret from the environment or a file. It is never a flag: every user of the machine can list flags.

use std::fs;
use std::path::Path;

use wechat_user::AppSecret;

use crate::env;
use crate::failure::Failure;
use crate::messages::{Text, Texts, files, settings};
use crate::text::decode;

/// The environment variable with the AppSecret.
pub(crate) const VARIABLE: &str = "WECHAT_APPSECRET";

/// Reads the file if one is given, otherwise the environment.
pub(crate) fn read(file: Option<&Path>) -> Result<AppSecret, Failure> {
    let Some(file) = file else {
        let secret = env::secret(VARIABLE).map_err(|problem| Failure::Usage(settings::no_secret(problem)))?;
        return Ok(AppSecret::from(secret));
    };
    let refuse = |problem: Text| Failure::Usage(files::of_flag("--app-secret-file", file, problem));
    let bytes = fs::read(file).map_err(|error| refuse(error.text()))?;
    warn_if_others_can_read(file);
    let text = decode(bytes).map_err(refuse)?;
    env::one_word(&text).map(AppSecret::from).map_err(|problem| refuse(settings::of_the_file(problem)))
}

/// The secret of the environment, if there is a usable one.
pub(crate) fn from_env() -> Option<AppSecret> {
    env::secret(VARIABLE).ok().map(AppSecret::from)
}

#[cfg(unix)]
fn warn_if_others_can_read(file: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(file).map_or(0, |metadata| metadata.permissions().mode() & 0o777);
    if mode & 0o077 != 0 {
        let warning = settings::others_can_read(file, format!("{mode:04o}"));
        crate::stderr::line(crate::messages::report::warning(warning));
    }
}

#[cfg(not(unix))]
fn warn_if_others_can_read(_file: &Path) {}
