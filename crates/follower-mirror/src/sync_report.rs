//! What a sync did.

use std::fmt;

use rusqlite::Connection;
use wechat_user::Error;

use crate::error::MirrorError;
use crate::run::{RunId, RunOutcome};
use crate::sweep::NotSwept;

/// What a sync did.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SyncReport {
    /// Its run.
    pub run: RunId,
    /// Whether it continued a run that was interrupted.
    pub is_resumed: bool,
    /// How the run ended; [`Running`](RunOutcome::Running) if the closure stopped it.
    pub outcome: RunOutcome,
    /// How many followers of the list are in the mirror.
    pub listed: u64,
    /// How many followers the service counts.
    pub total: Option<u64>,
    /// The changes of the whole run, by kind.
    pub changes: ChangeCounts,
    /// Why no user was taken out, if none was.
    pub not_swept: Option<NotSwept>,
    /// The lists that the service refused. What the mirror knew of them stays.
    pub skipped: Vec<Skipped>,
}

/// How many changes a run recorded. The first complete run records none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChangeCounts {
    /// Users who follow now.
    pub came: u64,
    /// Users who do not follow any more.
    pub left: u64,
    /// Remarks.
    pub remark: u64,
    /// Followers with other tags.
    pub tags: u64,
    /// Users who are on the blacklist now.
    pub blocked: u64,
    /// Users who are not on the blacklist any more.
    pub unblocked: u64,
}

/// A list that the service refused, so that the sync went on without it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Skipped {
    /// The list.
    pub list: SideList,
    /// Why.
    pub error: Error,
}

/// A list besides that of the followers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SideList {
    /// The names of the tags (标签).
    Tags,
    /// The names of the groups (分组), an interface that the documents do not have any more.
    Groups,
    /// The blacklist (黑名单).
    Blacklist,
}

impl fmt::Display for SideList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Tags => "tags",
            Self::Groups => "groups",
            Self::Blacklist => "blacklist",
        })
    }
}

/// How far a sync has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SyncProgress {
    /// The run.
    pub run: RunId,
    /// How many followers of the list are in the mirror by now; committed.
    pub listed: u64,
    /// How many followers the service counts.
    pub total: Option<u64>,
}

/// Why a sync ended early. What it did before is committed, and the next one continues there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SyncError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] MirrorError),
    /// A call failed.
    #[error(transparent)]
    Call(#[from] Error),
}

/// The changes of a run.
pub(crate) fn counts(db: &Connection, run: RunId) -> rusqlite::Result<ChangeCounts> {
    let mut counts = ChangeCounts::default();
    let mut statement = db.prepare("SELECT kind, count(*) FROM change WHERE run = ?1 GROUP BY kind")?;
    let mut rows = statement.query([run.get()])?;
    while let Some(row) = rows.next()? {
        let count = match row.get_ref(0)?.as_str()? {
            "came" => &mut counts.came,
            "left" => &mut counts.left,
            "remark" => &mut counts.remark,
            "tags" => &mut counts.tags,
            "blocked" => &mut counts.blocked,
            _ => &mut counts.unblocked,
        };
        *count = row.get(1)?;
    }
    Ok(counts)
}
