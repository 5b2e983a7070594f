//! Followers: their list (关注者列表), their profiles (用户基本信息), the operator's remarks (备注名).
//!
//! | endpoint | HTTP line |
//! |---|---|
//! | [`GetUser`] 获取用户基本信息 | `GET /cgi-bin/user/info` |
//! | [`GetUsers`] 批量获取用户基本信息 | `POST /cgi-bin/user/info/batchget` |
//! | [`SetRemark`] 设置用户备注名 | `POST /cgi-bin/user/info/updateremark` |
//! | [`GetFollowers`] 获取用户列表 | `GET /cgi-bin/user/get` |

mod get_followers;
mod get_user;
mod get_users;
mod openid_page;
mod profiles;
mod read_profiles;
mod set_remark;
mod user;
mod user_list;
mod user_ref;

pub use get_followers::GetFollowers;
pub use get_user::GetUser;
pub use get_users::GetUsers;
pub use openid_page::OpenIdPage;
pub use set_remark::SetRemark;
pub use user::{Lang, Sex, User};
pub use user_list::{UserIter, UserList};
pub use user_ref::UserRef;

pub use crate::values::openid_list::{OpenIdIter, OpenIdList};

pub(crate) use user::{sex, write_sex};
