//! Where followers come from: QR codes with a scene, user statistics.

use super::entry::{Entry, row};
use super::{ErrCode, Remedy};

/// QR codes with a scene (带参数二维码) and user statistics (用户分析).
impl ErrCode {
    /// 40053 `invalid action info`: the scene of a QR code is not legal (不合法的 action_info).
    pub const INVALID_ACTION_INFO: Self = Self::new(40053);
    /// 45029 `qrcode count out of limit`: too many permanent QR codes (二维码数量达到上限).
    pub const QRCODE_COUNT_OUT_OF_LIMIT: Self = Self::new(45029);
    /// 61500 `date format error` (日期格式错误).
    pub const DATE_FORMAT_ERROR: Self = Self::new(61500);
    /// 61501 `date range error` (日期范围错误).
    pub const DATE_RANGE_ERROR: Self = Self::new(61501);
    /// 61503 `data not ready`: the figures are not ready yet (数据尚未准备好).
    pub const STATISTICS_NOT_READY: Self = Self::new(61503);
}

pub(super) const ROWS: &[Entry] = &[
    row(ErrCode::INVALID_ACTION_INFO, "invalid action info", Remedy::FixRequest)
        .en("qrcode/create: the scene is not legal: a number out of range, or a text that is empty or too long.")
        .zh("qrcode/create：场景值不合法：数字超出范围，或文本为空、过长。")
        .not_done()
        .advise(
            "A permanent code takes a number from 1 to 100000 or a text of 1 to 64 characters.",
            "永久二维码的场景值为 1 至 100000 的数字，或 1 至 64 个字符的文本。",
        ),
    row(ErrCode::QRCODE_COUNT_OUT_OF_LIMIT, "qrcode count out of limit", Remedy::GiveUp)
        .account()
        .en("qrcode/create: the account has as many permanent QR codes as it may have, 100000.")
        .zh("qrcode/create：永久二维码的数量已达上限（10 万个）。")
        .not_done()
        .advise(
            "Permanent codes cannot be deleted: use temporary ones, or one that exists already.",
            "永久二维码无法删除；请改用临时二维码，或使用已有的二维码。",
        ),
    row(ErrCode::DATE_FORMAT_ERROR, "date format error", Remedy::FixRequest)
        .en("datacube: a date is not of the form 2014-12-07.")
        .zh("datacube：日期格式错误，应形如 2014-12-07。")
        .not_done(),
    row(ErrCode::DATE_RANGE_ERROR, "date range error", Remedy::FixRequest)
        .en("datacube: the span of days is reversed, longer than 7 days, or not over yet.")
        .zh("datacube：日期范围错误：起止颠倒、超过 7 天，或包含今天及以后。")
        .not_done()
        .advise(
            "Ask for at most 7 days that end yesterday; statistics begin on 2014-12-01.",
            "一次最多查询 7 天，且止于昨天；数据始于 2014-12-01。",
        ),
    row(ErrCode::STATISTICS_NOT_READY, "", Remedy::GiveUp)
        .en("datacube: the figures of a day are not ready yet; this is not the same as no change on that day.")
        .zh("datacube：数据尚未准备好；这与当天没有变化不同。")
        .not_done()
        .advise("Ask again after 08:00 in China for the day before.", "前一天的数据请在北京时间 8 点之后再查询。"),
];
