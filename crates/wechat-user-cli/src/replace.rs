//! Replaces a file as a whole: at any time it holds the old text or the new one.

use crate::messages::files;
use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process;

/// A new version of a file, next to it. Removed if it is dropped before it is [put](Self::put) there.
#[derive(Debug)]
pub(crate) struct Draft {
    path: PathBuf,
    target: PathBuf,
    is_put: bool,
}

impl Draft {
    /// The target of a link is replaced, not the link. The file can be read and written.
    pub(crate) fn new(file: &Path) -> io::Result<(Self, File)> {
        let target = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
        // In the same folder, so that it can be renamed.
        let name = target.file_name().ok_or_else(|| io::Error::other(files::no_file_name()))?;
        let path = target.with_file_name(format!(".{}.{}.tmp", name.display(), process::id()));
        let created = create_new(&path)?;
        Ok((Self { path, target, is_put: false }, created))
    }

    /// Puts the new version in the place of the old one. What was written to it must be synced.
    pub(crate) fn put(self) -> io::Result<()> {
        keep_permissions(&self.target, &self.path)?;
        self.rename()
    }

    fn rename(mut self) -> io::Result<()> {
        fs::rename(&self.path, &self.target)?;
        self.is_put = true;
        sync_folder(&self.target)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.is_put {
            drop(fs::remove_file(&self.path));
        }
    }
}

/// Replaces the text of a file.
pub(crate) fn replace(file: &Path, text: &str) -> io::Result<()> {
    replace_with(file, |out| out.write_all(text.as_bytes()))
}

/// Replaces the text of a file by what `write` writes.
pub(crate) fn replace_with(file: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let (draft, created) = Draft::new(file)?;
    let mut out = BufWriter::new(created);
    write(&mut out)?;
    out.into_inner()?.sync_all()?;
    draft.put()
}

/// Replaces the text of a file that is for the user alone: mode 0600, whatever it was.
pub(crate) fn replace_private(file: &Path, text: &str) -> io::Result<()> {
    let (draft, mut created) = Draft::new(file)?;
    #[cfg(unix)]
    created.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    created.write_all(text.as_bytes())?;
    created.sync_all()?;
    draft.rename()
}

/// Checks that [`replace`] can create its draft.
pub(crate) fn check(file: &Path) -> io::Result<()> {
    Draft::new(file).map(drop)
}

/// Creates a new file. Removes what an earlier process with this number may have left, and follows no link.
pub(crate) fn create_new(file: &Path) -> io::Result<File> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => File::options().read(true).write(true).create_new(true).open(file),
    }
}

fn keep_permissions(old: &Path, new: &Path) -> io::Result<()> {
    match fs::metadata(old) {
        Ok(metadata) => fs::set_permissions(new, metadata.permissions()),
        Err(_) => Ok(()),
    }
}

/// So that the new name survives a power failure.
#[cfg(unix)]
fn sync_folder(file: &Path) -> io::Result<()> {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => File::open(".")?.sync_all(),
    }
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the signature of the other systems")]
fn sync_folder(_file: &Path) -> io::Result<()> {
    Ok(())
}
