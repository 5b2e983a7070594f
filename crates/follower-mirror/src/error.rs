//! What can go wrong with the database, as one type that names the file. Values of rows are in none of its texts.

use std::fmt;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use wechat_user::AppId;

use crate::run::RunId;

/// A failure of the database: the file, and what is wrong.
///
/// What was committed before stays: a sync continues from its last checkpoint.
#[derive(Debug)]
pub struct MirrorError {
    path: PathBuf,
    kind: MirrorErrorKind,
}

/// What is wrong with the database.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MirrorErrorKind {
    /// There is no such file.
    #[error("there is no such database")]
    Missing,
    /// The file is no SQLite database, or one of another program.
    #[error("it is not a database of follower-mirror")]
    NotAMirror,
    /// A later version of this crate wrote the database.
    #[error("the database has version {found} of the schema, this program knows versions up to {known}: update it")]
    #[non_exhaustive]
    LaterVersion {
        /// The version of the database.
        found: i32,
        /// The latest version that this crate knows.
        known: i32,
    },
    /// An earlier version of this crate wrote the database, and it was opened for reading.
    #[error("the database has version {found} of the schema: open it for writing once, for example by a sync")]
    #[non_exhaustive]
    EarlierVersion {
        /// The version of the database.
        found: i32,
    },
    /// The database mirrors another account.
    #[error("the database mirrors the account {found}, not {asked}")]
    #[non_exhaustive]
    OtherAccount {
        /// The account of the database.
        found: AppId,
        /// The account of the caller.
        asked: AppId,
    },
    /// Another sync or deletion works on the database.
    #[error("another process or thread writes to the database: one writer at a time, try again when it has ended")]
    InUse,
    /// Another process keeps the database locked.
    #[error("another process keeps the database locked: try again when it is closed there")]
    Locked,
    /// The disk is full.
    #[error("the disk is full: free some space, and run the same again")]
    Full,
    /// The file or its folder is read-only, or the mirror was opened for reading.
    #[error("the file, its folder or this connection is read-only")]
    ReadOnly,
    /// The operating system reported an error.
    #[error("it cannot be read or written: {0}")]
    Io(String),
    /// SQLite found the file damaged.
    #[error("the file is damaged ({0}): create a new one by a sync")]
    Damaged(String),
    /// There is no run with this number.
    #[error("there is no run {0}")]
    UnknownRun(RunId),
    /// Another error of SQLite.
    #[error("SQLite: {0}")]
    Database(String),
}

impl MirrorError {
    pub(crate) fn new(path: &Path, kind: MirrorErrorKind) -> Self {
        Self { path: path.to_owned(), kind }
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> &MirrorErrorKind {
        &self.kind
    }

    /// The file of the database.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl fmt::Display for MirrorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.kind)
    }
}

impl std::error::Error for MirrorError {}

/// SQLite's own messages name tables and columns, never values. Those of the conversion of a value may quote it, so
/// they are not used.
impl From<rusqlite::Error> for MirrorErrorKind {
    fn from(error: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(cause, message) = error else {
            return match error {
                rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::Utf8Error(..)
                | rusqlite::Error::QueryReturnedNoRows => Self::Damaged("a row has a value of another type".to_owned()),
                _ => Self::Database("the request was refused".to_owned()),
            };
        };
        let text = message.unwrap_or_else(|| cause.to_string());
        match cause.code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Locked,
            ErrorCode::DiskFull => Self::Full,
            ErrorCode::ReadOnly => Self::ReadOnly,
            ErrorCode::NotADatabase => Self::NotAMirror,
            ErrorCode::DatabaseCorrupt => Self::Damaged(text),
            ErrorCode::CannotOpen | ErrorCode::SystemIoFailure | ErrorCode::PermissionDenied => Self::Io(text),
            _ => Self::Database(text),
        }
    }
}

impl From<std::io::Error> for MirrorErrorKind {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::NotFound => Self::Missing,
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            std::io::ErrorKind::StorageFull => Self::Full,
            _ => Self::Io(error.to_string()),
        }
    }
}
