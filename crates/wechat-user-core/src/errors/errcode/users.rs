//! Users and their openids: one user, a list of them, and the move of a list to another account.

use super::entry::{Entry, row};
use super::{ErrCode, Remedy};

/// Users (用户) and openids.
impl ErrCode {
    /// 40003 `invalid openid` (不合法的 OpenID).
    pub const INVALID_OPENID: Self = Self::new(40003);
    /// 40031 `invalid openid list` (不合法的 openid 列表).
    pub const INVALID_OPENID_LIST: Self = Self::new(40031);
    /// 40032 `invalid openid list size`: empty, or too long (不合法的 openid 列表长度).
    pub const INVALID_OPENID_LIST_SIZE: Self = Self::new(40032);
    /// 40092 `invalid remark name` (备注名不合法).
    pub const INVALID_REMARK_NAME: Self = Self::new(40092);
    /// 40130 `invalid openid list size, at least two openid` (openid 列表至少两个).
    pub const TOO_FEW_OPENIDS: Self = Self::new(40130);
    /// 40132 `invalid username` (微信号不合法).
    pub const INVALID_USERNAME: Self = Self::new(40132);
    /// 43004 `require subscribe`: the user does not follow (需要接收者关注).
    pub const REQUIRE_SUBSCRIBE: Self = Self::new(43004);
    /// 43005 `require friend relations` (需要好友关系).
    pub const REQUIRE_FRIEND_RELATIONS: Self = Self::new(43005);
    /// 43019 `require remove blacklist` (需要将接收者从黑名单中移除).
    pub const REQUIRE_REMOVE_BLACKLIST: Self = Self::new(43019);
    /// 45015 `response out of time limit or subscription is canceled` (回复时间超过限制).
    pub const RESPONSE_OUT_OF_TIME: Self = Self::new(45015);
    /// 46004 `user no exist` (不存在的用户).
    pub const USER_NOT_EXIST: Self = Self::new(46004);
    /// 48002 `user block receive message` (粉丝拒收消息).
    pub const USER_BLOCKS_MESSAGES: Self = Self::new(48002);
    /// 49003 `not match openid with appid` (传入的 openid 不属于此 AppID).
    pub const OPENID_APPID_MISMATCH: Self = Self::new(49003);
    /// 50005 `user is unsubscribed` (用户未关注公众号).
    pub const USER_UNSUBSCRIBED: Self = Self::new(50005);
    /// 63178 `appid wrong`: no migration from this account (changeopenid 原账号不正确).
    pub const MIGRATION_APPID_WRONG: Self = Self::new(63178);
    /// 63179 `openid num limit`: too many for `changeopenid` (changeopenid 的 openid 过多).
    pub const MIGRATION_OPENID_NUM_LIMIT: Self = Self::new(63179);
    /// 63182 `openid_list empty`: none for `changeopenid` (changeopenid 的 openid 列表为空).
    pub const MIGRATION_OPENID_LIST_EMPTY: Self = Self::new(63182);
    /// 63183 `appid error`: the account has not been migrated (账号尚未迁移).
    pub const MIGRATION_APPID_ERROR: Self = Self::new(63183);
    /// 65302 `no such user` (没有相应的用户).
    pub const NO_SUCH_USER: Self = Self::new(65302);
}

const LEAVE_OUT: (&str, &str) = ("Leave this user out of the call.", "请在调用中去掉该用户。");

const MIGRATION: (&str, &str) = (
    "Call it with the token of the new account, within 15 days of the approved migration. Sources disagree whether \
     from_appid is the old AppID or the old original id (gh_...): try the other.",
    "请用新账号的 token，在迁移审核通过后 15 天内调用。from_appid 应填原 AppID 还是原始 ID（gh_ 开头），\
     各处说法不一，请换另一种再试。",
);

