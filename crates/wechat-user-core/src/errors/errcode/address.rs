//! The IP address from which the account is used, and the one at which the service is called.

use super::entry::{Entry, row};
use super::{ErrCode, Remedy};

/// Addresses and the IP white-list (IP白名单).
impl ErrCode {
    /// 40090 `invalid request source (bad client ip)` (请求来源 IP 不合法).
    pub const INVALID_REQUEST_SOURCE: Self = Self::new(40090);
    /// 40164 `invalid ip ..., not in whitelist` (调用方 IP 不在白名单中).
    pub const IP_NOT_IN_WHITELIST: Self = Self::new(40164);
    /// 45035 `access clientip is not registered, not in ip-white-list` (调用方 IP 未登记).
    pub const CLIENT_IP_NOT_IN_WHITE_LIST: Self = Self::new(45035);
    /// 48017: the address called is a retired one of Hong Kong (已下线的香港 IP).
    pub const RETIRED_SERVICE_IP: Self = Self::new(48017);
    /// 61004 `access clientip is not registered` (调用方 IP 未登记).
    pub const CLIENT_IP_NOT_REGISTERED: Self = Self::new(61004);
    /// 89501: the IP waits for an administrator's confirmation (此 IP 正在等待管理员确认).
    pub const IP_CONFIRMATION_PENDING: Self = Self::new(89501);
    /// 89503: the IP needs an administrator's confirmation (此 IP 调用需要管理员确认).
    pub const IP_CONFIRMATION_REQUIRED: Self = Self::new(89503);
    /// 89506: an administrator refused the IP twice, it is blocked for 24 hours (24 小时内不可再使用该 IP).
    pub const IP_BLOCKED_FOR_A_DAY: Self = Self::new(89506);
    /// 89507: an administrator refused the IP, it is blocked for an hour (1 小时内不可再使用该 IP).
    pub const IP_BLOCKED_FOR_AN_HOUR: Self = Self::new(89507);
}

const ADD_IP: (&str, &str) = (
    "Add the IP of this machine to the account's IP white-list (IP白名单) in the console; errmsg usually names the IP.",
    "请在后台把本机 IP 加入公众号的 IP白名单；errmsg 中通常写有该 IP。",
);

pub(super) const ROWS: &[Entry] = &[
    row(ErrCode::INVALID_REQUEST_SOURCE, "invalid request source (bad client ip)", Remedy::FixConfiguration)
        .account()
        .en("The service does not take this call from the IP it came from.")
        .zh("请求来源 IP 不合法。")
        .not_done()
        .advise(ADD_IP.0, ADD_IP.1),
    row(ErrCode::IP_NOT_IN_WHITELIST, "invalid ip …, not in whitelist", Remedy::FixConfiguration)
        .account()
        .en("The IP that asked for a token is not in the account's IP white-list.")
        .zh("获取 access_token 的 IP 不在公众号的 IP白名单中。")
        .not_done()
        .advise(ADD_IP.0, ADD_IP.1),
    row(
        ErrCode::CLIENT_IP_NOT_IN_WHITE_LIST,
        "access clientip is not registered, not in ip-white-list",
        Remedy::FixConfiguration,
    )
    .account()
    .en("The IP that sent the request is not in the account's IP white-list.")
    .zh("调用接口的 IP 不在 IP白名单中。")
    .not_done()
    .advise(ADD_IP.0, ADD_IP.1),
    row(ErrCode::RETIRED_SERVICE_IP, "", Remedy::FixConfiguration)
        .account()
        .en("The request went to an old IP of api.weixin.qq.com in Hong Kong, retired since 2023-09-01.")
        .zh("请求发往 api.weixin.qq.com 的旧香港 IP，该 IP 已于 2023-09-01 下线。")
        .not_done()
        .advise(
            "Call the service by its name: look for a fixed address in the hosts file, the DNS server or the proxy.",
            "请用域名访问：检查 hosts 文件、DNS 或代理中是否写死了 IP。",
        ),
    row(ErrCode::CLIENT_IP_NOT_REGISTERED, "access clientip is not registered", Remedy::FixConfiguration)
        .account()
        .en("The IP that sent the request is not registered for the account or its third-party platform (第三方平台).")
        .zh("调用接口的 IP 未在公众号或其第三方平台登记。")
        .not_done()
        .advise(ADD_IP.0, ADD_IP.1),
    row(ErrCode::IP_CONFIRMATION_PENDING, "", Remedy::FixConfiguration)
        .account()
        .en("An administrator of the account was asked to confirm this IP and has not responded yet.")
        .zh("此 IP 正在等待管理员确认。")
        .not_done()
        .advise(
            "Ask the administrator to confirm the IP in WeChat, or add it to the IP white-list (IP白名单).",
            "请联系管理员在微信中确认，或把该 IP 加入 IP白名单。",
        ),
    row(ErrCode::IP_CONFIRMATION_REQUIRED, "", Remedy::FixConfiguration)
        .account()
        .en("A token may be fetched from this IP only after an administrator of the account has confirmed it.")
        .zh("此 IP 调用需要管理员确认。")
        .not_done()
        .advise(
            "Ask the administrator to confirm the IP in WeChat, or add it to the IP white-list (IP白名单).",
            "请联系管理员在微信中确认，或把该 IP 加入 IP白名单。",
        ),
    row(ErrCode::IP_BLOCKED_FOR_A_DAY, "", Remedy::FixConfiguration)
        .account()
        .en("An administrator refused this IP twice within 24 hours; it is blocked for 24 hours.")
        .zh("24 小时内该 IP 被管理员拒绝两次，24 小时内不可再使用该 IP 调用。")
        .not_done()
        .advise(
            "Wait for 24 hours, and settle with the administrator whether this machine may use the account.",
            "请等待 24 小时，并与管理员确认本机是否可以使用该公众号。",
        ),
    row(ErrCode::IP_BLOCKED_FOR_AN_HOUR, "", Remedy::FixConfiguration)
        .account()
        .en("An administrator refused this IP within the hour; it is blocked for an hour.")
        .zh("1 小时内该 IP 被管理员拒绝一次，1 小时内不可再使用该 IP 调用。")
        .not_done()
        .advise(
            "Wait for an hour, and settle with the administrator whether this machine may use the account.",
            "请等待 1 小时，并与管理员确认本机是否可以使用该公众号。",
        ),
];
