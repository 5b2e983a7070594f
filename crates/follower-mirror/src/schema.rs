//! The tables and views, and how a database of an earlier version becomes one of this version.

use rusqlite::{Connection, TransactionBehavior};

use crate::error::MirrorErrorKind;

/// The `application_id` of a mirror: `WXfm`.
pub(crate) const APPLICATION_ID: i32 = 0x5758_666D;

/// What leads from each version to the next one. The first leads from an empty file to version 1.
const MIGRATIONS: &[&str] = &[include_str!("schema/v1.sql")];

const VIEWS: &str = include_str!("schema/views.sql");

/// The version of the schema that this crate writes (`user_version`).
pub(crate) const VERSION: i32 = MIGRATIONS.len() as i32;

/// Leads a database to the current version, in one transaction. `create` fills a new one. Another process may do
/// the same at this moment, so the version is read under the lock.
pub(crate) fn migrate(
    db: &mut Connection,
    create: impl FnOnce(&Connection) -> rusqlite::Result<()>,
) -> Result<(), MirrorErrorKind> {
    migrate_with(db, MIGRATIONS, create)
}

fn migrate_with(
    db: &mut Connection,
    migrations: &[&str],
    create: impl FnOnce(&Connection) -> rusqlite::Result<()>,
) -> Result<(), MirrorErrorKind> {
    let known = i32::try_from(migrations.len()).unwrap_or(i32::MAX);
    if version(db)? == known {
        return Ok(());
    }
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = version(&transaction)?;
    let done = usize::try_from(found).unwrap_or_default();
    if found > known {
        return Err(MirrorErrorKind::LaterVersion { found, known });
    }
    for migration in migrations.iter().skip(done) {
        transaction.execute_batch(migration)?;
    }
    if done < migrations.len() {
        transaction.execute_batch(VIEWS)?;
        transaction.pragma_update(None, "user_version", known)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    if done == 0 {
        create(&transaction)?;
    }
    Ok(transaction.commit()?)
}

pub(crate) fn version(db: &Connection) -> rusqlite::Result<i32> {
    db.pragma_query_value(None, "user_version", |row| row.get(0))
}

pub(crate) fn application_id(db: &Connection) -> rusqlite::Result<i32> {
    db.pragma_query_value(None, "application_id", |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(db: &Connection, table: &str) -> Vec<String> {
        let mut statement = db.prepare(&format!("SELECT name FROM pragma_table_info('{table}')")).unwrap();
        let names = statement.query_map([], |row| row.get(0)).unwrap();
        names.map(Result::unwrap).collect()
    }

    #[test]
    fn an_earlier_version_is_led_to_the_current_one_and_keeps_its_rows() {
        let mut db = Connection::open_in_memory().unwrap();
        let create = |db: &Connection| db.execute("INSERT INTO tag VALUES (2, '星标组', 0)", []).map(drop);
        migrate(&mut db, create).unwrap();
        assert_eq!((version(&db).unwrap(), application_id(&db).unwrap()), (VERSION, APPLICATION_ID));

        let next = [MIGRATIONS, &["ALTER TABLE tag ADD COLUMN colour TEXT"]].concat();
        migrate_with(&mut db, &next, |_| panic!("nothing is created twice")).unwrap();
        assert_eq!(version(&db).unwrap(), VERSION + 1);
        assert!(columns(&db, "tag").contains(&"colour".to_owned()));
        let name: String = db.query_row("SELECT name FROM v_tags WHERE id = 2", [], |row| row.get(0)).unwrap();
        assert_eq!(name, "星标组");

        let refused = migrate(&mut db, |_| Ok(())).unwrap_err();
        assert!(matches!(refused, MirrorErrorKind::LaterVersion { found, known } if found == known + 1));
    }

    #[test]
    fn a_migration_that_fails_changes_nothing() {
        let mut db = Connection::open_in_memory().unwrap();
        migrate(&mut db, |_| Ok(())).unwrap();
        let next = [MIGRATIONS, &["ALTER TABLE tag ADD COLUMN colour TEXT; SELECT nonsense"]].concat();
        migrate_with(&mut db, &next, |_| Ok(())).unwrap_err();
        assert_eq!(version(&db).unwrap(), VERSION);
        assert!(!columns(&db, "tag").contains(&"colour".to_owned()));
    }

    #[test]
    fn every_view_can_be_read() {
        let mut db = Connection::open_in_memory().unwrap();
        migrate(&mut db, |_| Ok(())).unwrap();
        let views: Vec<String> = {
            let mut statement = db.prepare("SELECT name FROM sqlite_master WHERE type = 'view'").unwrap();
            statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
        };
        assert_eq!(views.len(), 8);
        for view in views {
            let rows: i64 = db.query_row(&format!("SELECT count(*) FROM {view}"), [], |row| row.get(0)).unwrap();
            assert_eq!(rows, 0, "{view}");
        }
    }
}
