//! One writer at a time, over processes and threads.

use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use crate::error::MirrorErrorKind;

/// The right to write. The operating system ends it with the process, also after a `kill -9`.
///
/// A file of its own, next to the database: SQLite's locks on the database itself end when any handle of the process
/// on that file is closed, and they last for one transaction only.
#[derive(Debug)]
pub(crate) struct WriterLock {
    _file: File,
}

impl WriterLock {
    pub(crate) fn take(database: &Path) -> Result<Self, MirrorErrorKind> {
        let mut name = OsString::from(database);
        name.push("-writer");
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(name)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(MirrorErrorKind::InUse),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }
}
