//! The writing of changes.

use rusqlite::Connection;

use crate::error::MirrorErrorKind;
use crate::run::RunId;

/// Where a run writes what it finds different.
#[derive(Clone, Copy)]
pub(crate) struct Record<'a> {
    pub(crate) db: &'a Connection,
    pub(crate) run: RunId,
    /// The time, as the column has it.
    pub(crate) at: i64,
    /// The run has nothing to compare with, so it records nothing.
    pub(crate) is_baseline: bool,
}

impl Record<'_> {
    pub(crate) fn add(
        &self,
        openid: &str,
        kind: &str,
        before: Option<&str>,
        after: Option<&str>,
    ) -> Result<(), MirrorErrorKind> {
        if !self.is_baseline {
            let sql = "INSERT INTO change (run, at, openid, kind, before, after) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            let mut insert = self.db.prepare_cached(sql)?;
            insert.execute((self.run.get(), self.at, openid, kind, before, after))?;
        }
        Ok(())
    }

    /// Deletes what the changes say about a user who left, but that they came and left.
    pub(crate) fn forget_details(&self, openid: &str) -> Result<(), MirrorErrorKind> {
        let sql = "DELETE FROM change WHERE openid = ?1 AND kind NOT IN ('came', 'left')";
        self.db.prepare_cached(sql)?.execute([openid])?;
        Ok(())
    }
}
