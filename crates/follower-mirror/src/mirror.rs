//! The mirror itself: a connection to the database, whose it is, and what time it is.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use wechat_user::clock::Clock;
use wechat_user::{AppId, SystemClock, TagId, Timestamp};

use crate::error::{MirrorError, MirrorErrorKind};
use crate::open;
use crate::rows;
use crate::run::{self, Run, RunId};
use crate::writer_lock::WriterLock;

/// The followers (关注者) of one account in a SQLite file.
///
/// Any number of processes may read it, also during a sync. One at a time may write.
///
/// `Debug` prints the path and the account only.
pub struct Mirror {
    db: Connection,
    path: PathBuf,
    app_id: AppId,
    clock: Box<dyn Clock>,
}

impl Mirror {
    /// Opens the database of this account for reading and writing, and creates it if there is none. A new file can be
    /// read by its owner only.
    ///
    /// A database of an earlier version is led to the current one.
    ///
    /// # Errors
    ///
    /// [`NotAMirror`](MirrorErrorKind::NotAMirror) for a file of another program,
    /// [`LaterVersion`](MirrorErrorKind::LaterVersion) for one of a later version of this crate,
    /// [`OtherAccount`](MirrorErrorKind::OtherAccount) for another account's; none of these files is changed.
    /// [`ReadOnly`](MirrorErrorKind::ReadOnly), [`Locked`](MirrorErrorKind::Locked),
    /// [`Full`](MirrorErrorKind::Full), [`Io`](MirrorErrorKind::Io).
    pub fn open(path: impl AsRef<Path>, app_id: &AppId) -> Result<Self, MirrorError> {
        let path = path.as_ref();
        let clock = SystemClock::new();
        let db = open::to_write(path, app_id, clock.now()).map_err(|kind| MirrorError::new(path, kind))?;
        Ok(Self { db, path: path.to_owned(), app_id: app_id.clone(), clock: Box::new(clock) })
    }

    /// Opens a database for reading, of whatever account. The methods that write fail with
    /// [`ReadOnly`](MirrorErrorKind::ReadOnly).
    ///
    /// # Errors
    ///
    /// [`Missing`](MirrorErrorKind::Missing), [`EarlierVersion`](MirrorErrorKind::EarlierVersion), and those of
    /// [`open`](Self::open).
    pub fn read(path: impl AsRef<Path>) -> Result<Self, MirrorError> {
        let path = path.as_ref();
        let (db, app_id) = open::to_read(path).map_err(|kind| MirrorError::new(path, kind))?;
        Ok(Self { db, path: path.to_owned(), app_id, clock: Box::new(SystemClock::new()) })
    }

    /// With another clock, which dates runs and changes; for tests. The client has a clock of its own.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// Waits at most this long for a lock of another process on the database; 5 seconds unless it is set.
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn set_busy_timeout(&self, time: Duration) -> Result<(), MirrorError> {
        self.run(|db| Ok(db.busy_timeout(time)?))
    }

    /// Lets the database have at most this many pages of 4,096 bytes, as long as this mirror is open; a sync that needs
    /// more ends with [`Full`](MirrorErrorKind::Full).
    ///
    /// # Errors
    ///
    /// Those of SQLite.
    pub fn set_page_limit(&self, pages: u32) -> Result<(), MirrorError> {
        self.run(|db| Ok(db.pragma_update(None, "max_page_count", pages)?))
    }

    /// The account.
    #[must_use]
    pub const fn app_id(&self) -> &AppId {
        &self.app_id
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How many followers the mirror has.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn followers(&self) -> Result<u64, MirrorError> {
        self.run(|db| Ok(db.query_row("SELECT count(*) FROM follower", [], |row| row.get(0))?))
    }

    /// The ids and names of the tags (标签), in the order of the ids.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn tags(&self) -> Result<Vec<(TagId, String)>, MirrorError> {
        let sql = "SELECT id, name FROM tag ORDER BY id";
        self.run(|db| rows::all(db, sql, [], |row| Ok((TagId::new(row.get(0)?), row.get(1)?))))
    }

    /// The latest run, if there was one.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn last_run(&self) -> Result<Option<Run>, MirrorError> {
        self.run(|db| Ok(run::latest(db)?))
    }

    /// The run of this number.
    ///
    /// # Errors
    ///
    /// [`UnknownRun`](MirrorErrorKind::UnknownRun), and those of the database.
    pub fn find_run(&self, id: RunId) -> Result<Run, MirrorError> {
        self.run(|db| run::find(db, id)?.ok_or(MirrorErrorKind::UnknownRun(id)))
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Does something with the connection, and names the file if it fails.
    pub(crate) fn run<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, MirrorErrorKind>,
    ) -> Result<T, MirrorError> {
        work(&self.db).map_err(|kind| MirrorError::new(&self.path, kind))
    }

    /// Takes the right to write.
    pub(crate) fn lock(&self) -> Result<WriterLock, MirrorError> {
        self.run(|db| {
            if db.is_readonly("main")? {
                return Err(MirrorErrorKind::ReadOnly);
            }
            WriterLock::take(&self.path)
        })
    }

    /// Empties the journal, which may have what was deleted. Another process that reads at this moment keeps it; the
    /// next time is as good.
    pub(crate) fn empty_journal(&self) -> Result<(), MirrorError> {
        self.run(|db| {
            let emptied = db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
            match emptied.map_err(MirrorErrorKind::from) {
                Err(MirrorErrorKind::Locked) => Ok(()),
                emptied => emptied,
            }
        })
    }

    /// Does something in one transaction: all of it is kept, or nothing.
    pub(crate) fn write<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, MirrorErrorKind>,
    ) -> Result<T, MirrorError> {
        let path = &self.path;
        let db = &mut self.db;
        let written = || {
            let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let done = work(&transaction)?;
            transaction.commit()?;
            Ok(done)
        };
        written().map_err(|kind| MirrorError::new(path, kind))
    }
}

impl fmt::Debug for Mirror {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mirror").field("path", &self.path).field("app_id", &self.app_id).finish_non_exhaustive()
    }
}
