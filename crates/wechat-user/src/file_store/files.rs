//! The files of one credential: the record, the side file whose lock guards it, and the temporary file of a write.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use wechat_user_core::TokenMode;
use wechat_user_core::machine::CredentialKind;
use wechat_user_core::store::{StoreError, StoreKey};

use super::record::Record;

/// How long to wait for another process that reads or writes the same record.
const PATIENCE: Duration = Duration::from_secs(2);
const PAUSE: Duration = Duration::from_millis(2);
/// No record is longer; a larger file is not read.
const LONGEST: u64 = 16 * 1_024;
/// File names have at most 255 bytes; the endings need some.
const LONGEST_NAME: usize = 240;

pub(super) struct Files {
    folder: PathBuf,
    name: String,
}

/// The files, with the lock on the side file. Dropping it gives the lock back.
pub(super) struct Locked {
    files: Files,
    _side: File,
}

impl Files {
    pub(super) fn new(folder: &Path, key: &StoreKey) -> Result<Self, StoreError> {
        let mode = match key.mode {
            TokenMode::Stable => "stable",
            TokenMode::Plain => "plain",
            TokenMode::None => "none",
            TokenMode::Supplied => "supplied",
            TokenMode::Sourced => "sourced",
            _ => return Err(StoreError::new("this kind of token cannot be stored")),
        };
        let kind = match key.kind {
            CredentialKind::AccessToken => "token",
            CredentialKind::JsapiTicket => "jsapi",
            CredentialKind::CardTicket => "card",
            _ => return Err(StoreError::new("this kind of credential cannot be stored")),
        };
        let name = format!("{}.{mode}.{kind}.{}", plain(key.app_id.as_str()), plain(key.origin.as_str()));
        if name.len() > LONGEST_NAME {
            return Err(StoreError::new("AppID and origin are too long for the name of a file, at most 240 bytes")
                .with_detail(name.len()));
        }
        Ok(Self { folder: folder.to_owned(), name })
    }

    /// Waits until no other process reads or writes the record.
    pub(super) fn lock(self) -> Result<Locked, StoreError> {
        create(&self.folder).map_err(|error| failed("the folder cannot be created", &self.folder, &error))?;
        check(&self.folder, &fs::metadata(&self.folder))?;
        let path = self.path("lock");
        let side = private().write(true).create(true).truncate(false).open(&path);
        let side = side.map_err(|error| failed("the lock file cannot be opened", &path, &error))?;
        check(&path, &side.metadata())?;
        let started = Instant::now();
        loop {
            match side.try_lock() {
                Ok(()) => return Ok(Locked { files: self, _side: side }),
                Err(TryLockError::WouldBlock) if started.elapsed() < PATIENCE => thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => {
                    return Err(
                        StoreError::new("another process keeps the lock file locked").with_detail(path.display())
                    );
                }
                Err(TryLockError::Error(error)) => return Err(failed("the lock file cannot be locked", &path, &error)),
            }
        }
    }

    fn path(&self, ending: &str) -> PathBuf {
        self.folder.join(format!("{}.{ending}", self.name))
    }
}

impl Locked {
    /// An empty record if there is none, or one that cannot be understood.
    pub(super) fn read(&self) -> Result<Record, StoreError> {
        let path = self.files.path("record");
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Record::default()),
            Err(error) => return Err(failed("the record cannot be opened", &path, &error)),
        };
        check(&path, &file.metadata())?;
        let mut bytes = Vec::new();
        file.take(LONGEST)
            .read_to_end(&mut bytes)
            .map_err(|error| failed("the record cannot be read", &path, &error))?;
        Ok(std::str::from_utf8(&bytes).map_or_else(|_| Record::default(), Record::from_text))
    }

    /// Replaces the record as a whole. A temporary file that an earlier process left is overwritten.
    pub(super) fn write(&self, record: &Record) -> Result<(), StoreError> {
        let (path, temporary) = (self.files.path("record"), self.files.path("new"));
        let written = || -> io::Result<()> {
            match fs::remove_file(&temporary) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            let mut file = private().write(true).create_new(true).open(&temporary)?;
            file.write_all(record.to_text().as_bytes())?;
            file.sync_all()?;
            fs::rename(&temporary, &path)?;
            sync_folder(&self.files.folder)
        };
        written().map_err(|error| failed("the record cannot be written", &path, &error))
    }
}

/// Letters, digits, `-` and `_` as they are; every other byte as `%` and two digits, so that no two keys have one name.
fn plain(text: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    text.bytes().map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02x}") }).collect()
}

/// With the operating system's own text: it quotes no contents.
fn failed(problem: &'static str, path: &Path, error: &io::Error) -> StoreError {
    StoreError::new(problem).with_detail(format_args!("{}: {error}", path.display()))
}

#[cfg(unix)]
fn create(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn create(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).create(folder)
}

#[cfg(unix)]
fn private() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    options.mode(0o600);
    options
}

#[cfg(not(unix))]
fn private() -> OpenOptions {
    OpenOptions::new()
}

/// Refuses what other users may read or write.
#[cfg(unix)]
fn check(path: &Path, metadata: &io::Result<fs::Metadata>) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt;
    match metadata {
        Ok(metadata) if metadata.permissions().mode() & 0o077 == 0 => Ok(()),
        Ok(metadata) => Err(StoreError::new("other users may use it; take the rights away with chmod go=")
            .with_detail(format_args!("{} has mode {:03o}", path.display(), metadata.permissions().mode() & 0o777))),
        Err(error) => Err(failed("the rights cannot be read", path, error)),
    }
}

#[cfg(not(unix))]
fn check(path: &Path, metadata: &io::Result<fs::Metadata>) -> Result<(), StoreError> {
    metadata.as_ref().map(|_| ()).map_err(|error| failed("the file cannot be looked at", path, error))
}

/// Makes a rename outlast a crash of the machine.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
