//! The channel through which a user came to follow.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::values::lenient;

/// The channel through which a user came to follow (用户的渠道, `user_source`). An open set: unknown numbers are
/// [`Self::Unknown`].
///
/// ```
/// use wechat_user_core::statistics::UserSource;
///
/// assert_eq!((UserSource::from_code(30), UserSource::QrCode.code()), (UserSource::QrCode, 30));
/// assert_eq!(UserSource::from_code(43), UserSource::Unknown(43));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum UserSource {
    /// 0: all others together (其他合计).
    Other,
    /// 1: a search for the account (公众号搜索).
    Search,
    /// 17: a name card that was shared (名片分享).
    NameCard,
    /// 30: a QR code (扫描二维码).
    QrCode,
    /// 57: the account's name in an article (文章内账号名称).
    Article,
    /// 100: an advertisement in WeChat (微信广告).
    Advertisement,
    /// 149: a mini program (小程序关注).
    MiniProgram,
    /// 161: an article that others reposted (他人转载).
    Repost,
    /// 200: channels (视频号).
    Channels,
    /// 201: a live broadcast (直播).
    Live,
    /// Another number, as received.
    Unknown(i64),
}

impl UserSource {
    /// Reads the number of the service.
    #[must_use]
    pub const fn from_code(code: i64) -> Self {
        match code {
            0 => Self::Other,
            1 => Self::Search,
            17 => Self::NameCard,
            30 => Self::QrCode,
            57 => Self::Article,
            100 => Self::Advertisement,
            149 => Self::MiniProgram,
            161 => Self::Repost,
            200 => Self::Channels,
            201 => Self::Live,
            code => Self::Unknown(code),
        }
    }

    /// The number of the service.
    #[must_use]
    pub const fn code(self) -> i64 {
        match self {
            Self::Other => 0,
            Self::Search => 1,
            Self::NameCard => 17,
            Self::QrCode => 30,
            Self::Article => 57,
            Self::Advertisement => 100,
            Self::MiniProgram => 149,
            Self::Repost => 161,
            Self::Channels => 200,
            Self::Live => 201,
            Self::Unknown(code) => code,
        }
    }

    /// A short name, such as `qr_code`; `unknown` for an unknown number.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Other => "other",
            Self::Search => "search",
            Self::NameCard => "name_card",
            Self::QrCode => "qr_code",
            Self::Article => "article",
            Self::Advertisement => "advertisement",
            Self::MiniProgram => "mini_program",
            Self::Repost => "repost",
            Self::Channels => "channels",
            Self::Live => "live",
            Self::Unknown(_) => "unknown",
        }
    }
}

impl Serialize for UserSource {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.code().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for UserSource {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        lenient::integer(deserializer).map(Self::from_code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_read_as_it_is_written() {
        let known = [0, 1, 17, 30, 57, 100, 149, 161, 200, 201];
        for code in -2..300 {
            let source = UserSource::from_code(code);
            assert_eq!(source.code(), code);
            assert_eq!(matches!(source, UserSource::Unknown(_)), !known.contains(&code), "{code}");
        }
        assert_eq!(serde_json::from_str::<UserSource>("\"30\"").unwrap(), UserSource::QrCode);
    }
}
