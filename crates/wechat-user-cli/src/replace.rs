//! Replaces a file as a whole: at any time it holds the old text or the new one.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process;

/// Writes a new file next to this one, and renames it. The target of a link is replaced, not the link.
pub(crate) fn replace(file: &Path, text: &str) -> io::Result<()> {
    let target = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let draft = draft(&target)?;
    let written = create_new(&draft)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
        .and_then(|()| keep_permissions(&target, &draft))
        .and_then(|()| fs::rename(&draft, &target));
    written.inspect_err(|_| drop(fs::remove_file(&draft)))
}

/// Checks that [`replace`] can create its draft.
pub(crate) fn check(file: &Path) -> io::Result<()> {
    let draft = draft(&fs::canonicalize(file).unwrap_or_else(|_| file.to_owned()))?;
    create_new(&draft).and_then(|_| fs::remove_file(draft))
}

/// Creates a new file. Removes what an earlier process with this number may have left, and follows no link.
pub(crate) fn create_new(file: &Path) -> io::Result<File> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => File::create_new(file),
    }
}

/// In the same folder, so that it can be renamed.
fn draft(file: &Path) -> io::Result<PathBuf> {
    let name = file.file_name().ok_or_else(|| io::Error::other("this is not the name of a file"))?;
    Ok(file.with_file_name(format!(".{}.{}.tmp", name.display(), process::id())))
}

fn keep_permissions(old: &Path, new: &Path) -> io::Result<()> {
    match fs::metadata(old) {
        Ok(metadata) => fs::set_permissions(new, metadata.permissions()),
        Err(_) => Ok(()),
    }
}
