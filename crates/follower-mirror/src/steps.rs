//! The steps of a run, each one transaction.

use rusqlite::Transaction;
use wechat_user::export::ExportItem;
use wechat_user::groups::Group;
use wechat_user::tags::Tag;
use wechat_user::users::OpenIdList;

use crate::apply::Apply;
use crate::error::{MirrorError, MirrorErrorKind};
use crate::lists;
use crate::mirror::Mirror;
use crate::record::Record;
use crate::run::{self, RunId, RunOutcome};
use crate::seconds::to_column;
use crate::sweep::{self, NotSwept};

/// A run at its start, or where it was interrupted.
pub(crate) struct Begun {
    pub(crate) run: RunId,
    pub(crate) checkpoint: Option<String>,
    pub(crate) is_resumed: bool,
}

/// The column that says whether a list was read to its end before, so that there is something to compare with.
#[derive(Clone, Copy)]
enum Known {
    Followers,
    Blacklist,
}

impl Known {
    const fn column(self) -> &'static str {
        match self {
            Self::Followers => "followers_known",
            Self::Blacklist => "blacklist_known",
        }
    }
}

impl Mirror {
    /// Continues the unfinished run, or starts one.
    pub(crate) fn begin(&mut self, restart: bool) -> Result<Begun, MirrorError> {
        let now = self.now();
        self.write(|db| {
            Ok(match run::unfinished(db)?.filter(|_| !restart) {
                Some((run, checkpoint)) => Begun { run, checkpoint, is_resumed: true },
                None => Begun { run: run::start(db, now)?, checkpoint: None, is_resumed: false },
            })
        })
    }

    /// Replaces the names of the tags.
    pub(crate) fn put_tags(&mut self, tags: &[Tag]) -> Result<(), MirrorError> {
        self.write(|db| lists::tags(db, tags))
    }

    /// Replaces the names of the groups.
    pub(crate) fn put_groups(&mut self, groups: &[Group]) -> Result<(), MirrorError> {
        self.write(|db| lists::groups(db, groups))
    }

    /// Begins the blacklist from the start, also in a run that is continued.
    pub(crate) fn begin_blacklist(&mut self, run: RunId) -> Result<(), MirrorError> {
        let sql = "UPDATE blacklist SET seen_run = 0 WHERE seen_run = ?1";
        self.write(|db| Ok(db.execute(sql, [run.get()]).map(drop)?))
    }

    /// Adds a page of the blacklist.
    pub(crate) fn put_blocked(&mut self, run: RunId, openids: &OpenIdList) -> Result<(), MirrorError> {
        self.step(run, Known::Blacklist, |db, record| lists::blocked(db, record, openids.texts()))
    }

    /// Ends the blacklist. Only a list that is whole takes users off; unlike that of the followers, it may be empty.
    pub(crate) fn end_blacklist(&mut self, run: RunId, total: Option<u64>, is_odd: bool) -> Result<(), MirrorError> {
        self.step(run, Known::Blacklist, |db, record| {
            let sql = "SELECT count(*) FROM blacklist WHERE seen_run = ?1";
            let listed = db.query_row(sql, [run.get()], |row| row.get(0))?;
            let is_empty = listed == 0 && total == Some(0);
            if !is_odd && (is_empty || sweep::whole(listed, total).is_ok()) {
                sweep::blacklist(db, record)?;
                db.execute("UPDATE mirror SET blacklist_known = 1", [])?;
            }
            Ok(())
        })
    }

    /// Adds a part of the list of followers, and its checkpoint.
    pub(crate) fn put_part(&mut self, run: RunId, part: &ExportItem) -> Result<u64, MirrorError> {
        self.step(run, Known::Followers, |db, record| {
            let apply = Apply { db, record, run };
            let mut unfollowed = 0_u64;
            for user in &part.users {
                unfollowed += u64::from(!apply.user(user)?);
            }
            for openid in part.missing.iter().chain(part.failed.iter().map(|(openid, _)| openid)) {
                apply.without_profile(openid.as_str())?;
            }
            let sql = "UPDATE run SET checkpoint = ?2, listed = listed + ?3, unfollowed = unfollowed + ?4,
                total = coalesce(?5, total) WHERE id = ?1 RETURNING listed";
            let row = (run.get(), part.checkpoint.to_string(), part.len(), unfollowed, part.total);
            Ok(db.prepare_cached(sql)?.query_row(row, |row| row.get(0))?)
        })
    }

    /// Ends a run whose walk has ended. `irregular` is why the list cannot be whole, if that is known.
    pub(crate) fn finish(
        &mut self,
        run: RunId,
        total: Option<u64>,
        irregular: Option<NotSwept>,
        keep_left: bool,
    ) -> Result<Result<u64, NotSwept>, MirrorError> {
        let now = self.now();
        self.step(run, Known::Followers, |db, record| {
            // Each follower once, although the service may list one twice.
            let sql = "UPDATE run SET total = coalesce(?2, total),
                listed = unfollowed + (SELECT count(*) FROM follower WHERE seen_run = ?1)
                WHERE id = ?1 RETURNING listed, total";
            let (listed, total) = db.query_row(sql, (run.get(), total), |row| Ok((row.get(0)?, row.get(1)?)))?;
            let swept = match irregular {
                Some(reason) => Err(reason),
                None => sweep::whole(listed, total),
            };
            let swept = match swept {
                Ok(()) => Ok(sweep::followers(db, record, keep_left)?),
                Err(reason) => Err(reason),
            };
            let outcome = if swept.is_ok() { RunOutcome::Complete } else { RunOutcome::NotSwept };
            run::end(db, run, outcome, now)?;
            db.execute("UPDATE mirror SET followers_known = 1", [])?;
            Ok(swept)
        })
    }

    /// Does a step of a run in one transaction.
    fn step<T>(
        &mut self,
        run: RunId,
        known: Known,
        work: impl FnOnce(&Transaction<'_>, Record<'_>) -> Result<T, MirrorErrorKind>,
    ) -> Result<T, MirrorError> {
        let at = to_column(self.now());
        self.write(|db| {
            let sql = format!("SELECT {} = 0 FROM mirror", known.column());
            let is_baseline = db.query_row(&sql, [], |row| row.get(0))?;
            work(db, Record { db, run, at, is_baseline })
        })
    }
}
