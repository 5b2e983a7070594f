//! Reads the AppSecret from the environment or a file. It is never a flag: every user of the machine can list flags.

use std::fs;
use std::path::Path;

use wechat_user::AppSecret;

use crate::env;
use crate::failure::Failure;
use crate::messages::{Say, Text, Texts, files, settings};
use crate::text::decode;

/// The environment variable with the AppSecret.
pub(crate) const VARIABLE: &str = "WECHAT_APPSECRET";

/// Reads it from the environment.
pub(crate) fn read_env() -> Result<AppSecret, Failure> {
    let secret = env::secret(VARIABLE).map_err(|problem| Failure::Usage(settings::no_secret(problem)))?;
    Ok(AppSecret::from(secret))
}

/// Reads it from a file. `setting` names the file for reports, as `--app-secret-file`.
pub(crate) fn read_file(file: &Path, setting: impl Say) -> Result<AppSecret, Failure> {
    let refuse = |problem: Text| Failure::Usage(files::of_flag(&setting, file, problem));
    let bytes = fs::read(file).map_err(|error| refuse(error.text()))?;
    warn_if_others_can_read(file);
    let text = decode(bytes).map_err(refuse)?;
    env::one_word(&text).map(AppSecret::from).map_err(|problem| refuse(settings::of_the_file(problem)))
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
