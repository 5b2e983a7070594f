//! The deletion of users.

use rusqlite::{Connection, Transaction};
use wechat_user::OpenId;

use crate::error::{MirrorError, MirrorErrorKind};
use crate::mirror::Mirror;
use crate::run;

/// The tables with rows about users. What else is about a user goes with their row in `follower`.
const TABLES: [&str; 4] = ["follower", "leaver", "blacklist", "change"];

impl Mirror {
    /// Deletes everything about a user, and returns whether there was anything. The bytes are overwritten, in the
    /// journal of the database as well, unless another process reads it at this moment.
    ///
    /// For a user who asks for it, and for the push `user_authorization_revoke` (授权用户资料撤回). The service still has
    /// the user: if they follow, the next sync lists them again, as the service knows them then.
    ///
    /// A sync that was interrupted just behind this user starts again from the beginning, because its checkpoint
    /// names them.
    ///
    /// # Errors
    ///
    /// [`InUse`](MirrorErrorKind::InUse) during a sync, and those of the database.
    pub fn forget(&mut self, openid: &OpenId) -> Result<bool, MirrorError> {
        Ok(self.forget_all(std::slice::from_ref(openid))? > 0)
    }

    /// The same for several users, in one transaction. Returns how many of them there was anything about.
    ///
    /// # Errors
    ///
    /// Those of [`forget`](Self::forget). Nothing is deleted then.
    pub fn forget_all(&mut self, openids: &[OpenId]) -> Result<u64, MirrorError> {
        let _lock = self.lock()?;
        let now = self.now();
        let forgotten = self.write(|db| {
            let mut forgotten = 0;
            for openid in openids {
                let at_checkpoint = "SELECT EXISTS (SELECT 1 FROM run WHERE instr(checkpoint, ?1) > 0)";
                if db.query_row(at_checkpoint, [openid.as_str()], |row| row.get(0))? {
                    run::abandon(db, now)?;
                }
                forgotten += u64::from(erase(db, openid)?);
            }
            Ok(forgotten)
        })?;
        self.empty_journal()?;
        Ok(forgotten)
    }

    /// Whether the database has anything about a user: as a follower, as one who left, on the blacklist, or in the
    /// changes.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub fn knows(&self, openid: &OpenId) -> Result<bool, MirrorError> {
        self.run(|db| knows(db, openid))
    }
}

fn knows(db: &Connection, openid: &OpenId) -> Result<bool, MirrorErrorKind> {
    for table in TABLES {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM {table} WHERE openid = ?1)");
        if db.prepare_cached(&sql)?.query_row([openid.as_str()], |row| row.get(0))? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn erase(db: &Transaction<'_>, openid: &OpenId) -> Result<bool, MirrorErrorKind> {
    let mut deleted = 0;
    for table in TABLES {
        deleted += db.prepare_cached(&format!("DELETE FROM {table} WHERE openid = ?1"))?.execute([openid.as_str()])?;
    }
    Ok(deleted > 0)
}