pub(super) const ROWS: &[Entry] = &[
    row(ErrCode::INVALID_OPENID, "invalid openid", Remedy::FixRequest)
        .item()
        .en("An openid is malformed, or of another account or app; some calls say so of users who do not follow. In \
             user/info/batchget one malformed openid fails the whole call.")
        .zh("openid 格式不对，或属于别的公众号、小程序；有的接口对未关注的用户也返回此码。user/info/batchget 中只要有一个\
             格式不对，整次调用就失败。")
        .advise(
            "Look for stray characters, such as a line break at the end, and for openids of another account; then \
             send the rest.",
            "请检查多余字符（例如末尾的换行）和其他账号的 openid，去掉后再发送其余的。",
        ),
    row(ErrCode::INVALID_OPENID_LIST, "invalid openid list", Remedy::FixRequest)
        .item()
        .en("The list of openids is not legal.")
        .zh("不合法的 openid 列表。"),
    row(ErrCode::INVALID_OPENID_LIST_SIZE, "invalid openid list size", Remedy::FixRequest)
        .en("The list of openids is empty, or longer than one call takes: 100 for user/info/batchget, 50 for groups \
             and tags, 20 for the blacklist.")
        .zh("openid 列表为空，或超过单次上限：批量获取用户信息 100，分组与标签 50，黑名单 20。")
        .not_done(),
    row(ErrCode::INVALID_REMARK_NAME, "invalid remark name", Remedy::FixRequest)
        .en("The remark (备注名) is not legal; most often it has more than 30 bytes, which are 10 Chinese characters.")
        .zh("备注名不合法；多半是超过 30 个字节，即 10 个汉字。")
        .not_done(),
    row(ErrCode::TOO_FEW_OPENIDS, "invalid openid list size, at least two openid", Remedy::FixRequest)
        .en("A mass message (群发) to a list of openids wants at least two.")
        .zh("按 openid 列表群发至少需要两个 openid。")
        .not_done(),
    row(ErrCode::INVALID_USERNAME, "invalid username", Remedy::FixRequest)
        .item()
        .en("The WeChat id (微信号) is not legal.")
        .zh("微信号不合法。"),
    row(ErrCode::REQUIRE_SUBSCRIBE, "require subscribe", Remedy::FixRequest)
        .item()
        .en("The user does not follow the account.")
        .zh("该用户未关注公众号。")
        .advise(LEAVE_OUT.0, LEAVE_OUT.1),
    row(ErrCode::REQUIRE_FRIEND_RELATIONS, "require friend relations", Remedy::FixRequest)
        .item()
        .en("The call wants users who are friends.")
        .zh("需要好友关系。")
        .advise(LEAVE_OUT.0, LEAVE_OUT.1),
    row(ErrCode::REQUIRE_REMOVE_BLACKLIST, "require remove blacklist", Remedy::FixRequest)
        .item()
        .en("The user is on the account's blacklist (黑名单).")
        .zh("该用户在公众号的黑名单中。")
        .advise(
            "Take the user off the blacklist first, or leave them out of the call.",
            "请先将该用户移出黑名单，或在调用中去掉该用户。",
        ),
    row(ErrCode::RESPONSE_OUT_OF_TIME, "response out of time limit or subscription is canceled", Remedy::GiveUp)
        .item()
        .en("The time in which a message to the user is allowed is over, or they no longer follow.")
        .zh("已超过可回复的时间，或该用户已取消关注。")
        .advise("Nothing can be sent until the user writes again.", "在该用户再次发来消息之前无法发送。"),
    row(ErrCode::USER_NOT_EXIST, "user no exist", Remedy::FixRequest)
        .item()
        .en("There is no such user.")
        .zh("不存在的用户。")
        .advise(LEAVE_OUT.0, LEAVE_OUT.1),
    row(ErrCode::USER_BLOCKS_MESSAGES, "user block receive message", Remedy::GiveUp)
        .item()
        .en("The user has turned off messages of the account.")
        .zh("粉丝拒收消息（在公众号选项中关闭了“接收消息”）。")
        .advise(LEAVE_OUT.0, LEAVE_OUT.1),
    row(ErrCode::OPENID_APPID_MISMATCH, "not match openid with appid", Remedy::FixRequest)
        .item()
        .en("An openid belongs to another account: each account knows a user by an openid of its own.")
        .zh("传入的 openid 不属于此 AppID：同一用户在每个账号下的 openid 各不相同。"),
    row(ErrCode::USER_UNSUBSCRIBED, "user is unsubscribed", Remedy::FixRequest)
        .item()
        .en("The user does not follow the account, or no longer does.")
        .zh("用户未关注公众号，或已取消关注。")
        .advise(LEAVE_OUT.0, LEAVE_OUT.1),
    row(ErrCode::MIGRATION_APPID_WRONG, "appid wrong", Remedy::FixRequest)
        .en("changeopenid: no migration from from_appid to this account is known.")
        .zh("changeopenid：没有从 from_appid 到本账号的迁移记录。")
        .not_done()
        .advise(MIGRATION.0, MIGRATION.1),
    row(ErrCode::MIGRATION_OPENID_NUM_LIMIT, "openid num limit", Remedy::FixRequest)
        .en("changeopenid: more openids than one call takes, which is 100.")
        .zh("changeopenid：openid 超过单次上限 100 个。")
        .not_done(),
    row(ErrCode::MIGRATION_OPENID_LIST_EMPTY, "openid_list empty", Remedy::FixRequest)
        .en("changeopenid: the list of openids is empty, or the body was not sent as JSON.")
        .zh("changeopenid：openid_list 为空，或请求体不是 JSON。")
        .not_done(),
    row(ErrCode::MIGRATION_APPID_ERROR, "appid error", Remedy::FixRequest)
        .en("changeopenid: the migration is not done or not confirmed. errmsg may be nothing but a rid.")
        .zh("changeopenid：账号尚未迁移或尚未确认。errmsg 可能只有 rid。")
        .not_done()
        .advise(MIGRATION.0, MIGRATION.1),
    row(ErrCode::NO_SUCH_USER, "no such user", Remedy::FixRequest)
        .item()
        .en("The user for which a conditional menu (个性化菜单) was requested does not exist.")
        .zh("查询个性化菜单时，没有相应的用户。")
        .advise(LEAVE_OUT.0, LEAVE_OUT.1),
];
