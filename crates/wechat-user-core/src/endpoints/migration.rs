//! Migration (账号迁移): when one account takes over another's followers, each of them gets a new openid.
//!
//! | endpoint | HTTP line |
//! |---|---|
//! | [`ChangeOpenIds`] 转换openid | `POST /cgi-bin/changeopenid` |

mod change_openids;
mod changed;
mod from_account;

pub use change_openids::ChangeOpenIds;
pub use changed::{ChangedOpenId, ChangedOpenIds};
pub use from_account::FromAccount;
