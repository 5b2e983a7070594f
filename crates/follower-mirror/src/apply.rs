//! A batch of profiles into rows.

use rusqlite::{Connection, OptionalExtension, params};
use wechat_user::users::{Sex, UserRef};
use wechat_user::{GroupId, TagId};

use crate::change;
use crate::error::MirrorErrorKind;
use crate::record::Record;
use crate::run::RunId;
use crate::seconds::to_column;

/// What a run does with the users that it gets.
pub(crate) struct Apply<'a> {
    pub(crate) db: &'a Connection,
    pub(crate) record: Record<'a>,
    pub(crate) run: RunId,
}

/// What the mirror knows about a follower.
struct Known {
    id: i64,
    subscribe_time: Option<i64>,
    remark: Option<String>,
    has_profile: bool,
}

impl Apply<'_> {
    /// A profile of the list. Returns whether the user follows: one who left after the list was read does not, and is
    /// taken out at the end of the run.
    pub(crate) fn user(&self, user: UserRef<'_>) -> Result<bool, MirrorErrorKind> {
        if !user.subscribe() {
            return Ok(false);
        }
        let mut tags = user.tag_ids().to_vec();
        tags.sort_unstable();
        tags.dedup();
        match self.known(user.openid())? {
            None => {
                let id = self.insert(user.openid())?;
                self.update(id, user)?;
                self.set_tags(id, &tags)?;
            }
            Some(known) => {
                self.compare(&known, user, &tags)?;
                self.update(known.id, user)?;
            }
        }
        Ok(true)
    }

    /// A follower whom the service lists and whose profile it did not send: what is known stays.
    pub(crate) fn without_profile(&self, openid: &str) -> Result<(), MirrorErrorKind> {
        let id = match self.known(openid)? {
            None => self.insert(openid)?,
            Some(known) => known.id,
        };
        let mut seen = self.db.prepare_cached("UPDATE follower SET seen_run = ?2 WHERE id = ?1")?;
        seen.execute((id, self.run.get()))?;
        Ok(())
    }

    fn known(&self, openid: &str) -> rusqlite::Result<Option<Known>> {
        let sql = "SELECT id, subscribe_time, remark, profile_run IS NOT NULL FROM follower WHERE openid = ?1";
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Known { id: row.get(0)?, subscribe_time: row.get(1)?, remark: row.get(2)?, has_profile: row.get(3)? })
        };
        self.db.prepare_cached(sql)?.query_row([openid], read).optional()
    }

    /// A new follower, or one who came back.
    fn insert(&self, openid: &str) -> Result<i64, MirrorErrorKind> {
        let run = self.run.get();
        self.db.prepare_cached("DELETE FROM leaver WHERE openid = ?1")?.execute([openid])?;
        let sql = "INSERT INTO follower (openid, first_run, seen_run) VALUES (?1, ?2, ?2)";
        self.db.prepare_cached(sql)?.execute((openid, run))?;
        let id = self.db.last_insert_rowid();
        self.record.add(openid, "came", None, None)?;
        Ok(id)
    }

    /// Records what is different, and sets the tags.
    fn compare(&self, known: &Known, user: UserRef<'_>, tags: &[TagId]) -> Result<(), MirrorErrorKind> {
        let before = self.tags(known.id)?;
        let openid = user.openid();
        let followed = user.subscribe_time().map(to_column);
        if known.subscribe_time.zip(followed).is_some_and(|(before, now)| now > before) {
            // They left and came back between two runs: remark and tags of before are gone at the service.
            self.record.forget_details(openid)?;
            self.record.add(openid, "left", None, None)?;
            self.record.add(openid, "came", None, None)?;
        } else if known.has_profile {
            if known.remark.as_deref() != user.remark() {
                self.record.add(openid, "remark", known.remark.as_deref(), user.remark())?;
            }
            if before != tags {
                self.record.add(openid, "tags", Some(&change::join(&before)), Some(&change::join(tags)))?;
            }
        }
        if before != tags {
            self.db.prepare_cached("DELETE FROM follower_tag WHERE follower = ?1")?.execute([known.id])?;
            self.set_tags(known.id, tags)?;
        }
        Ok(())
    }

    fn tags(&self, id: i64) -> rusqlite::Result<Vec<TagId>> {
        let sql = "SELECT tag_id FROM follower_tag WHERE follower = ?1 ORDER BY tag_id";
        let mut statement = self.db.prepare_cached(sql)?;
        let tags = statement.query_map([id], |row| row.get(0).map(TagId::new))?;
        tags.collect()
    }

    fn set_tags(&self, id: i64, tags: &[TagId]) -> rusqlite::Result<()> {
        let mut insert = self.db.prepare_cached("INSERT INTO follower_tag (follower, tag_id) VALUES (?1, ?2)")?;
        tags.iter().try_for_each(|tag| insert.execute((id, tag.get())).map(drop))
    }

    fn update(&self, id: i64, user: UserRef<'_>) -> Result<(), MirrorErrorKind> {
        let sql = "UPDATE follower SET
            subscribe_time = ?2, unionid = ?3, remark = ?4, groupid = ?5, subscribe_scene = ?6, qr_scene = ?7,
            qr_scene_str = ?8, language = ?9, nickname = ?10, sex = ?11, country = ?12, province = ?13, city = ?14,
            headimgurl = ?15, seen_run = ?16, profile_run = ?16 WHERE id = ?1";
        let mut update = self.db.prepare_cached(sql)?;
        update.execute(params![
            id,
            user.subscribe_time().map(to_column),
            user.unionid(),
            user.remark(),
            user.groupid().map(GroupId::get),
            user.subscribe_scene(),
            user.qr_scene(),
            user.qr_scene_str(),
            user.language(),
            user.nickname(),
            user.sex().and_then(number),
            user.country(),
            user.province(),
            user.city(),
            user.headimgurl(),
            self.run.get(),
        ])?;
        Ok(())
    }
}

/// As the service writes it.
const fn number(sex: Sex) -> Option<u8> {
    match sex {
        Sex::Male => Some(1),
        Sex::Female => Some(2),
        _ => None,
    }
}
