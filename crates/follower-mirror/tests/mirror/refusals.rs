//! Databases that are refused, and failures of the database: a typed error, and nothing lost.

use std::fs;
use std::ops::ControlFlow;
use std::time::Duration;

use follower_mirror::{Mirror, MirrorErrorKind, RunOutcome, SyncError};
use rusqlite::Connection;
use transport_mock::FakeWeChat;
use wechat_user::AppId;

use crate::support::{Folder, World, count};

fn kind(error: SyncError) -> MirrorErrorKind {
    let SyncError::Database(error) = error else { panic!("not an error of the database: {error}") };
    match error.kind() {
        MirrorErrorKind::InUse => MirrorErrorKind::InUse,
        MirrorErrorKind::Locked => MirrorErrorKind::Locked,
        MirrorErrorKind::Full => MirrorErrorKind::Full,
        MirrorErrorKind::ReadOnly => MirrorErrorKind::ReadOnly,
        _ => panic!("another error: {error}"),
    }
}

#[test]
fn a_file_of_another_program_is_refused_and_stays_as_it_is() {
    let folder = Folder::new();
    let app_id = AppId::new("wx0123456789abcdef");
    let text = folder.file("notes.txt");
    fs::write(&text, "not a database, but longer than the header of one: ".repeat(20)).unwrap();
    let foreign = folder.file("foreign.db");
    Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE t (x); PRAGMA user_version = 1").unwrap();
    let named = folder.file("named.db");
    Connection::open(&named).unwrap().execute_batch("PRAGMA application_id = 42").unwrap();
    for path in [text, foreign, named] {
        let before = fs::read(&path).unwrap();
        for refused in [Mirror::open(&path, &app_id).unwrap_err(), Mirror::read(&path).unwrap_err()] {
            assert!(matches!(refused.kind(), MirrorErrorKind::NotAMirror), "{refused}");
            assert_eq!(refused.path(), path);
        }
        assert_eq!(fs::read(&path).unwrap(), before);
    }
    let empty = folder.file("empty.db");
    fs::write(&empty, "").unwrap();
    assert!(matches!(Mirror::read(&empty).unwrap_err().kind(), MirrorErrorKind::NotAMirror));
    // A new file, as `mktemp` leaves one.
    assert_eq!(Mirror::open(&empty, &app_id).unwrap().followers().unwrap(), 0);
}

#[test]
fn a_database_that_is_not_there_is_created_for_writing_only() {
    let folder = Folder::new();
    let path = folder.file("followers.db");
    assert!(matches!(Mirror::read(&path).unwrap_err().kind(), MirrorErrorKind::Missing));
    assert!(!path.exists());
    let nowhere = folder.file("no/followers.db");
    assert!(matches!(Mirror::open(&nowhere, &AppId::new("wx1")).unwrap_err().kind(), MirrorErrorKind::Io(_)));
    let mirror = Mirror::open(&path, &AppId::new("wx1")).unwrap();
    assert_eq!((mirror.app_id().as_str(), mirror.last_run().unwrap()), ("wx1", None));
}

#[test]
fn a_database_of_a_later_version_is_refused() {
    let mut world = World::new(FakeWeChat::new().with_followers(10));
    world.sync();
    world.sql().pragma_update(None, "user_version", 99).unwrap();
    for refused in
        [Mirror::open(world.path(), &world.wechat.app_id()).unwrap_err(), Mirror::read(world.path()).unwrap_err()]
    {
        assert!(matches!(refused.kind(), MirrorErrorKind::LaterVersion { found: 99, .. }), "{refused}");
    }
    world.sql().pragma_update(None, "user_version", 1).unwrap();
    world.sync();
    world.assert_equal();
}

#[test]
fn a_database_of_another_account_is_refused() {
    let mut world = World::new(FakeWeChat::new().with_followers(10));
    world.sync();
    let refused = Mirror::open(world.path(), &AppId::new("wx-other")).unwrap_err();
    let text = format!("the database mirrors the account {}, not wx-other", world.wechat.app_id());
    assert!(refused.to_string().ends_with(&text), "{refused}");

    let other = FakeWeChat::new().with_account("wx-other", "secret").with_followers(3);
    let calls = other.calls();
    let refused = world.mirror.sync(&crate::support::client(&other, other.clone())).run().unwrap_err();
    assert!(refused.to_string().ends_with(&text), "{refused}");
    assert_eq!(other.calls(), calls);
    world.assert_equal();
}

