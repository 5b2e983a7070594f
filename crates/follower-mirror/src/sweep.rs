//! The end of a run: followers who are not on the list any more are taken out, if the list is certainly whole.

use rusqlite::Connection;

use crate::error::MirrorErrorKind;
use crate::record::Record;

/// Why a run took no user out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotSwept {
    /// The list was empty. An account that has lost all followers looks like a service that sends nothing.
    #[error("the list was empty")]
    Empty,
    /// The number of followers on the list differs from the service's own count by more than 1 %.
    #[error("the list had {listed} followers, and the service counts {total}: more than 1 % apart")]
    #[non_exhaustive]
    Short {
        /// How many the list had.
        listed: u64,
        /// How many the service counts.
        total: u64,
    },
    /// The service did not say how many there are.
    #[error("the service sent no count of the list")]
    NoTotal,
    /// The service went round in circles: a cursor came again.
    #[error("a cursor came again")]
    CursorRepeated,
}

/// Whether the list was whole: it ended regularly, and has as many entries as the service counts, within 1 %.
pub(crate) const fn whole(listed: u64, total: Option<u64>) -> Result<(), NotSwept> {
    match total {
        _ if listed == 0 => Err(NotSwept::Empty),
        None => Err(NotSwept::NoTotal),
        Some(total) if listed.abs_diff(total) > total / 100 => Err(NotSwept::Short { listed, total }),
        Some(_) => Ok(()),
    }
}

/// Takes out the followers that the run has not seen. What stays of them is the openid and the time; with `keep`, the
/// last profile and the changes as well.
pub(crate) fn followers(db: &Connection, record: Record<'_>, keep: bool) -> Result<u64, MirrorErrorKind> {
    let run = record.run.get();
    let mut gone =
        db.prepare_cached("SELECT id, openid FROM follower WHERE seen_run <> ?1 AND id > ?2 ORDER BY id LIMIT 1")?;
    let mut left = 0;
    let mut last = 0;
    loop {
        let mut rows = gone.query((run, last))?;
        let Some(row) = rows.next()? else { return Ok(left) };
        let (id, openid): (i64, String) = (row.get(0)?, row.get(1)?);
        drop(rows);
        last = id;
        leave(db, record, id, &openid, keep)?;
        left += 1;
    }
}

fn leave(db: &Connection, record: Record<'_>, id: i64, openid: &str, keep: bool) -> Result<(), MirrorErrorKind> {
    let profile =
        if keep { Some(db.prepare_cached(PROFILE)?.query_row([id], |row| row.get::<_, String>(0))?) } else { None };
    if !keep {
        record.forget_details(openid)?;
    }
    let sql = "INSERT OR REPLACE INTO leaver (openid, left_at, profile) VALUES (?1, ?2, ?3)";
    db.prepare_cached(sql)?.execute((openid, record.at, profile))?;
    db.prepare_cached("DELETE FROM follower WHERE id = ?1")?.execute([id])?;
    record.add(openid, "left", None, None)
}

/// A profile under the service's own names.
const PROFILE: &str = "SELECT json_object(
    'openid', f.openid, 'subscribe_time', f.subscribe_time, 'unionid', f.unionid, 'remark', f.remark,
    'groupid', f.groupid, 'subscribe_scene', f.subscribe_scene, 'qr_scene', f.qr_scene,
    'qr_scene_str', f.qr_scene_str, 'language', f.language, 'nickname', f.nickname, 'sex', f.sex,
    'country', f.country, 'province', f.province, 'city', f.city, 'headimgurl', f.headimgurl,
    'tagid_list', json((SELECT json_group_array(t.tag_id) FROM follower_tag t WHERE t.follower = f.id)))
    FROM follower f WHERE f.id = ?1";

/// Takes the users off the blacklist that the run has not seen on it.
pub(crate) fn blacklist(db: &Connection, record: Record<'_>) -> Result<(), MirrorErrorKind> {
    let sql = "SELECT openid FROM blacklist WHERE seen_run <> ?1 ORDER BY openid LIMIT 1000";
    loop {
        let part = crate::rows::all(db, sql, [record.run.get()], |row| row.get::<_, String>(0))?;
        for openid in &part {
            db.prepare_cached("DELETE FROM blacklist WHERE openid = ?1")?.execute([openid])?;
            record.add(openid, "unblocked", None, None)?;
        }
        if part.is_empty() {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_whole_within_one_percent_of_the_total() {
        let not = |listed, total| whole(listed, total).unwrap_err();
        assert_eq!(whole(100, Some(100)), Ok(()));
        assert_eq!((whole(99, Some(100)), whole(101, Some(100))), (Ok(()), Ok(())));
        assert_eq!(not(98, Some(100)), NotSwept::Short { listed: 98, total: 100 });
        assert_eq!(not(102, Some(100)), NotSwept::Short { listed: 102, total: 100 });
        assert_eq!(not(98, Some(99)), NotSwept::Short { listed: 98, total: 99 });
        assert_eq!(
            (not(0, Some(0)), not(0, Some(9)), not(5, None)),
            (NotSwept::Empty, NotSwept::Empty, NotSwept::NoTotal)
        );
        assert_eq!(whole(u64::MAX, Some(u64::MAX)), Ok(()));
        assert_eq!(not(1, Some(0)), NotSwept::Short { listed: 1, total: 0 });
    }
}
