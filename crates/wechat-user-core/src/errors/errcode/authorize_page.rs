//! What the authorize page at open.weixin.qq.com shows in the user's browser when the link is wrong. No response of the
//! API carries these numbers, and no errmsg of theirs is known; developers search for them all the same.

use super::entry::{Entry, row};
use super::{ErrCode, Place, Remedy};

/// The error pages of the authorize URL (网页授权错误页).
impl ErrCode {
    /// 10003: the domain of `redirect_uri` is not the configured one (redirect_uri 域名与后台配置不一致).
    pub const AUTHORIZE_REDIRECT_DOMAIN: Self = Self::new(10003);
    /// 10004: the account is banned (公众号被封禁).
    pub const AUTHORIZE_ACCOUNT_BANNED: Self = Self::new(10004);
    /// 10005: the account lacks the scope (公众号没有该 scope 的权限).
    pub const AUTHORIZE_SCOPE_NOT_HELD: Self = Self::new(10005);
    /// 10006: the user must follow this test account (必须关注此测试号).
    pub const AUTHORIZE_FOLLOW_TEST_ACCOUNT: Self = Self::new(10006);
    /// 10009: too many attempts (操作太频繁).
    pub const AUTHORIZE_TOO_FREQUENT: Self = Self::new(10009);
    /// 10010: `scope` is empty (scope 不能为空).
    pub const AUTHORIZE_SCOPE_EMPTY: Self = Self::new(10010);
    /// 10011: `redirect_uri` is empty (redirect_uri 不能为空).
    pub const AUTHORIZE_REDIRECT_URI_EMPTY: Self = Self::new(10011);
    /// 10012: `appid` is empty (appid 不能为空).
    pub const AUTHORIZE_APPID_EMPTY: Self = Self::new(10012);
    /// 10013: `state` is empty (state 不能为空).
    pub const AUTHORIZE_STATE_EMPTY: Self = Self::new(10013);
    /// 10015: the account has not authorized the third-party platform (公众号未授权第三方平台).
    pub const AUTHORIZE_COMPONENT_NOT_AUTHORIZED: Self = Self::new(10015);
    /// 10016: an AppID of the Open Platform does not do (不支持微信开放平台的 AppID).
    pub const AUTHORIZE_OPEN_PLATFORM_APPID: Self = Self::new(10016);
}

pub(super) const ROWS: &[Entry] = &[
    row(ErrCode::AUTHORIZE_REDIRECT_DOMAIN, "", Remedy::FixConfiguration)
        .account()
        .en("The domain of redirect_uri is not the one that the account has configured.")
        .zh("redirect_uri 的域名与后台配置不一致。")
        .advise(
            "Enter the whole domain of redirect_uri, without scheme and path, as the domain of web authorization \
             (网页授权域名) in the console.",
            "请在后台的“网页授权域名”中填写 redirect_uri 的完整域名，不含协议和路径。",
        )
        .only(Place::UserCall),
    row(ErrCode::AUTHORIZE_ACCOUNT_BANNED, "", Remedy::GiveUp)
        .account()
        .en("The account is banned.")
        .zh("此公众号被封禁。")
        .only(Place::UserCall),
    row(ErrCode::AUTHORIZE_SCOPE_NOT_HELD, "", Remedy::FixConfiguration)
        .account()
        .en("The account does not hold the permission for this scope.")
        .zh("此公众号没有该 scope 的权限。")
        .advise("Look at the list of permissions (接口权限) in the console.", "请在后台的接口权限列表中核对。")
        .only(Place::UserCall),
    row(ErrCode::AUTHORIZE_FOLLOW_TEST_ACCOUNT, "", Remedy::Reauthorize)
        .item()
        .en("The account is a test account (测试号), and the user does not follow it.")
        .zh("此账号为测试号，用户尚未关注。")
        .advise(
            "The user must follow the test account first, then open the authorize URL again.",
            "请用户先关注该测试号，再重新打开授权链接。",
        )
        .only(Place::UserCall),
    row(ErrCode::AUTHORIZE_TOO_FREQUENT, "", Remedy::BackOff)
        .en("The page was opened too often in a short time.")
        .zh("操作太频繁。")
        .advise("Let the user try again later.", "请用户稍后再试。")
        .only(Place::UserCall),
    row(ErrCode::AUTHORIZE_SCOPE_EMPTY, "", Remedy::FixRequest)
        .en("The authorize URL has no scope.")
        .zh("授权链接中 scope 不能为空。")
        .only(Place::UserCall),
    row(ErrCode::AUTHORIZE_REDIRECT_URI_EMPTY, "", Remedy::FixRequest)
        .en("The authorize URL has no redirect_uri.")
        .zh("授权链接中 redirect_uri 不能为空。")
        .only(Place::UserCall),
    row(ErrCode::AUTHORIZE_APPID_EMPTY, "", Remedy::FixRequest)
        .en("The authorize URL has no appid.")
        .zh("授权链接中 appid 不能为空。")
        .only(Place::UserCall),
    row(ErrCode::AUTHORIZE_STATE_EMPTY, "", Remedy::FixRequest)
        .en("The authorize URL has no state.")
        .zh("授权链接中 state 不能为空。")
        .only(Place::UserCall),
    row(ErrCode::AUTHORIZE_COMPONENT_NOT_AUTHORIZED, "", Remedy::FixConfiguration)
        .account()
        .en("The account has not authorized the third-party platform (第三方平台) that the URL names.")
        .zh("公众号未授权链接中的第三方平台。")
        .advise(
            "The account must authorize the platform, with the permission set of web authorization.",
            "请公众号管理员授权给该第三方平台，并包含网页授权的权限集。",
        )
        .only(Place::UserCall),
    row(ErrCode::AUTHORIZE_OPEN_PLATFORM_APPID, "", Remedy::FixConfiguration)
        .account()
        .en("The URL names an AppID of the Open Platform (微信开放平台).")
        .zh("授权链接中使用了微信开放平台的 AppID。")
        .advise("Use the AppID of the Official Account.", "请使用公众号的 AppID。")
        .only(Place::UserCall),
];
