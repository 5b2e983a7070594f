//! A store in a folder, for the processes of one machine.

mod files;
mod record;

use std::path::PathBuf;
use std::time::Duration;

use wechat_user_core::Timestamp;
use wechat_user_core::clock::Clock;
use wechat_user_core::secret::CredentialValue;
use wechat_user_core::store::{CredentialStore, Owner, Replaced, StoreError, StoreKey, Stored};

use crate::system_clock::SystemClock;

use files::{Files, Locked};

/// Shares credentials between the processes of one machine, in files that only the user can read. Clones are the same
/// store.
///
/// Each credential has a record, which also says who has the lock and until when. A record is read and written under a
/// short lock on a file beside it; it is replaced as a whole (a temporary file, fsync, rename), so that a process may
/// end at any point. On Unix, a record or a folder that other users may read or write is refused. Processes of several
/// machines need another store: their clocks differ, and a lock on a network file system may not hold.
///
/// ```
/// use wechat_user::{Client, FileStore};
///
/// # fn main() -> Result<(), wechat_user::Error> {
/// # let wechat = transport_mock::FakeWeChat::new();
/// # let folder = std::env::temp_dir().join(format!("wechat-user-doc-{}", std::process::id()));
/// let store = FileStore::in_folder(&folder);
/// for _ in 0..3 {
///     let client = Client::builder(wechat.app_id(), wechat.app_secret())
///         .store(store.clone())
/// #       .transport(wechat.clone())
///         .build()?;
///     client.groups().list()?;
/// }
/// # assert_eq!(wechat.token_requests(), 1);
/// # std::fs::remove_dir_all(folder).ok();
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct FileStore {
    folder: PathBuf,
}

impl FileStore {
    /// The store in this folder, which is created when something is stored, for the user alone.
    #[must_use]
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// Removes the credential, so that the next process that wants it fetches it. The lock is left to its owner.
    ///
    /// # Errors
    ///
    /// When the files cannot be read or written.
    pub fn clear(&self, key: &StoreKey) -> Result<(), StoreError> {
        let files = self.open(key)?;
        let mut record = files.read()?;
        if record.forget() { files.write(&record) } else { Ok(()) }
    }

    fn open(&self, key: &StoreKey) -> Result<Locked, StoreError> {
        Files::new(&self.folder, key)?.lock()
    }
}

/// Wall time, because a record outlives the process.
fn now() -> Timestamp {
    SystemClock::new().now()
}

impl CredentialStore for FileStore {
    fn load(&self, key: &StoreKey) -> Result<Option<Stored>, StoreError> {
        let files = self.open(key)?;
        Ok(files.read()?.stored(now()))
    }

    fn lock(&self, key: &StoreKey, owner: Owner, ttl: Duration) -> Result<bool, StoreError> {
        let files = self.open(key)?;
        let (mut record, now) = (files.read()?, now());
        let free = record.lock(owner, now, ttl);
        if free {
            files.write(&record)?;
        }
        Ok(free)
    }

    fn replace(&self, key: &StoreKey, seen: Option<&CredentialValue>, new: &Stored) -> Result<Replaced, StoreError> {
        if new.value.expose().contains(['\n', '\r']) {
            return Err(StoreError::new("a value with a line break cannot be stored"));
        }
        let files = self.open(key)?;
        let (mut record, now) = (files.read()?, now());
        if !new.may_replace(record.stored(now).as_ref(), seen) {
            return Ok(Replaced::Lost);
        }
        record.keep(new, now);
        files.write(&record)?;
        Ok(Replaced::Won)
    }

    fn unlock(&self, key: &StoreKey, owner: Owner) -> Result<(), StoreError> {
        let files = self.open(key)?;
        let mut record = files.read()?;
        if record.unlock(owner) { files.write(&record) } else { Ok(()) }
    }
}
