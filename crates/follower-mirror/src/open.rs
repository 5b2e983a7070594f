//! Opening a database: whose it is, which version it has, and how SQLite shall treat it.

use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use wechat_user::{AppId, Timestamp};

use crate::error::MirrorErrorKind;
use crate::schema;
use crate::seconds::to_column;

/// How long SQLite waits for a lock of another process, unless the caller sets another time.
const BUSY: Duration = Duration::from_secs(5);

/// Opens the database for writing, and creates it if there is none.
pub(crate) fn to_write(path: &Path, app_id: &AppId, now: Timestamp) -> Result<Connection, MirrorErrorKind> {
    create_private(path)?;
    let mut db = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    if check(&db)? != 0 {
        check_account(&db, app_id)?;
    }
    if db.is_readonly("main")? {
        return Err(MirrorErrorKind::ReadOnly);
    }
    // Only now is it certain that the file is ours: the mode of the journal is written into it.
    db.pragma_update(None, "journal_mode", "wal")?;
    // A power failure may lose the last transactions, rows and checkpoint together.
    db.pragma_update(None, "synchronous", "normal")?;
    db.pragma_update(None, "foreign_keys", true)?;
    // What is deleted is overwritten.
    db.pragma_update(None, "secure_delete", true)?;
    schema::migrate(&mut db, |db| {
        let row = (app_id.as_str(), to_column(now));
        db.execute("INSERT INTO mirror (app_id, created_at) VALUES (?1, ?2)", row).map(drop)
    })?;
    // Another process may have created it in the meantime.
    check_account(&db, app_id)?;
    Ok(db)
}

/// Opens the database for reading.
pub(crate) fn to_read(path: &Path) -> Result<(Connection, AppId), MirrorErrorKind> {
    std::fs::metadata(path)?;
    let db = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    match check(&db)? {
        0 => return Err(MirrorErrorKind::NotAMirror),
        found if found < schema::VERSION => return Err(MirrorErrorKind::EarlierVersion { found }),
        _ => {}
    }
    let app_id = account(&db)?;
    Ok((db, app_id))
}

fn connect(path: &Path, access: OpenFlags) -> Result<Connection, MirrorErrorKind> {
    // Without `SQLITE_OPEN_URI`: a name that begins with `file:` is a name.
    let db = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    db.busy_timeout(BUSY)?;
    Ok(db)
}

/// The profiles are personal data: other users of the machine cannot read the file. SQLite gives the files that it
/// adds the same mode.
///
/// A file that is there is not opened: to close it again would end SQLite's locks in the whole process.
fn create_private(path: &Path) -> Result<(), MirrorErrorKind> {
    let mut options = std::fs::OpenOptions::new();
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Err(MirrorErrorKind::Io("its folder does not exist".to_owned()))
        }
        opened => Ok(opened.map(drop)?),
    }
}

/// The version of a mirror; 0 for an empty file.
fn check(db: &Connection) -> Result<i32, MirrorErrorKind> {
    let (id, version) = (schema::application_id(db)?, schema::version(db)?);
    let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))?;
    match (id, version) {
        (0, 0) if tables == 0 => Ok(0),
        (schema::APPLICATION_ID, 1..=schema::VERSION) => Ok(version),
        (schema::APPLICATION_ID, found) if found > schema::VERSION => {
            Err(MirrorErrorKind::LaterVersion { found, known: schema::VERSION })
        }
        _ => Err(MirrorErrorKind::NotAMirror),
    }
}

fn check_account(db: &Connection, asked: &AppId) -> Result<(), MirrorErrorKind> {
    let found = account(db)?;
    if found == *asked { Ok(()) } else { Err(MirrorErrorKind::OtherAccount { found, asked: asked.clone() }) }
}

fn account(db: &Connection) -> Result<AppId, MirrorErrorKind> {
    let app_id: String = db.query_row("SELECT app_id FROM mirror", [], |row| row.get(0))?;
    Ok(AppId::new(app_id))
}
