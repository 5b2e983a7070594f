//! A follower's profile.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use crate::values::ids::{self, GroupId, TagId};
use crate::values::lenient;
use crate::values::openid::{self, OpenId, UnionId};
use crate::values::time::Timestamp;

/// A user's profile (用户基本信息), as far as the service returns it.
///
/// It returns no nickname and no avatar since December 2021, and no sex and no place since October 2021: these fields
/// are absent or empty, and only a web authorization (网页授权) has some of them. For a user who does not follow, it
/// returns `subscribe`, `openid` and perhaps `unionid` and an empty `tagid_list`.
///
/// An empty text is `None`. `Debug` leaves the personal fields out.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct User {
    /// Whether the user follows the account (是否订阅); if not, little else is known.
    #[serde(deserialize_with = "flag")]
    pub subscribe: bool,
    /// The user's id towards this account (用户的标识).
    pub openid: OpenId,
    /// Nickname (昵称); not sent since 2021-12-27.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub nickname: Option<String>,
    /// Sex (性别); not sent since 2021-10-20.
    #[serde(default, deserialize_with = "sex")]
    pub sex: Option<Sex>,
    /// Language of the user's WeChat (语言).
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub language: Option<String>,
    /// City (城市); not sent since 2021-10-20.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub city: Option<String>,
    /// Province (省份); not sent since 2021-10-20.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub province: Option<String>,
    /// Country (国家); not sent since 2021-10-20.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub country: Option<String>,
    /// Address of the avatar (头像), which ends in its size: 0 (640 pixels), 46, 64, 96 or 132; not sent since
    /// 2021-12-27.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub headimgurl: Option<String>,
    /// When the user followed last (关注时间).
    #[serde(default, deserialize_with = "seconds")]
    pub subscribe_time: Option<Timestamp>,
    /// The user's id across the apps of one Open Platform account, if the account is bound to one.
    #[serde(default, deserialize_with = "openid::optional_unionid")]
    pub unionid: Option<UnionId>,
    /// The operator's remark (备注名).
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub remark: Option<String>,
    /// The user's group (分组), kept for the old group interface.
    #[serde(default, deserialize_with = "ids::optional_group")]
    pub groupid: Option<GroupId>,
    /// The user's tags (标签ID列表).
    #[serde(default, deserialize_with = "lenient::list")]
    pub tagid_list: Vec<TagId>,
    /// The channel of the subscription (关注的渠道来源), such as `ADD_SCENE_QR_CODE`: an open set.
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub subscribe_scene: Option<String>,
    /// The scene of the QR code (二维码扫码场景), a number of up to 32 bits.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub qr_scene: Option<i64>,
    /// The scene of the QR code as text (二维码扫码场景描述).
    #[serde(default, deserialize_with = "lenient::optional_text")]
    pub qr_scene_str: Option<String>,
}

/// Sex (性别) as the profile states it; "unknown" (0) is `None` in the profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Sex {
    /// 1, 男.
    Male,
    /// 2, 女.
    Female,
}

/// The language of country, province and city (国家地区语言版本).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub enum Lang {
    /// Simplified Chinese (简体), the service's default.
    #[default]
    #[serde(rename = "zh_CN")]
    ZhCn,
    /// Traditional Chinese (繁体).
    #[serde(rename = "zh_TW")]
    ZhTw,
    /// English (英语).
    #[serde(rename = "en")]
    En,
}

impl Lang {
    /// The spelling of the service: `zh_CN`, `zh_TW`, `en`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ZhCn => "zh_CN",
            Self::ZhTw => "zh_TW",
            Self::En => "en",
        }
    }
}

fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    lenient::integer(deserializer).map(|value| value != 0)
}

/// 0, and whatever else is neither 1 nor 2, is unknown; `sns/userinfo` has sent it as a string.
pub(crate) fn sex<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Sex>, D::Error> {
    Ok(match lenient::optional_integer(deserializer)? {
        Some(1) => Some(Sex::Male),
        Some(2) => Some(Sex::Female),
        _ => None,
    })
}

fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    Ok(lenient::optional_count(deserializer)?.filter(|secs| *secs > 0).map(Timestamp::from_unix_secs))
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User")
            .field("subscribe", &self.subscribe)
            .field("openid", &self.openid)
            .field("subscribe_time", &self.subscribe_time)
            .field("groupid", &self.groupid)
            .field("tagid_list", &self.tagid_list)
            .field("subscribe_scene", &self.subscribe_scene)
            .finish_non_exhaustive()
    }
}
