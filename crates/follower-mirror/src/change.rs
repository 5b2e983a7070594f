//! What changed, and since when.

use rusqlite::Row;
use wechat_user::{OpenId, TagId, Timestamp};

use crate::error::{MirrorError, MirrorErrorKind};
use crate::mirror::Mirror;
use crate::rows::{self, PART, Rows};
use crate::run::RunId;
use crate::seconds::{from_column, to_column};

/// A change that a run found.
///
/// `Debug` prints no remark, and an openid only in part.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// Its number. Later changes have higher numbers, and a number never comes again.
    pub id: i64,
    /// The run that found it.
    pub run: RunId,
    /// When the run found it. The service does not say when a user left, was tagged or got a remark.
    pub at: Timestamp,
    /// The user.
    pub openid: OpenId,
    /// What changed.
    pub kind: ChangeKind,
}

/// What changed.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChangeKind {
    /// The user follows (关注).
    Came,
    /// The user does not follow any more (取消关注).
    Left,
    /// The operator changed the remark (备注名).
    #[non_exhaustive]
    Remark {
        /// The earlier remark.
        before: Option<String>,
        /// The present one.
        after: Option<String>,
    },
    /// The user has other tags (标签).
    #[non_exhaustive]
    Tags {
        /// The earlier tags, in the order of their ids.
        before: Vec<TagId>,
        /// The present ones.
        after: Vec<TagId>,
    },
    /// The user was put on the blacklist (黑名单).
    Blocked,
    /// The user was taken off the blacklist.
    Unblocked,
}

impl ChangeKind {
    /// The text in the column `kind`.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Came => "came",
            Self::Left => "left",
            Self::Remark { .. } => "remark",
            Self::Tags { .. } => "tags",
            Self::Blocked => "blocked",
            Self::Unblocked => "unblocked",
        }
    }

    /// What was there before, and what is there now, as the columns have it: a remark, or ids of tags with commas.
    #[must_use]
    pub fn texts(&self) -> (Option<String>, Option<String>) {
        match self {
            Self::Remark { before, after } => (before.clone(), after.clone()),
            Self::Tags { before, after } => (Some(join(before)), Some(join(after))),
            Self::Came | Self::Left | Self::Blocked | Self::Unblocked => (None, None),
        }
    }

    fn read(kind: &str, before: Option<String>, after: Option<String>) -> Self {
        match kind {
            "came" => Self::Came,
            "left" => Self::Left,
            "remark" => Self::Remark { before, after },
            "tags" => Self::Tags { before: split(before), after: split(after) },
            "blocked" => Self::Blocked,
            // The table allows no other text.
            _ => Self::Unblocked,
        }
    }
}

/// Remarks are personal data.
impl std::fmt::Debug for ChangeKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Tags { before, after } => {
                f.debug_struct("Tags").field("before", before).field("after", after).finish()
            }
            _ => f.write_str(self.as_str()),
        }
    }
}

/// Where the list of changes starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Since {
    /// After this run: those of all later runs. Run 0 is before the first.
    Run(RunId),
    /// From this time on.
    Time(Timestamp),
    /// After the change of this number. A program that keeps the number of the last change that it handled gets each
    /// change once, also those of a run that is continued later.
    Change(i64),
}

impl From<RunId> for Since {
    fn from(run: RunId) -> Self {
        Self::Run(run)
    }
}

impl From<Timestamp> for Since {
    fn from(time: Timestamp) -> Self {
        Self::Time(time)
    }
}

impl Mirror {
    /// The changes since a run, a time or a change, oldest first. The first complete run records none: it is what the
    /// others are compared with.
    ///
    /// # Errors
    ///
    /// [`UnknownRun`](MirrorErrorKind::UnknownRun) if the run is none of this mirror; those of the database here and
    /// in the iterator.
    ///
    /// ```
    /// use follower_mirror::{ChangeKind, Mirror, RunId};
    /// # use transport_mock::FakeWeChat;
    /// # use wechat_user::Client;
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let wechat = FakeWeChat::new().with_followers(300);
    /// # let client = Client::builder(wechat.app_id(), wechat.app_secret()).transport(wechat.clone()).clock(wechat.clock()).build()?;
    /// # let folder = std::env::temp_dir().join(format!("follower-mirror-changes-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder)?;
    /// # let path = folder.join("followers.db");
    /// let mut mirror = Mirror::open(&path, &wechat.app_id())?;
    /// let first = mirror.sync(&client).run()?.run;
    /// wechat.unfollow(&wechat.openid(7));
    /// mirror.sync(&client).run()?;
    /// for change in mirror.changes_since(first)? {
    ///     let change = change?;
    ///     assert_eq!((change.openid, change.kind), (wechat.openid(7), ChangeKind::Left));
    /// }
    /// # assert_eq!(mirror.changes_since(first)?.count(), 1);
    /// # assert_eq!(mirror.changes_since(RunId::new(0))?.count(), 1);
    /// # drop(mirror);
    /// # std::fs::remove_dir_all(&folder)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn changes_since(&self, since: impl Into<Since>) -> Result<Rows<'_, Change>, MirrorError> {
        let (first, from) = self.run(|db| {
            let first = |sql: &str, bound: i64| db.query_row(sql, [bound], |row| row.get::<_, Option<i64>>(0));
            Ok(match since.into() {
                Since::Change(id) => (Some(id.saturating_add(1)), i64::MIN),
                Since::Run(run) => {
                    if run.get() != 0 && crate::run::find(db, run)?.is_none() {
                        return Err(MirrorErrorKind::UnknownRun(run));
                    }
                    (first("SELECT min(id) FROM change WHERE run > ?1", run.get())?, i64::MIN)
                }
                Since::Time(time) => {
                    let from = to_column(time);
                    (first("SELECT min(id) FROM change WHERE at >= ?1", from)?, from)
                }
            })
        })?;
        let before_first = first.map_or(i64::MAX, |first| first.saturating_sub(1));
        Ok(Rows::after(before_first, move |last| {
            // A clock may be set back, so a later change can have an earlier time.
            let sql = "SELECT id, run, at, openid, kind, before, after FROM change
                WHERE id > ?1 AND +at >= ?2 ORDER BY id LIMIT ?3";
            self.run(|db| rows::all(db, sql, (last, from, PART), |row| Ok((row.get(0)?, read(row)?))))
        }))
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Change> {
    Ok(Change {
        id: row.get(0)?,
        run: RunId::new(row.get(1)?),
        at: from_column(row.get(2)?),
        openid: rows::openid(row, 3)?,
        kind: ChangeKind::read(row.get_ref(4)?.as_str()?, row.get(5)?, row.get(6)?),
    })
}

/// As the column has it.
pub(crate) fn join(tags: &[TagId]) -> String {
    tags.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

fn split(text: Option<String>) -> Vec<TagId> {
    text.unwrap_or_default().split(',').filter_map(|id| id.parse().ok()).map(TagId::new).collect()
}
