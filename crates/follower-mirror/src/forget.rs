//! The deletion of one user.

use rusqlite::Transaction;
use wechat_user::OpenId;

use crate::error::{MirrorError, MirrorErrorKind};
use crate::mirror::Mirror;
use crate::run;

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
        let _lock = self.lock()?;
        let now = self.now();
        let had_any = self.write(|db| {
            let at_checkpoint = "SELECT EXISTS (SELECT 1 FROM run WHERE instr(checkpoint, ?1) > 0)";
            if db.query_row(at_checkpoint, [openid.as_str()], |row| row.get(0))? {
                run::abandon(db, now)?;
            }
            erase(db, openid)
        })?;
        self.empty_journal()?;
        Ok(had_any)
    }
}

fn erase(db: &Transaction<'_>, openid: &OpenId) -> Result<bool, MirrorErrorKind> {
    let mut deleted = 0;
    for sql in [
        "DELETE FROM follower WHERE openid = ?1",
        "DELETE FROM leaver WHERE openid = ?1",
        "DELETE FROM blacklist WHERE openid = ?1",
        "DELETE FROM change WHERE openid = ?1",
    ] {
        deleted += db.execute(sql, [openid.as_str()])?;
    }
    Ok(deleted > 0)
}
