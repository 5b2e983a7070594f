//! Tags (标签): what an account marks its followers with since 2016; a follower may have twenty of them, an account a
//! hundred.
//!
//! Tags have replaced groups ([`groups`](crate::groups), 分组), which today's documents no longer describe.
//! `docs/groups-and-tags.md` says how to move from one to the other. Accounts must be verified (认证) to use them.
//!
//! | endpoint | HTTP line |
//! |---|---|
//! | [`CreateTag`] 创建标签 | `POST /cgi-bin/tags/create` |
//! | [`GetTags`] 获取公众号已创建的标签 | `GET /cgi-bin/tags/get` |
//! | [`RenameTag`] 编辑标签 | `POST /cgi-bin/tags/update` |
//! | [`DeleteTag`] 删除标签 | `POST /cgi-bin/tags/delete` |
//! | [`TagUsers`] 批量为用户打标签 | `POST /cgi-bin/tags/members/batchtagging` |
//! | [`UntagUsers`] 批量为用户取消标签 | `POST /cgi-bin/tags/members/batchuntagging` |
//! | [`GetTagsOf`] 获取用户身上的标签列表 | `POST /cgi-bin/tags/getidlist` |
//! | [`GetTagMembers`] 获取标签下粉丝列表 | `POST /cgi-bin/user/tag/get` |
//!
//! [`TagUsers`] and [`UntagUsers`] may fail for a part of the list (45171), or temporarily (45159,
//! 45169): the machine [`TagMembers`](crate::machine::TagMembers) repeats them until all is done, or reports what is
//! not.

mod create_tag;
mod delete_tag;
mod get_tag_members;
mod get_tags;
mod get_tags_of;
mod rename_tag;
mod tag_users;
mod untag_users;

pub use create_tag::{CreateTag, CreatedTag};
pub use delete_tag::DeleteTag;
pub use get_tag_members::GetTagMembers;
pub use get_tags::{GetTags, Tag, TagList};
pub use get_tags_of::{GetTagsOf, TagsOf};
pub use rename_tag::RenameTag;
pub use tag_users::TagUsers;
pub use untag_users::UntagUsers;

use serde::{Deserialize, Serialize};

/// `{"tag": ...}`, the wrapper of requests about one tag.
#[derive(Serialize, Deserialize)]
struct Wrapped<T> {
    tag: T,
}