#[test]
fn one_writer_at_a_time() {
    let mut world = World::new(FakeWeChat::new().with_followers(300));
    let mut second = crate::support::open(&world.wechat, &world.folder);
    let client = world.client.clone();
    let openid = world.openid(0);
    let report = world.mirror.sync(&world.client).for_each(|_| {
        assert!(matches!(kind(second.sync(&client).run().unwrap_err()), MirrorErrorKind::InUse));
        let refused = second.forget(&openid).unwrap_err();
        assert!(matches!(refused.kind(), MirrorErrorKind::InUse), "{refused}");
        ControlFlow::Continue(())
    });
    assert_eq!(report.unwrap().outcome, RunOutcome::Complete);
    second.sync(&client).run().unwrap();
    world.assert_equal();
}

#[test]
fn a_database_that_another_program_keeps_locked_ends_the_sync_and_loses_nothing() {
    let mut world = World::new(FakeWeChat::new().with_followers(500));
    world.mirror.set_busy_timeout(Duration::ZERO).unwrap();
    let path = world.path();
    let mut other = None;
    let failed = world.mirror.sync(&world.client).for_each(|progress| {
        if progress.listed == 200 {
            let db = Connection::open(&path).unwrap();
            db.execute_batch("BEGIN IMMEDIATE").unwrap();
            other = Some(db);
        }
        ControlFlow::Continue(())
    });
    assert!(matches!(kind(failed.unwrap_err()), MirrorErrorKind::Locked));
    assert_eq!(world.mirror.followers().unwrap(), 200);
    assert!(matches!(kind(world.mirror.sync(&world.client).run().unwrap_err()), MirrorErrorKind::Locked));
    drop(other);
    assert!(world.sync().is_resumed);
    world.assert_equal();
}

#[test]
fn a_mirror_that_was_opened_for_reading_does_not_sync() {
    let mut world = World::new(FakeWeChat::new().with_followers(10));
    world.sync();
    let calls = world.wechat.calls();
    let failed = Mirror::read(world.path()).unwrap().sync(&world.client).run().unwrap_err();
    assert!(matches!(kind(failed), MirrorErrorKind::ReadOnly));
    assert_eq!(world.wechat.calls(), calls);
}

/// The limit of the file's size stands for a full disk: SQLite reports both as `SQLITE_FULL`.
#[test]
fn a_full_disk_ends_the_sync_and_loses_nothing() {
    let mut world = World::new(FakeWeChat::new().with_followers(2_000));
    world.mirror.set_page_limit(60).unwrap();
    let failed = world.mirror.sync(&world.client).run().unwrap_err();
    assert!(matches!(kind(failed), MirrorErrorKind::Full));
    let kept = world.mirror.followers().unwrap();
    assert!(kept > 0 && kept.is_multiple_of(100), "{kept}");
    assert_eq!(count(&world.sql(), "SELECT listed FROM run"), i64::try_from(kept).unwrap());
    world.mirror.set_page_limit(10_000).unwrap();
    assert!(world.sync().is_resumed);
    world.assert_equal();
}

/// Root may write everywhere, so for root both work.
#[cfg(unix)]
#[test]
fn a_read_only_file_and_a_read_only_folder_are_read_and_not_written() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &std::path::Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    let mut world = World::new(FakeWeChat::new().with_followers(10));
    world.sync();
    let (file, app_id) = (world.path(), world.wechat.app_id());
    mode(&file, 0o400);
    let is_root = fs::OpenOptions::new().write(true).open(&file).is_ok();
    match Mirror::open(&file, &app_id) {
        Ok(_) => assert!(is_root),
        Err(refused) => assert!(!is_root && matches!(refused.kind(), MirrorErrorKind::ReadOnly), "{refused}"),
    }
    assert_eq!(Mirror::read(&file).unwrap().followers().unwrap(), 10);
    mode(&file, 0o600);

    let folder = world.folder.file("closed");
    fs::create_dir(&folder).unwrap();
    mode(&folder, 0o500);
    match Mirror::open(folder.join("followers.db"), &app_id) {
        Ok(_) => assert!(is_root),
        Err(refused) => assert!(!is_root && matches!(refused.kind(), MirrorErrorKind::ReadOnly), "{refused}"),
    }
    mode(&folder, 0o700);
}

#[cfg(unix)]
#[test]
fn the_file_of_a_new_mirror_is_its_owners() {
    use std::os::unix::fs::PermissionsExt;
    let mut world = World::new(FakeWeChat::new().with_followers(10));
    world.sync();
    for name in ["followers.db", "followers.db-wal"] {
        let mode = fs::metadata(world.folder.file(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}
