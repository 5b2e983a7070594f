//! Groups (分组): the classes into which an account sorted its followers from 2013 to 2016; a follower is in exactly one.
//!
//! Today's documents no longer describe them: tags ([`tags`](crate::tags), 标签) have replaced them, and a follower
//! may have twenty of those. The calls are kept by most client libraries; whether a given account may still use them,
//! the service says (see `docs/doubts.md`). `docs/groups-and-tags.md` says how to move to tags.
//!
//! | endpoint | HTTP line |
//! |---|---|
//! | [`CreateGroup`] 创建分组 | `POST /cgi-bin/groups/create` |
//! | [`GetGroups`] 查询所有分组 | `GET /cgi-bin/groups/get` |
//! | [`GetGroupOf`] 查询用户所在分组 | `POST /cgi-bin/groups/getid` |
//! | [`RenameGroup`] 修改分组名 | `POST /cgi-bin/groups/update` |
//! | [`MoveUser`] 移动用户分组 | `POST /cgi-bin/groups/members/update` |
//! | [`MoveUsers`] 批量移动用户分组 | `POST /cgi-bin/groups/members/batchupdate` |
//! | [`DeleteGroup`] 删除分组 | `POST /cgi-bin/groups/delete` |

mod create_group;
mod delete_group;
mod get_group_of;
mod get_groups;
mod move_user;
mod move_users;
mod rename_group;

pub use create_group::{CreateGroup, CreatedGroup};
pub use delete_group::DeleteGroup;
pub use get_group_of::{GetGroupOf, GroupOf};
pub use get_groups::{GetGroups, Group, GroupList};
pub use move_user::MoveUser;
pub use move_users::MoveUsers;
pub use rename_group::RenameGroup;

use serde::Serialize;

/// `{"group": ...}`, the wrapper of most requests about groups.
#[derive(Serialize)]
struct Wrapped<T> {
    group: T,
}
