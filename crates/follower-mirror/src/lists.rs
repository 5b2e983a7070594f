//! The names of tags and groups, and the blacklist, into rows.

use rusqlite::Connection;
use wechat_user::groups::Group;
use wechat_user::tags::Tag;

use crate::error::MirrorErrorKind;
use crate::record::Record;

/// Replaces the names of the tags (标签).
pub(crate) fn tags(db: &Connection, tags: &[Tag]) -> Result<(), MirrorErrorKind> {
    db.execute("DELETE FROM tag", [])?;
    let mut insert = db.prepare_cached("INSERT OR REPLACE INTO tag (id, name, count) VALUES (?1, ?2, ?3)")?;
    tags.iter().try_for_each(|tag| insert.execute((tag.id.get(), &tag.name, tag.count)).map(drop))?;
    Ok(())
}

/// Replaces the names of the groups (分组).
pub(crate) fn groups(db: &Connection, groups: &[Group]) -> Result<(), MirrorErrorKind> {
    db.execute("DELETE FROM user_group", [])?;
    let mut insert = db.prepare_cached("INSERT OR REPLACE INTO user_group (id, name, count) VALUES (?1, ?2, ?3)")?;
    groups.iter().try_for_each(|group| insert.execute((group.id.get(), &group.name, group.count)).map(drop))?;
    Ok(())
}

/// A page of the blacklist (黑名单).
pub(crate) fn blocked<'a>(
    db: &Connection,
    record: Record<'_>,
    openids: impl Iterator<Item = &'a str>,
) -> Result<(), MirrorErrorKind> {
    let mut seen = db.prepare_cached("UPDATE blacklist SET seen_run = ?2 WHERE openid = ?1")?;
    let mut insert = db.prepare_cached("INSERT INTO blacklist (openid, seen_run) VALUES (?1, ?2)")?;
    for openid in openids {
        let row = (openid, record.run.get());
        if seen.execute(row)? == 0 {
            insert.execute(row)?;
            record.add(openid, "blocked", None, None)?;
        }
    }
    Ok(())
}
