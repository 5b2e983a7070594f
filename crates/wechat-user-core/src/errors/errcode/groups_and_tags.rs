//! Groups (分组) and tags (标签), which share their reserved ids 0, 1 and 2.

use super::entry::{Entry, row};
use super::{ErrCode, Place, Remedy};

/// Groups (分组) and tags (标签).
impl ErrCode {
    /// 40050: no such group; its errmsg `invalid timeline type` is wrong (不合法的分组 id).
    pub const INVALID_GROUP: Self = Self::new(40050);
    /// 40051 `invalid group name` (分组名字不合法).
    pub const INVALID_GROUP_NAME: Self = Self::new(40051);
    /// 40117: bad group name; its errmsg `invalid button media_id size` is wrong (分组名字不合法).
    pub const BAD_GROUP_NAME: Self = Self::new(40117);
    /// 40152 `invalid group id`: no such group or tag to send to (群发的分组或标签不存在).
    pub const INVALID_GROUP_ID: Self = Self::new(40152);
    /// 45016 `can't modify sys group`: 0, 1 and 2 are the service's own (系统分组，不允许修改).
    pub const SYSTEM_GROUP: Self = Self::new(45016);
    /// 45017 `can't set group name too long sys group` (分组名字过长).
    pub const GROUP_NAME_TOO_LONG: Self = Self::new(45017);
    /// 45018 `too many group now, no need to add new` (分组数量超过上限).
    pub const TOO_MANY_GROUPS: Self = Self::new(45018);
    /// 45056 `too many tag now, no need to add new` (创建的标签数过多).
    pub const TOO_MANY_TAGS: Self = Self::new(45056);
    /// 45057 `can't delete the tag that has too many fans` (该标签下粉丝数超过 10 万).
    pub const TAG_HAS_TOO_MANY_FANS: Self = Self::new(45057);
    /// 45058 `can't modify sys tag`: 0, 1 and 2 are the service's own (不能修改系统默认标签).
    pub const SYSTEM_TAG: Self = Self::new(45058);
    /// 45059 `can not tagging one user too much` (用户身上的标签数超过上限).
    pub const TOO_MANY_TAGS_ON_USER: Self = Self::new(45059);
    /// 45157 `invalid tag name`: not legal, or taken (标签名非法或重名).
    pub const INVALID_TAG_NAME: Self = Self::new(45157);
    /// 45158 `tag name too long` (标签名长度超过 30 个字节).
    pub const TAG_NAME_TOO_LONG: Self = Self::new(45158);
    /// 45159 `invalid tag id`: no such tag, or not yet (非法的标签 id).
    pub const INVALID_TAG_ID: Self = Self::new(45159);
    /// 45169 `openid much req`: several requests changed one user at once (同一 openid 并发请求).
    pub const CONCURRENT_OPENID_REQUESTS: Self = Self::new(45169);
    /// 45171 `some openid fail`: part of the list failed (部分 openid 失败).
    pub const SOME_OPENID_FAIL: Self = Self::new(45171);
}

