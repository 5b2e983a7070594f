//! The runs: one for each sync, from its start to its end, however often it was interrupted.

use std::fmt;
use std::str::FromStr;

use rusqlite::{Connection, OptionalExtension, Row};
use wechat_user::Timestamp;

use crate::seconds::{from_column, to_column};

/// The number of a run, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(i64);

impl RunId {
    /// The run of this number. 0 is before the first run.
    #[must_use]
    pub const fn new(number: i64) -> Self {
        Self(number)
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl FromStr for RunId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// One sync of the mirror.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Run {
    /// Its number.
    pub id: RunId,
    /// When it was started.
    pub started_at: Timestamp,
    /// When it ended; `None` while it can be continued.
    pub ended_at: Option<Timestamp>,
    /// How it ended.
    pub outcome: RunOutcome,
    /// How many followers of the list are in the mirror by now.
    pub listed: u64,
    /// How many followers the service says there are.
    pub total: Option<u64>,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RunOutcome {
    /// It has not ended: the next sync continues it.
    Running,
    /// The list was walked to its end, and users who are not on it any more were taken out.
    Complete,
    /// The walk ended, but the list may be incomplete: no user was taken out.
    NotSwept,
    /// A later sync began from the start instead.
    Abandoned,
}

impl RunOutcome {
    /// The text in the column `outcome`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Complete => "complete",
            Self::NotSwept => "not swept",
            Self::Abandoned => "abandoned",
        }
    }

    fn from_column(text: &str) -> Self {
        // The table allows no other text.
        [Self::Complete, Self::NotSwept, Self::Abandoned]
            .into_iter()
            .find(|outcome| outcome.as_str() == text)
            .unwrap_or(Self::Running)
    }
}

const COLUMNS: &str = "id, started_at, ended_at, outcome, listed, total";

impl Run {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: RunId(row.get(0)?),
            started_at: from_column(row.get(1)?),
            ended_at: row.get::<_, Option<i64>>(2)?.map(from_column),
            outcome: RunOutcome::from_column(row.get_ref(3)?.as_str()?),
            listed: row.get(4)?,
            total: row.get(5)?,
        })
    }
}

/// The run of this number.
pub(crate) fn find(db: &Connection, id: RunId) -> rusqlite::Result<Option<Run>> {
    db.query_row(&format!("SELECT {COLUMNS} FROM run WHERE id = ?1"), [id.0], Run::read).optional()
}

/// The latest run.
pub(crate) fn latest(db: &Connection) -> rusqlite::Result<Option<Run>> {
    db.query_row(&format!("SELECT {COLUMNS} FROM run ORDER BY id DESC LIMIT 1"), [], Run::read).optional()
}

/// The run that can be continued, with its checkpoint.
pub(crate) fn unfinished(db: &Connection) -> rusqlite::Result<Option<(RunId, Option<String>)>> {
    let sql = "SELECT id, checkpoint FROM run WHERE outcome = 'running' ORDER BY id DESC LIMIT 1";
    db.query_row(sql, [], |row| Ok((RunId(row.get(0)?), row.get(1)?))).optional()
}

/// Starts a run. One that was not finished is abandoned.
pub(crate) fn start(db: &Connection, now: Timestamp) -> rusqlite::Result<RunId> {
    abandon(db, now)?;
    db.execute("INSERT INTO run (started_at) VALUES (?1)", [to_column(now)])?;
    Ok(RunId(db.last_insert_rowid()))
}

/// Ends every unfinished run.
pub(crate) fn abandon(db: &Connection, now: Timestamp) -> rusqlite::Result<()> {
    let sql = "UPDATE run SET outcome = 'abandoned', ended_at = ?1, checkpoint = NULL WHERE outcome = 'running'";
    db.execute(sql, [to_column(now)]).map(drop)
}

/// Ends a run. Its checkpoint names users, and is of no use any more.
pub(crate) fn end(db: &Connection, id: RunId, outcome: RunOutcome, now: Timestamp) -> rusqlite::Result<()> {
    let sql = "UPDATE run SET outcome = ?2, ended_at = ?3, checkpoint = NULL WHERE id = ?1";
    db.execute(sql, (id.0, outcome.as_str(), to_column(now))).map(drop)
}
