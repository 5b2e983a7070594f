//! AppID, AppSecret and the account's token.

use super::entry::{Entry, row};
use super::{ErrCode, Place, Remedy};

/// The account's credentials and token (AppID、AppSecret、access_token).
impl ErrCode {
    /// 40001 `invalid credential`: wrong AppSecret, or a token that was replaced (AppSecret 错误或 access_token 无效).
    pub const INVALID_CREDENTIAL: Self = Self::new(40001);
    /// 40002 `invalid grant_type` (不合法的凭证类型).
    pub const INVALID_GRANT_TYPE: Self = Self::new(40002);
    /// 40013 `invalid appid` (不合法的 AppID).
    pub const INVALID_APPID: Self = Self::new(40013);
    /// 40014 `invalid access_token`: not a token of the service (不合法的 access_token).
    pub const INVALID_ACCESS_TOKEN: Self = Self::new(40014);
    /// 40125 `invalid appsecret` (不合法的 AppSecret).
    pub const INVALID_APPSECRET: Self = Self::new(40125);
    /// 40243: the AppSecret is frozen (AppSecret 已被冻结).
    pub const APPSECRET_FROZEN: Self = Self::new(40243);
    /// 41001 `access_token missing` (缺少 access_token 参数).
    pub const ACCESS_TOKEN_MISSING: Self = Self::new(41001);
    /// 41002 `appid missing` (缺少 appid 参数).
    pub const APPID_MISSING: Self = Self::new(41002);
    /// 41004 `appsecret missing` (缺少 secret 参数).
    pub const APPSECRET_MISSING: Self = Self::new(41004);
    /// 41018 `missing component_appid` (缺少 component_appid 参数).
    pub const COMPONENT_APPID_MISSING: Self = Self::new(41018);
    /// 42001 `access_token expired` (access_token 超时).
    pub const ACCESS_TOKEN_EXPIRED: Self = Self::new(42001);
    /// 61023 `refresh_token is invalid`: that of a third-party platform (第三方平台的 refresh_token 无效).
    pub const COMPONENT_REFRESH_TOKEN_INVALID: Self = Self::new(61023);
    /// 61024 `must use api(api_component_token) ...`: the account is a third-party platform (第三方平台账号).
    pub const COMPONENT_TOKEN_REQUIRED: Self = Self::new(61024);
}

