//! What the account may do, and to which platforms it has lent its rights.

use super::entry::{Entry, row};
use super::{ErrCode, Place, Remedy};

/// Permissions (接口权限) and the state of the account.
impl ErrCode {
    /// 48001 `api unauthorized`: the account or the user's token lacks the permission (api 功能未授权).
    pub const API_UNAUTHORIZED: Self = Self::new(48001);
    /// 48004 `api forbidden for irregularities` (api 接口被封禁).
    pub const API_FORBIDDEN: Self = Self::new(48004);
    /// 50001 `api unauthorized or user unauthorized` (用户未授权该 api).
    pub const USER_UNAUTHORIZED: Self = Self::new(50001);
    /// 50002 `user limited`: frozen or closed (用户受限).
    pub const USER_LIMITED: Self = Self::new(50002);
    /// 50004 `user not allow to use accesstoken, maybe for punishment` (被禁止使用 access_token).
    pub const ACCESS_TOKEN_FORBIDDEN: Self = Self::new(50004);
    /// 50007: the account is frozen (账号已冻结).
    pub const ACCOUNT_FROZEN: Self = Self::new(50007);
    /// 61003 `component is not authorized by this account` (公众号未授权给该第三方平台).
    pub const COMPONENT_NOT_AUTHORIZED: Self = Self::new(61003);
    /// 61007 `api is unauthorized to component` (接口未授权给第三方平台).
    pub const API_UNAUTHORIZED_TO_COMPONENT: Self = Self::new(61007);
    /// 61016 `function category of API need be confirmed by component` (权限集需要确认).
    pub const FUNCTION_CATEGORY_UNCONFIRMED: Self = Self::new(61016);
    /// 89504: a mass message is being approved (群发仍在审批流程中).
    pub const MASS_SEND_IN_APPROVAL: Self = Self::new(89504);
    /// 89505: a mass message waits for an administrator (群发进入管理员确认流程).
    pub const MASS_SEND_AWAITS_CONFIRMATION: Self = Self::new(89505);
}

const PUNISHED: (&str, &str) = (
    "Sign in at mp.weixin.qq.com and read the notices there: they say why, until when, and how to appeal.",
    "请登录 mp.weixin.qq.com 查看通知，其中写有原因、期限和申诉方式。",
);

pub(super) const ROWS: &[Entry] = &[
    row(ErrCode::API_UNAUTHORIZED, "api unauthorized", Remedy::FixConfiguration)
        .account()
        .item_at(Place::UserCall)
        .en("The account does not hold the permission for this API: user management wants a verified account (认证). \
             In sns/userinfo: the user's token was given with snsapi_base only.")
        .zh("公众号没有该接口的权限：用户管理接口要求账号已认证。对 sns/userinfo 而言：\
             该 token 由 snsapi_base 授权得到。")
        .not_done()
        .advise(
            "Look at the list of permissions (接口权限) in the console. The token of a mini program (小程序) gets \
             this too.",
            "请在后台的接口权限列表中核对。误用小程序的 token 也会返回此码。",
        )
        .at_advise(
            Place::UserCall,
            Remedy::Reauthorize,
            "Send the user through the authorize URL again, with scope snsapi_userinfo.",
            "请以 scope=snsapi_userinfo 引导用户重新授权。",
        ),
    row(ErrCode::API_FORBIDDEN, "api forbidden for irregularities, view detail on mp.weixin.qq.com", Remedy::GiveUp)
        .account()
        .en("The account is barred from this API because it broke the rules of the platform.")
        .zh("因违规，该接口已被封禁。")
        .not_done()
        .advise(PUNISHED.0, PUNISHED.1),
    row(ErrCode::USER_UNAUTHORIZED, "api unauthorized or user unauthorized", Remedy::FixConfiguration)
        .account()
        .item_at(Place::UserCall)
        .en("The account, or the user whose token was used, has not granted this API.")
        .zh("公众号或该用户未授权此接口。")
        .not_done()
        .at(Place::UserCall, Remedy::Reauthorize),
    row(ErrCode::USER_LIMITED, "user limited", Remedy::GiveUp)
        .item()
        .en("The account, or the user the call is about, is frozen or closed.")
        .zh("用户受限，可能是账号被冻结或已注销。")
        .advise(
            "See whether the account is restricted in the console. If it is not, leave out the user the call was \
             about.",
            "请在后台确认公众号是否受限；若否，请跳过该用户。",
        ),
    row(ErrCode::ACCESS_TOKEN_FORBIDDEN, "user not allow to use accesstoken, maybe for punishment", Remedy::GiveUp)
        .account()
        .en("The account may not fetch or use tokens, perhaps because it is being punished.")
        .zh("公众号被禁止使用 access_token，可能是因为受到处罚。")
        .not_done()
        .advise(PUNISHED.0, PUNISHED.1),
    row(ErrCode::ACCOUNT_FROZEN, "", Remedy::GiveUp)
        .account()
        .en("The account is frozen. Only one source says so.")
        .zh("账号已冻结。此说法只有一个来源。")
        .advise(PUNISHED.0, PUNISHED.1),
    row(ErrCode::COMPONENT_NOT_AUTHORIZED, "component is not authorized by this account", Remedy::FixConfiguration)
        .account()
        .en("The account has not authorized this third-party platform (第三方平台), or has withdrawn it.")
        .zh("公众号未授权给该第三方平台，或已取消授权。")
        .not_done()
        .advise("The account must authorize the platform again.", "请公众号管理员重新授权给该第三方平台。"),
    row(ErrCode::API_UNAUTHORIZED_TO_COMPONENT, "api is unauthorized to component", Remedy::FixConfiguration)
        .account()
        .en("The account has not given the third-party platform (第三方平台) the permission set of this API: 2 or 100 \
             for user management.")
        .zh("公众号授权给第三方平台的权限集不包含该接口：用户管理属于权限集 2 和 100。")
        .not_done()
        .advise(
            "The account must authorize the platform again, with that permission set.",
            "请公众号管理员重新授权，并勾选该权限集。",
        ),
    row(
        ErrCode::FUNCTION_CATEGORY_UNCONFIRMED,
        "function category of API need be confirmed by component",
        Remedy::FixConfiguration,
    )
    .account()
    .en("A third-party platform (第三方平台) must first confirm this permission set for the account; it comes too \
         when the account's verification has lapsed.")
    .zh("第三方平台需要先确认该公众号的权限集；公众号认证过期时也会返回此码。")
    .not_done()
    .advise(
        "Confirm the permission set on the platform, and renew the account's verification (认证) if it has lapsed.",
        "请在第三方平台确认权限集；若公众号认证已过期，请续期。",
    ),
    row(ErrCode::MASS_SEND_IN_APPROVAL, "", Remedy::GiveUp)
        .en("A mass message (群发) is still being approved.")
        .zh("群发仍在审批流程中。")
        .advise(
            "Wait: it goes out once it is approved. Do not send it again.",
            "请等待：批准后会自动发出，不要重复发送。",
        ),
    row(ErrCode::MASS_SEND_AWAITS_CONFIRMATION, "", Remedy::GiveUp)
        .en("A mass message (群发) now waits for an administrator to confirm it.")
        .zh("群发进入管理员确认流程。")
        .advise(
            "Ask the administrator to confirm it in WeChat; it goes out then. Do not send it again.",
            "请联系管理员在微信中确认，确认后会自动发出，不要重复发送。",
        ),
];
