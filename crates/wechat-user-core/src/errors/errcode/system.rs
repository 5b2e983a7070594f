//! Success, and the signals that the service itself is busy or broken.

use super::entry::{Entry, row};
use super::{ErrCode, Remedy};

/// Success and busy signals (系统繁忙).
impl ErrCode {
    /// 0 `ok`: the call succeeded (请求成功).
    pub const OK: Self = Self::new(0);
    /// -1 `system error`: the service is busy or broken (系统繁忙).
    pub const SYSTEM_BUSY: Self = Self::new(-1);
    /// 61450 `system error`: the customer-service calls' own -1 (客服接口系统错误).
    pub const CUSTOM_SERVICE_SYSTEM_ERROR: Self = Self::new(61450);
    /// 268487001: `batchblacklist` is busy (拉黑接口系统繁忙).
    pub const BATCH_BLACKLIST_BUSY: Self = Self::new(268_487_001);
    /// 268487002: `user/get` is busy (获取关注者列表接口系统繁忙).
    pub const USER_GET_BUSY: Self = Self::new(268_487_002);
}

pub(super) const ROWS: &[Entry] = &[
    row(ErrCode::OK, "ok", Remedy::GiveUp)
        .en("The call succeeded. Commands send it; the responses of most queries leave it out.")
        .zh("请求成功。操作类接口会返回，查询类接口大多省略。")
        .advise("There is nothing to do.", "无需处理。"),
    row(ErrCode::SYSTEM_BUSY, "system error", Remedy::BackOff)
        .en("The service is busy or broken; it does not say whether the request took effect. changeopenid responds so \
             outside the time of a migration too.")
        .zh("系统繁忙或内部错误；请求是否已经生效无从得知。changeopenid 在迁移有效期之外也会返回此码。")
        .advise(
            "Try again a few times, after pauses that grow. When one account gets it for hours, it is a fault of the \
             service: report it with the rid.",
            "稍候重试几次，间隔逐次加长。若某个账号持续数小时如此，属于微信侧故障，请带上 rid 反馈。",
        ),
    row(ErrCode::CUSTOM_SERVICE_SYSTEM_ERROR, "system error", Remedy::BackOff)
        .en("The customer-service calls are busy or broken; whether the request took effect is not known.")
        .zh("客服类接口系统错误；请求是否已经生效无从得知。"),
    row(ErrCode::BATCH_BLACKLIST_BUSY, "", Remedy::BackOff)
        .en("batchblacklist is busy; whether the users were put on the blacklist is not known.")
        .zh("批量拉黑接口系统繁忙；用户是否已被拉黑无从得知。"),
    row(ErrCode::USER_GET_BUSY, "", Remedy::BackOff)
        .en("user/get, the list of followers, is busy.")
        .zh("获取关注者列表接口系统繁忙。"),
];
