//! The ids of users towards the account, and across the apps of an Open Platform account.

use wechat_user::{OpenId, UnionId};

use crate::mirror::Mirror;
use crate::rows::{self, PART, Rows};

impl Mirror {
    /// The openid and the unionid of each follower who has one: only accounts that are bound to an Open Platform
    /// account (微信开放平台) get it.
    pub fn map(&self) -> Rows<'_, (OpenId, UnionId)> {
        let sql = "SELECT id, openid, unionid FROM follower
            WHERE id > ?1 AND unionid IS NOT NULL ORDER BY id LIMIT ?2";
        Rows::after(0, move |last| {
            self.run(|db| {
                rows::all(db, sql, (last, PART), |row| Ok((row.get(0)?, (rows::openid(row, 1)?, unionid(row)?))))
            })
        })
    }
}

fn unionid(row: &rusqlite::Row<'_>) -> rusqlite::Result<UnionId> {
    let text: String = row.get(2)?;
    UnionId::new(text)
        .map_err(|_| rusqlite::Error::InvalidColumnType(2, "unionid".to_owned(), rusqlite::types::Type::Text))
}
