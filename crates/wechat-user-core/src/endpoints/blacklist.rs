//! The blacklist (黑名单): users whose messages the account does not get, and that get none from it.
//!
//! | endpoint | HTTP line |
//! |---|---|
//! | [`GetBlacklist`] 获取公众号的黑名单列表 | `POST /cgi-bin/tags/members/getblacklist` |
//! | [`BlockUsers`] 拉黑用户 | `POST /cgi-bin/tags/members/batchblacklist` |
//! | [`UnblockUsers`] 取消拉黑用户 | `POST /cgi-bin/tags/members/batchunblacklist` |

mod block_users;
mod get_blacklist;
mod unblock_users;

pub use block_users::BlockUsers;
pub use get_blacklist::GetBlacklist;
pub use unblock_users::UnblockUsers;