pub(super) const ROWS: &[Entry] = &[
    row(
        ErrCode::INVALID_CREDENTIAL,
        "invalid credential, access_token is invalid or not latest",
        Remedy::RenewToken,
    )
    .account()
    .item_at(Place::UserCall)
    .en("While a token is fetched: the AppSecret is wrong. In any other call: the token was replaced by a newer one, \
         or belongs to another account.")
    .zh("获取 access_token 时：AppSecret 错误。调用其他接口时：access_token 已被新的 token 取代，或属于别的公众号。")
    .not_done()
    .advise(
        "Fetch a new access_token and send the request once more. When it keeps coming back, several processes fetch \
         tokens and each new one invalidates that of the others: give them one shared store, or use stable_token.",
        "重新获取 access_token，再发送一次请求。若反复出现，说明多个进程各自获取 token、互相顶掉：请共用一份存储，\
         或改用 stable_token。",
    )
    .at_advise(
        Place::TokenFetch,
        Remedy::FixConfiguration,
        "Compare the AppSecret with the console: it is not that of this AppID, or was reset.",
        "请核对 AppSecret：它不属于该 AppID，或已被重置。",
    )
    .at_advise(
        Place::UserCall,
        Remedy::Reauthorize,
        "The user's token has expired: refresh it, or send the user through the authorize URL again. While a code is \
         exchanged, compare the AppSecret.",
        "该用户的网页授权 token 已失效：请刷新，或引导用户重新授权。若是用 code 换取 token，请核对 AppSecret。",
    ),
    row(ErrCode::INVALID_GRANT_TYPE, "invalid grant_type", Remedy::FixRequest)
        .en("The grant_type is not the one that this call wants, such as client_credential.")
        .zh("grant_type 与该接口的要求不符，例如应为 client_credential。")
        .not_done(),
    row(ErrCode::INVALID_APPID, "invalid appid", Remedy::FixConfiguration)
        .account()
        .en("There is no such AppID, or, for clear_quota, it is not that of the token's account.")
        .zh("AppID 不存在；对 clear_quota 而言，也可能是 AppID 与 access_token 不属于同一账号。")
        .not_done()
        .advise(
            "Compare the AppID with the console: letter case counts, spaces do too.",
            "请核对 AppID，注意大小写和多余的空格。",
        ),
    row(ErrCode::INVALID_ACCESS_TOKEN, "invalid access_token", Remedy::RenewToken)
        .account()
        .item_at(Place::UserCall)
        .en("What was sent is not a token of the service: cut short, altered, or of another kind.")
        .zh("access_token 不合法：被截断、被改动或类型不对。")
        .not_done()
        .at(Place::TokenFetch, Remedy::GiveUp)
        .at(Place::UserCall, Remedy::Reauthorize),
    row(ErrCode::INVALID_APPSECRET, "invalid appsecret", Remedy::FixConfiguration)
        .account()
        .en("The AppSecret is malformed, or not that of this AppID.")
        .zh("AppSecret 格式不对，或不属于该 AppID。")
        .not_done()
        .advise(
            "Compare the AppSecret with the console: it is not that of this AppID, or was reset.",
            "请核对 AppSecret：它不属于该 AppID，或已被重置。",
        ),
    row(ErrCode::APPSECRET_FROZEN, "", Remedy::FixConfiguration)
        .account()
        .en("The owner of the account has frozen the AppSecret.")
        .zh("公众号管理员冻结了 AppSecret。")
        .not_done()
        .advise("Unfreeze the AppSecret in the console.", "请在后台解冻 AppSecret。"),
    row(ErrCode::ACCESS_TOKEN_MISSING, "access_token missing", Remedy::FixConfiguration)
        .account()
        .en("The request came without an access_token.")
        .zh("请求缺少 access_token 参数。")
        .not_done()
        .advise(
            "Either the client is set to work without a token, which WeChat's cloud hosting alone allows, or a proxy \
             drops the query string.",
            "要么客户端被设为不带 token（只有微信云托管内部允许），要么中间的代理丢掉了查询参数。",
        )
        .at(Place::UserCall, Remedy::FixRequest),
    row(ErrCode::APPID_MISSING, "appid missing", Remedy::FixConfiguration)
        .account()
        .en("The request came without an AppID.")
        .zh("请求缺少 appid 参数。")
        .not_done()
        .advise("See whether the configured AppID is empty.", "请检查配置的 AppID 是否为空。"),
    row(ErrCode::APPSECRET_MISSING, "appsecret missing", Remedy::FixConfiguration)
        .account()
        .en("The request came without an AppSecret.")
        .zh("请求缺少 secret 参数。")
        .not_done()
        .advise("See whether the configured AppSecret is empty.", "请检查配置的 AppSecret 是否为空。"),
    row(ErrCode::COMPONENT_APPID_MISSING, "missing component_appid", Remedy::FixRequest)
        .account()
        .en("A call of a third-party platform (第三方平台) came without the platform's AppID.")
        .zh("第三方平台的调用缺少 component_appid 参数。")
        .not_done(),
    row(ErrCode::ACCESS_TOKEN_EXPIRED, "access_token expired", Remedy::RenewToken)
        .account()
        .item_at(Place::UserCall)
        .en("The token has outlived its time, usually two hours.")
        .zh("access_token 已过期，有效期通常为两小时。")
        .not_done()
        .at(Place::TokenFetch, Remedy::GiveUp)
        .at(Place::UserCall, Remedy::Reauthorize),
    row(ErrCode::COMPONENT_REFRESH_TOKEN_INVALID, "refresh_token is invalid", Remedy::FixConfiguration)
        .account()
        .en("The refresh_token by which a third-party platform (第三方平台) acts for the account is not valid.")
        .zh("第三方平台代公众号调用所用的 refresh_token 无效。")
        .not_done()
        .advise(
            "The account must authorize the platform again, and the platform must keep the new refresh_token.",
            "请公众号管理员重新授权给该第三方平台，并保存新的 refresh_token。",
        ),
    row(
        ErrCode::COMPONENT_TOKEN_REQUIRED,
        "must use api(api_component_token) to get token for component acct",
        Remedy::FixConfiguration,
    )
    .account()
    .en("The AppID is that of a third-party platform (第三方平台), whose token comes from api_component_token.")
    .zh("该 AppID 属于第三方平台，应通过 api_component_token 获取 token。")
    .not_done()
    .advise(
        "Configure the AppID and AppSecret of the Official Account itself.",
        "请配置公众号自己的 AppID 和 AppSecret。",
    ),
];
