//! A file that grows with a checkpoint next to it. After an abrupt end, the file is cut to its checkpoint and grows
//! from there.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use wechat_user::export;

use crate::checkpoint::Checkpoint;
use crate::failure::Failure;
use crate::messages::{Text, Texts, files};

/// How often the file is synced to the disk, and the checkpoint after it: also after so many users, if that is sooner.
const SYNC: Duration = Duration::from_secs(1);
const USERS: u64 = 2_000;

/// How far an export came.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Place {
    /// The place in the list.
    pub(super) list: export::Checkpoint,
    /// The length of the file.
    pub(super) bytes: u64,
    /// Users with a row.
    pub(super) users: u64,
    /// Users without one.
    pub(super) left: u64,
}

impl Place {
    /// Nothing is exported yet.
    pub(super) const fn start(list: export::Checkpoint) -> Self {
        Self { list, bytes: 0, users: 0, left: 0 }
    }
}

/// The file of an export, and its checkpoint.
#[derive(Debug)]
pub(super) struct Checkpointed {
    path: PathBuf,
    file: File,
    checkpoint: Checkpoint,
    place: Place,
    synced: Instant,
    /// The number of users that the checkpoint has.
    synced_users: u64,
}

impl Checkpointed {
    /// Opens the file at the place of an earlier run, or empty.
    pub(super) fn open(
        path: &Path,
        checkpoint: Checkpoint,
        start: export::Checkpoint,
        is_restart: bool,
    ) -> Result<Self, Failure> {
        let refuse = |problem: Text| Failure::Usage(files::of_flag("--out", path, problem));
        let old = if is_restart { None } else { checkpoint.load::<Place>()? };
        let file = OpenOptions::new().read(true).write(true).create(old.is_none()).truncate(false).open(path);
        let file = file.map_err(|error| refuse(error.text()))?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => return Err(refuse(files::another_writes())),
            // Some file systems have no locks.
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        let metadata = file.metadata().map_err(|error| refuse(error.text()))?;
        if !metadata.is_file() {
            return Err(refuse(files::not_a_file()));
        }
        let length = metadata.len();
        let place = match old {
            Some(place) if length < place.bytes => {
                return Err(refuse(files::too_short(length, place.bytes)));
            }
            Some(place) => place,
            None if length > 0 && !is_restart => {
                return Err(refuse(files::no_checkpoint()));
            }
            None => Place::start(start),
        };
        if is_restart {
            checkpoint.remove()?;
        }
        let synced_users = place.users;
        let mut this = Self { path: path.to_owned(), file, checkpoint, place, synced: Instant::now(), synced_users };
        let cut = this.file.set_len(this.place.bytes).and_then(|()| this.file.seek(SeekFrom::End(0)));
        cut.map_err(|error| refuse(error.text()))?;
        Ok(this)
    }

    pub(super) const fn place(&self) -> &Place {
        &self.place
    }

    /// Appends rows; the file then holds the list up to this place.
    pub(super) fn append(&mut self, text: &[u8], advance: impl FnOnce(&mut Place)) -> Result<(), Failure> {
        if let Err(error) = self.file.write_all(text) {
            // The file ends with a whole row. If that fails too, the next run cuts it.
            drop(self.file.set_len(self.place.bytes));
            return Err(self.failed(&error));
        }
        self.place.bytes += text.len() as u64;
        advance(&mut self.place);
        let is_due = self.synced.elapsed() >= SYNC || self.place.users >= self.synced_users + USERS;
        if is_due { self.sync() } else { Ok(()) }
    }

    /// First the file, then the checkpoint, which must never be ahead of it.
    pub(super) fn sync(&mut self) -> Result<(), Failure> {
        self.file.sync_data().map_err(|error| self.failed(&error))?;
        self.checkpoint.save(&self.place)?;
        (self.synced, self.synced_users) = (Instant::now(), self.place.users);
        Ok(())
    }

    fn failed(&self, error: &io::Error) -> Failure {
        Failure::Output(io::Error::new(error.kind(), files::of_flag("--out", &self.path, error)))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use wechat_user::AppId;
    use wechat_user::export::Listing;

    use super::*;
    use crate::checkpoint::{Header, beside};

    #[test]
    fn a_file_is_cut_to_its_checkpoint_and_grows_from_there() {
        let path = std::env::temp_dir().join(format!("checkpointed-{}", std::process::id()));
        let open = |restart| {
            let checkpoint = Checkpoint::new(&beside(&path, ".checkpoint"), Header::new("wx1", "export"));
            let start = export::Checkpoint::start(AppId::from("wx1"), Listing::Followers);
            Checkpointed::open(&path, checkpoint, start, restart)
        };
        let problem = |restart| match open(restart) {
            Err(Failure::Usage(problem)) => problem.to_string(),
            other => panic!("{other:?}"),
        };
        let mut file = open(false).unwrap();
        file.append(b"one\n", |place| place.users += 1).unwrap();
        assert!(problem(false).contains("another process writes to it"));
        file.sync().unwrap();
        file.append(b"two\n", |place| place.users += 1).unwrap();
        // As if the process was killed here.
        drop(file);
        let mut file = open(false).unwrap();
        assert_eq!((file.place().bytes, file.place().users), (4, 1));
        file.append(b"2\n", |_| ()).unwrap();
        file.sync().unwrap();
        drop(file);
        assert_eq!(fs::read_to_string(&path).unwrap(), "one\n2\n");

        fs::write(&path, "one\n").unwrap();
        assert!(problem(false).contains("it has 4 bytes, and its checkpoint says 6"));
        fs::remove_file(beside(&path, ".checkpoint")).unwrap();
        assert!(problem(false).contains("--restart replaces it"));
        drop(open(true).unwrap());
        assert_eq!(fs::read_to_string(&path).unwrap(), "");
        fs::remove_file(&path).unwrap();
    }
}