pub(super) const ROWS: &[Entry] = &[
    row(ErrCode::INVALID_GROUP, "invalid timeline type", Remedy::FixRequest)
        .en("There is no group (分组) with this id. Its errmsg speaks of something else.")
        .zh("不合法的分组 id。errmsg 的英文与此无关。")
        .advise("List the groups and take an id from there.", "请先查询所有分组，使用其中的 id。"),
    row(ErrCode::INVALID_GROUP_NAME, "invalid group name", Remedy::FixRequest)
        .en("The name of the group (分组) is not legal, or taken.")
        .zh("分组名字不合法，或已存在。"),
    row(ErrCode::BAD_GROUP_NAME, "invalid button media_id size", Remedy::FixRequest)
        .en("The name of the group (分组) is not legal, or taken. Its errmsg speaks of something else.")
        .zh("分组名字不合法，或已存在。errmsg 的英文与此无关。"),
    row(ErrCode::INVALID_GROUP_ID, "invalid group id", Remedy::FixRequest)
        .en("There is no group or tag with this id to send a mass message (群发) to.")
        .zh("群发的分组或标签 id 不存在。"),
    row(ErrCode::SYSTEM_GROUP, "can't modify sys group", Remedy::FixRequest)
        .en("The groups 0 (未分组), 1 (黑名单) and 2 (星标组) can be neither renamed nor deleted.")
        .zh("系统分组 0（未分组）、1（黑名单）、2（星标组）不允许修改或删除。")
        .not_done(),
    row(ErrCode::GROUP_NAME_TOO_LONG, "can't set group name too long sys group", Remedy::FixRequest)
        .en("The name of the group (分组) is too long: 30 characters by the documents, perhaps 30 bytes (10 Chinese characters).")
        .zh("分组名字过长：文档称上限为 30 个字符，实际可能按 30 个字节（10 个汉字）计算。")
        .not_done(),
    row(ErrCode::TOO_MANY_GROUPS, "too many group now, no need to add new", Remedy::FixRequest)
        .account()
        .en("The account has as many groups (分组) as it may have.")
        .zh("分组数量超过上限。")
        .not_done()
        .advise("Delete a group first, or use one that exists.", "请先删除一个分组，或使用已有的分组。"),
    row(ErrCode::TOO_MANY_TAGS, "too many tag now, no need to add new", Remedy::FixRequest)
        .account()
        .en("The account has as many tags (标签) as it may have: 100.")
        .zh("创建的标签数过多，一个公众号最多 100 个。")
        .not_done()
        .advise("Delete a tag first, or use one that exists.", "请先删除一个标签，或使用已有的标签。"),
    row(ErrCode::TAG_HAS_TOO_MANY_FANS, "can't delete the tag that has too many fans", Remedy::FixRequest)
        .en("A tag (标签) with more than 100,000 followers cannot be deleted.")
        .zh("该标签下粉丝数超过 10 万，不允许直接删除。")
        .not_done()
        .advise(
            "Take the tag off users, 50 a call, until 100,000 are left; then delete it.",
            "请先分批（每次 50 个）取消标签，直到粉丝数不超过 10 万，再删除。",
        ),
    row(ErrCode::SYSTEM_TAG, "can't modify sys tag", Remedy::FixRequest)
        .en("The tags 0, 1 and 2 (星标组) can be neither renamed nor deleted.")
        .zh("系统默认标签 0、1、2（星标组）不允许修改或删除。")
        .not_done(),
    row(ErrCode::TOO_MANY_TAGS_ON_USER, "can not tagging one user too much", Remedy::FixRequest)
        .item()
        .en("A user in the list has as many tags (标签) as a user may have: 20.")
        .zh("列表中有用户身上的标签数已达上限 20 个。")
        .advise(
            "Find the user with tags/getidlist and take a tag off them first.",
            "请用 tags/getidlist 找出该用户，先取消一个标签。",
        ),
    row(ErrCode::INVALID_TAG_NAME, "invalid tag name", Remedy::FixRequest)
        .en("The name of the tag (标签) is not legal, or another tag has it.")
        .zh("标签名非法，或与其他标签重名。")
        .advise("List the tags: the name may be there already.", "请先查询所有标签：该名称可能已存在。"),
    row(ErrCode::TAG_NAME_TOO_LONG, "tag name too long", Remedy::FixRequest)
        .en("The name of the tag (标签) has more than 30 bytes, which are 10 Chinese characters.")
        .zh("标签名长度超过 30 个字节，即 10 个汉字。")
        .not_done(),
    row(ErrCode::INVALID_TAG_ID, "invalid tag id", Remedy::RetryOneByOne)
        .en("There is no tag (标签) with this id. It also comes, wrongly, for a tag created seconds ago, and when several \
             requests tag one user at once.")
        .zh("标签 id 不存在。标签刚创建的几秒内，或并发给同一用户打标签时，也会误报此码。")
        .advise(
            "Try again a few times, one call after another. If it stays, the tag does not exist: list the tags.",
            "请逐个调用，稍候重试几次。若仍如此，则该标签确实不存在，请查询所有标签。",
        )
        .only(Place::AppCall),
    row(ErrCode::CONCURRENT_OPENID_REQUESTS, "openid much req", Remedy::RetryOneByOne)
        .item()
        .en("Tags of one user are being changed by several requests at once.")
        .zh("多个请求同时修改同一用户的标签。")
        .only(Place::AppCall),
    row(ErrCode::SOME_OPENID_FAIL, "some openid fail", Remedy::RetryFailed)
        .item()
        .en("Some openids of the list failed, the others are done; fail_openid_list names the failed ones.")
        .zh("列表中部分 openid 失败，其余已成功；失败的列在 fail_openid_list 中。")
        .only(Place::AppCall),
];
