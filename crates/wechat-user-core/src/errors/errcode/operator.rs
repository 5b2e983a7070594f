//! Quotas, and the calls for operators: reset a quota, look up a rid, check the network.

use super::entry::{Entry, row};
use super::{ErrCode, Place, Remedy};

/// Quotas (调用额度) and the operators' calls.
impl ErrCode {
    /// 40201 `invalid check url`: the account has no callback URL (不正确的 URL，一般是未设置回调 URL).
    pub const INVALID_CHECK_URL: Self = Self::new(40201);
    /// 40202 `invalid check action` (不正确的 action).
    pub const INVALID_CHECK_ACTION: Self = Self::new(40202);
    /// 40203 `invalid check operator` (不正确的 check_operator).
    pub const INVALID_CHECK_OPERATOR: Self = Self::new(40203);
    /// 45009 `reach max api daily quota limit` (接口调用超过每日限制).
    pub const DAILY_QUOTA_REACHED: Self = Self::new(45009);
    /// 45011 `api minute-quota reach limit` (API 调用太频繁，请稍候再试).
    pub const MINUTE_QUOTA_REACHED: Self = Self::new(45011);
    /// 48006 `forbid to clear quota because of reaching the limit` (清零次数达到上限).
    pub const CLEAR_QUOTA_LIMIT_REACHED: Self = Self::new(48006);
    /// 76001 `rid not found` (rid 不存在).
    pub const RID_NOT_FOUND: Self = Self::new(76001);
    /// 76002 `rid is error` (rid 为空或格式错误).
    pub const RID_MALFORMED: Self = Self::new(76002);
    /// 76003 `could not query this rid,no permission` (rid 不属于该账号).
    pub const RID_NO_PERMISSION: Self = Self::new(76003);
    /// 76004 `rid time is error`: older than 7 days (rid 过期，仅支持 7 天内).
    pub const RID_TOO_OLD: Self = Self::new(76004);
    /// 76021 `cgi_path not found, please check` (cgi_path 不存在).
    pub const CGI_PATH_NOT_FOUND: Self = Self::new(76021);
    /// 76022 `could not use this cgi_path, no permission` (没有该 cgi_path 的权限).
    pub const CGI_PATH_NO_PERMISSION: Self = Self::new(76022);
}

pub(super) const ROWS: &[Entry] = &[
    row(ErrCode::INVALID_CHECK_URL, "invalid check url", Remedy::FixConfiguration)
        .en("callback/check: there is no URL to check, usually because the account has set no callback URL.")
        .zh("callback/check：不正确的 URL，一般是公众号未设置回调 URL。")
        .not_done()
        .advise("Set the server URL (服务器地址) in the console.", "请在后台设置服务器地址（URL）。"),
    row(ErrCode::INVALID_CHECK_ACTION, "invalid check action", Remedy::FixRequest)
        .en("callback/check: the action is none of dns, ping, all.")
        .zh("callback/check：不正确的 action，应为 dns、ping 或 all。")
        .not_done(),
    row(ErrCode::INVALID_CHECK_OPERATOR, "invalid check operator", Remedy::FixRequest)
        .en("callback/check: the check_operator is none of CHINANET, UNICOM, CAP, DEFAULT.")
        .zh("callback/check：不正确的 check_operator，应为 CHINANET、UNICOM、CAP 或 DEFAULT。")
        .not_done(),
    row(ErrCode::DAILY_QUOTA_REACHED, "reach max api daily quota limit", Remedy::WaitForTomorrow)
        .account()
        .en("The calls that the account may make to this API today are used up. Old texts say api freq out of limit.")
        .zh("该接口当日的调用次数已用完。旧文案为 api freq out of limit。")
        .not_done()
        .advise(
            "Stop calling this API until the next day. openapi/quota/get shows what is left; clear_quota sets all \
             quotas back, 10 times a month.",
            "请停止调用该接口，次日再继续。可用 openapi/quota/get 查询剩余额度，用 clear_quota 清零（每月 10 次）。",
        )
        .at_advise(
            Place::TokenFetch,
            Remedy::WaitForTomorrow,
            "Tokens were fetched too often today: several processes without a shared store, or a loop. clear_quota/v2 \
             works by AppSecret, without a token, 10 times a month.",
            "当日获取 token 次数过多：多个进程没有共用存储，或程序在循环获取。\
             可用 clear_quota/v2 凭 AppSecret 清零（每月 10 次），无需 token。",
        )
        .at(Place::UserCall, Remedy::WaitForTomorrow),
    row(
        ErrCode::MINUTE_QUOTA_REACHED,
        "api minute-quota reach limit, must slower, retry next minute",
        Remedy::SlowDown,
    )
    .account()
    .en("More calls to this API in one minute than the account may make.")
    .zh("API 调用太频繁，超过每分钟的限制。")
    .not_done(),
    row(ErrCode::CLEAR_QUOTA_LIMIT_REACHED, "forbid to clear quota because of reaching the limit", Remedy::GiveUp)
        .account()
        .en("The quotas were set back 10 times this calendar month, by clear_quota, clear_quota/v2 or the console.")
        .zh("本自然月的 10 次清零机会已用完；clear_quota、clear_quota/v2 与后台共用次数。")
        .not_done()
        .advise(
            "Wait for the next day, when the daily quotas start again, or for the next month, when they can be set back \
         again.",
            "请等到次日额度自动恢复，或等到下个月再清零。",
        ),
    row(ErrCode::RID_NOT_FOUND, "rid not found", Remedy::FixRequest)
        .en("rid/get: no request has this rid.")
        .zh("openapi/rid/get：rid 不存在。")
        .not_done(),
    row(ErrCode::RID_MALFORMED, "rid is error", Remedy::FixRequest)
        .en("rid/get: the rid is empty or malformed; one looks like 61725984-6126f6f9-040f19c4.")
        .zh("openapi/rid/get：rid 为空或格式错误，正确的形式如 61725984-6126f6f9-040f19c4。")
        .not_done(),
    row(ErrCode::RID_NO_PERMISSION, "could not query this rid,no permission", Remedy::FixRequest)
        .en("rid/get: the rid is that of another account's request.")
        .zh("openapi/rid/get：该 rid 属于其他账号的请求，没有权限查询。")
        .not_done(),
    row(ErrCode::RID_TOO_OLD, "rid time is error", Remedy::FixRequest)
        .en("rid/get: the request is more than 7 days old.")
        .zh("openapi/rid/get：rid 过期，只能查询 7 天内的请求。")
        .not_done(),
    row(ErrCode::CGI_PATH_NOT_FOUND, "cgi_path not found, please check", Remedy::FixRequest)
        .en("openapi/quota: no API has this path.")
        .zh("openapi/quota：cgi_path 不存在。")
        .not_done()
        .advise(
            "Give the path alone, from the first slash on, such as /cgi-bin/user/get.",
            "请只填写以 / 开头的路径，例如 /cgi-bin/user/get，不带域名。",
        ),
    row(ErrCode::CGI_PATH_NO_PERMISSION, "could not use this cgi_path, no permission", Remedy::FixRequest)
        .en("openapi/quota: the account may not ask about this path; no account may about /sns/ paths.")
        .zh("openapi/quota：没有该 cgi_path 的权限；/sns/ 路径一律不可查询。")
        .not_done(),
];
