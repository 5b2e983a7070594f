//! Where the settings file is, and whether it can be trusted: it names programs to run and hosts that get the secret.
//!
//! It is never in the working directory, which may be a folder with the files of others.

use std::env;
use std::fs::{self, File, Metadata};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::messages::{Say, files, profiles};
use crate::text::{decode, trim};

/// The variable that names another file.
const VARIABLE: &str = "WECHAT_CONFIG";
/// No settings file is longer, in bytes.
const LONGEST: u64 = 1 << 20;
/// The path of the settings file, which may not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place(PathBuf);

impl Place {
    /// The file of `WECHAT_CONFIG`, or else the one in the folder for settings of the user. None: there is no folder.
    pub(crate) fn find() -> Result<Option<Self>, Failure> {
        if let Some(named) = env::var_os(VARIABLE) {
            let path = named.to_str().map_or_else(|| PathBuf::from(&named), |text| PathBuf::from(trim(text)));
            if path.is_absolute() {
                return Ok(Some(Self(path)));
            }
            if !path.as_os_str().is_empty() {
                return Err(Failure::Usage(profiles::relative_config()));
            }
        }
        Ok(folder().map(|folder| Self(folder.join("wechat-user").join("config.toml"))))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// The text of the file, without a byte-order mark. None: there is no file.
    pub(crate) fn read(&self) -> Result<Option<String>, Failure> {
        let mut file = match File::open(&self.0) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.refuse(error)),
        };
        let metadata = file.metadata().map_err(|error| self.refuse(error))?;
        if metadata.is_dir() {
            return Err(self.refuse(profiles::is_folder()));
        }
        self.check(&metadata)?;
        let mut bytes = Vec::new();
        let read = file.by_ref().take(LONGEST + 1).read_to_end(&mut bytes);
        read.map_err(|error| self.refuse(error))?;
        if bytes.len() as u64 > LONGEST {
            return Err(self.refuse(profiles::too_long(LONGEST)));
        }
        decode(bytes).map(Some).map_err(|problem| self.refuse(problem))
    }

    /// Refuses the file.
    pub(crate) fn refuse(&self, problem: impl Say) -> Failure {
        Failure::Usage(files::of_file(&self.0, problem))
    }

    /// Refuses a file that others can change, or replace in its folder.
    #[cfg(unix)]
    fn check(&self, file: &Metadata) -> Result<(), Failure> {
        use std::os::unix::fs::{FileTypeExt, PermissionsExt};

        /// Others may write.
        const WRITE: u32 = 0o022;
        /// In such a folder, files can be replaced only by their owners.
        const STICKY: u32 = 0o1000;
        // Everyone may write to /dev/null.
        let mode = file.permissions().mode();
        if !file.file_type().is_char_device() && mode & WRITE != 0 {
            return Err(self.refuse(profiles::others_write(format!("{:04o}", mode & 0o7777))));
        }
        // Of a link, both folders count: the one of the link and the one of its target.
        let target = fs::canonicalize(&self.0).ok();
        for folder in [Some(&self.0), target.as_ref()].into_iter().flatten().filter_map(|path| path.parent()) {
            let mode = fs::metadata(folder).map_err(|error| self.refuse(error))?.permissions().mode();
            if mode & WRITE != 0 && mode & STICKY == 0 {
                return Err(self.refuse(profiles::others_replace(folder, format!("{:04o}", mode & 0o7777))));
            }
        }
        Ok(())
    }

    #[cfg(not(unix))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "the signature of the other systems")]
    fn check(&self, _file: &Metadata) -> Result<(), Failure> {
        Ok(())
    }
}

/// As the specification of these folders demands, a relative path counts as none.
fn absolute(name: &str) -> Option<PathBuf> {
    env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute())
}

/// The folder for settings of the user.
#[cfg(not(windows))]
fn folder() -> Option<PathBuf> {
    absolute("XDG_CONFIG_HOME").or_else(|| Some(home()?.join(".config")))
}

#[cfg(windows)]
fn folder() -> Option<PathBuf> {
    absolute("APPDATA")
}

/// The home folder of the user.
pub(super) fn home() -> Option<PathBuf> {
    absolute(if cfg!(windows) { "USERPROFILE" } else { "HOME" })
}
