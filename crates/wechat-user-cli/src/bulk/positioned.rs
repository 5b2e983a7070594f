//! A file that is read and written at positions, from one handle.

use crate::messages::files;
use std::cell::RefCell;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::rc::Rc;

/// A file without a position of its own.
#[derive(Clone, Debug)]
pub(super) struct Positioned(Rc<RefCell<File>>);

impl Positioned {
    pub(super) fn new(file: File) -> Self {
        Self(Rc::new(RefCell::new(file)))
    }

    pub(super) fn write_at(&self, at: u64, bytes: &[u8]) -> io::Result<()> {
        let mut file = self.0.borrow_mut();
        file.seek(SeekFrom::Start(at))?;
        file.write_all(bytes)
    }

    pub(super) fn sync(&self) -> io::Result<()> {
        self.0.borrow().sync_data()
    }

    /// No other process may use the file as long as it is open here.
    pub(super) fn lock(&self) -> io::Result<()> {
        match self.0.borrow().try_lock() {
            Ok(()) => Ok(()),
            Err(std::fs::TryLockError::WouldBlock) => Err(io::Error::new(ErrorKind::WouldBlock, files::in_use())),
            // Some file systems have no locks.
            Err(std::fs::TryLockError::Error(_)) => Ok(()),
        }
    }

    /// Reads on from this position.
    pub(super) const fn reader(&self, at: u64) -> Reader<'_> {
        Reader { file: self, at }
    }
}

/// Reads a [`Positioned`] file from a position on.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    file: &'a Positioned,
    at: u64,
}

impl Read for Reader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file.0.borrow_mut();
        file.seek(SeekFrom::Start(self.at))?;
        let read = file.read(buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}
