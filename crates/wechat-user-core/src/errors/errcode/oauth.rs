//! Web OAuth: the codes, tokens and refresh tokens of users (`sns/*`).

use super::entry::{Entry, row};
use super::{ErrCode, Place, Remedy};

/// Web OAuth (网页授权).
impl ErrCode {
    /// 40029 `invalid code` (无效的 oauth_code).
    pub const INVALID_CODE: Self = Self::new(40029);
    /// 40030 `invalid refresh_token` (不合法的 refresh_token).
    pub const INVALID_REFRESH_TOKEN: Self = Self::new(40030);
    /// 40163 `code been used` (oauth_code 已使用).
    pub const CODE_BEEN_USED: Self = Self::new(40163);
    /// 41003 `refresh_token missing` (缺少 refresh_token 参数).
    pub const REFRESH_TOKEN_MISSING: Self = Self::new(41003);
    /// 41008 `missing code` (缺少 oauth code).
    pub const CODE_MISSING: Self = Self::new(41008);
    /// 41009 `missing openid` (缺少 openid).
    pub const OPENID_MISSING: Self = Self::new(41009);
    /// 42002 `refresh_token expired` (refresh_token 超时).
    pub const REFRESH_TOKEN_EXPIRED: Self = Self::new(42002);
    /// 42003 `code expired` (oauth_code 超时).
    pub const CODE_EXPIRED: Self = Self::new(42003);
    /// 42007 `access_token and refresh_token exception`: the user changed the password (用户修改微信密码，需要重新授权).
    pub const PASSWORD_CHANGED: Self = Self::new(42007);
}

const NEW_CODE: (&str, &str) = (
    "Never exchange this code again: send the user through the authorize URL for a new one.",
    "不要再次使用该 code：请引导用户重新授权，获取新的 code。",
);

const AUTHORIZE_AGAIN: (&str, &str) =
    ("A refresh cannot help: send the user through the authorize URL again.", "刷新已无济于事：请引导用户重新授权。");

pub(super) const ROWS: &[Entry] = &[
    row(ErrCode::INVALID_CODE, "invalid code", Remedy::Reauthorize)
        .item()
        .en("The code (oauth_code) is unknown, too old or already used; often the callback arrived twice.")
        .zh("oauth_code 无效、过期或已使用；常见原因是回调到达了两次。")
        .advise(NEW_CODE.0, NEW_CODE.1)
        .only(Place::UserCall),
    row(ErrCode::INVALID_REFRESH_TOKEN, "invalid refresh_token", Remedy::Reauthorize)
        .item()
        .en("The user's refresh_token is not valid; a later authorization with snsapi_base may have ended it.")
        .zh("该用户的 refresh_token 不合法；之后的 snsapi_base 授权可能使其失效。")
        .not_done()
        .advise(AUTHORIZE_AGAIN.0, AUTHORIZE_AGAIN.1)
        .only(Place::UserCall),
    row(ErrCode::CODE_BEEN_USED, "code been used", Remedy::Reauthorize)
        .item()
        .en("The code (oauth_code) was exchanged before: the callback arrived twice, or the exchange was sent twice.")
        .zh("oauth_code 已使用：回调到达了两次，或换取 token 的请求发送了两次。")
        .advise(
            "Keep what the first exchange brought and use it for the second arrival of the callback; without it, send \
             the user through the authorize URL again.",
            "请保存第一次换取的结果，供重复到达的回调使用；若没有保存，请引导用户重新授权。",
        )
        .only(Place::UserCall),
    row(ErrCode::REFRESH_TOKEN_MISSING, "refresh_token missing", Remedy::FixRequest)
        .en("The request came without a refresh_token.")
        .zh("请求缺少 refresh_token 参数。")
        .not_done(),
    row(ErrCode::CODE_MISSING, "missing code", Remedy::FixRequest)
        .en("The request came without a code (oauth_code).")
        .zh("请求缺少 oauth code。")
        .not_done()
        .advise(
            "Look whether the callback brought a code: a user who declined comes back with the state alone.",
            "请检查回调是否带有 code：用户拒绝授权时只会带回 state。",
        ),
    row(ErrCode::OPENID_MISSING, "missing openid", Remedy::FixRequest)
        .en("The request came without an openid.")
        .zh("请求缺少 openid 参数。")
        .not_done(),
    row(ErrCode::REFRESH_TOKEN_EXPIRED, "refresh_token expired", Remedy::Reauthorize)
        .item()
        .en("The user's refresh_token has outlived its 30 days.")
        .zh("该用户的 refresh_token 已过期，有效期为 30 天。")
        .not_done()
        .advise(AUTHORIZE_AGAIN.0, AUTHORIZE_AGAIN.1)
        .only(Place::UserCall),
    row(ErrCode::CODE_EXPIRED, "code expired", Remedy::Reauthorize)
        .item()
        .en("The code (oauth_code) has outlived its 5 minutes.")
        .zh("oauth_code 已过期，有效期为 5 分钟。")
        .advise(NEW_CODE.0, NEW_CODE.1)
        .only(Place::UserCall),
    row(ErrCode::PASSWORD_CHANGED, "access_token and refresh_token exception", Remedy::Reauthorize)
        .item()
        .en("The user changed the password of WeChat, which ends their access_token and refresh_token.")
        .zh("用户修改了微信密码，access_token 和 refresh_token 均已失效。")
        .not_done()
        .advise(AUTHORIZE_AGAIN.0, AUTHORIZE_AGAIN.1)
        .only(Place::UserCall),
];
