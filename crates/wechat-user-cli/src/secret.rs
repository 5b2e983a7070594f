//! Reads the AppSecret from the environment or a file. It is never a flag: every user of the machine can list flags.

use std::fs;
use std::path::Path;

use wechat_user::AppSecret;

use crate::env;
use crate::failure::Failure;
use crate::text::decode;

/// The environment variable with the AppSecret.
pub(crate) const VARIABLE: &str = "WECHAT_APPSECRET";

/// Reads the file if one is given, otherwise the environment.
pub(crate) fn read(file: Option<&Path>) -> Result<AppSecret, Failure> {
    let Some(file) = file else {
        let secret = env::secret(VARIABLE).map_err(|problem| {
            Failure::Usage(format!("no AppSecret: {problem}; set it, or give --app-secret-file FILE"))
        })?;
        return Ok(AppSecret::from(secret));
    };
    let refuse = |problem: &str| Failure::Usage(format!("--app-secret-file {}: {problem}", file.display()));
    let bytes = fs::read(file).map_err(|error| refuse(&error.to_string()))?;
    warn_if_others_can_read(file);
    let text = decode(bytes).map_err(refuse)?;
    env::one_word(&text).map(AppSecret::from).map_err(|problem| refuse(&format!("the file {problem}")))
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
        let file = file.display();
        crate::stderr::line(format_args!(
            "warning: others can read the AppSecret in {file} (mode {mode:04o}): chmod 600 {file}"
        ));
    }
}

#[cfg(not(unix))]
fn warn_if_others_can_read(_file: &Path) {}
