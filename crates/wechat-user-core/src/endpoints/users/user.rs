//! A follower's profile.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::{Deserializer, Serialize, Serializer};

use crate::values::ids::{GroupId, TagId};
use crate::values::lenient;
use crate::values::openid::{OpenId, UnionId};
use crate::values::time::Timestamp;

/// A user's profile (用户基本信息), as far as the service returns it.
///
/// It returns no nickname and no avatar since December 2021, and no sex and no place since October 2021: these fields
/// are absent or empty, and only a web authorization (网页授权) has some of them. For a user who does not follow, it
/// returns `subscribe`, `openid` and perhaps `unionid` and an empty `tagid_list`.
///
/// An empty text is `None`. `Debug` leaves the personal fields out.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct User {
    /// Whether the user follows the account (是否订阅); if not, little else is known.
    pub subscribe: bool,
    /// The user's id towards this account (用户的标识).
    pub openid: OpenId,
    /// Nickname (昵称); not sent since 2021-12-27.
    pub nickname: Option<String>,
    /// Sex (性别); not sent since 2021-10-20.
    pub sex: Option<Sex>,
    /// Language of the user's WeChat (语言).
    pub language: Option<String>,
    /// City (城市); not sent since 2021-10-20.
    pub city: Option<String>,
    /// Province (省份); not sent since 2021-10-20.
    pub province: Option<String>,
    /// Country (国家); not sent since 2021-10-20.
    pub country: Option<String>,
    /// Address of the avatar (头像), which ends in its size: 0 (640 pixels), 46, 64, 96 or 132; not sent since
    /// 2021-12-27.
    pub headimgurl: Option<String>,
    /// When the user followed last (关注时间).
    pub subscribe_time: Option<Timestamp>,
    /// The user's id across the apps of one Open Platform account, if the account is bound to one.
    pub unionid: Option<UnionId>,
    /// The operator's remark (备注名).
    pub remark: Option<String>,
    /// The user's group (分组), kept for the old group interface.
    pub groupid: Option<GroupId>,
    /// The user's tags (标签ID列表).
    pub tagid_list: Vec<TagId>,
    /// The channel of the subscription (关注的渠道来源), such as `ADD_SCENE_QR_CODE`: an open set.
    pub subscribe_scene: Option<String>,
    /// The scene of the QR code (二维码扫码场景), a number of up to 32 bits.
    pub qr_scene: Option<i64>,
    /// The scene of the QR code as text (二维码扫码场景描述).
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

impl Sex {
    /// 0, and every other number, is unknown.
    pub(crate) const fn from_number(number: i64) -> Option<Self> {
        match number {
            1 => Some(Self::Male),
            2 => Some(Self::Female),
            _ => None,
        }
    }

    /// As the service writes it.
    pub(crate) const fn number(self) -> u8 {
        match self {
            Self::Male => 1,
            Self::Female => 2,
        }
    }
}

/// `sns/userinfo` has sent it as a string.
pub(crate) fn sex<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Sex>, D::Error> {
    Ok(lenient::optional_integer(deserializer)?.and_then(Sex::from_number))
}

/// A sex that is written only if it is known.
#[expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
pub(crate) fn write_sex<S: Serializer>(sex: &Option<Sex>, serializer: S) -> Result<S::Ok, S::Error> {
    sex.map(Sex::number).serialize(serializer)
}

/// A profile in the service's own words: numbers for yes, no and sex, seconds, and no field that is absent.
#[derive(PartialEq, Serialize)]
pub(super) struct Words<'a> {
    pub(super) subscribe: u8,
    pub(super) openid: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) nickname: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sex: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) language: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) city: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) province: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) country: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) headimgurl: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) subscribe_time: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) unionid: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) remark: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) groupid: Option<GroupId>,
    pub(super) tagid_list: &'a [TagId],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) subscribe_scene: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) qr_scene: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) qr_scene_str: Option<&'a str>,
}

impl Serialize for User {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let words = Words {
            subscribe: u8::from(self.subscribe),
            openid: self.openid.as_str(),
            nickname: self.nickname.as_deref(),
            sex: self.sex.map(Sex::number),
            language: self.language.as_deref(),
            city: self.city.as_deref(),
            province: self.province.as_deref(),
            country: self.country.as_deref(),
            headimgurl: self.headimgurl.as_deref(),
            subscribe_time: self.subscribe_time.map(Timestamp::as_unix_secs),
            unionid: self.unionid.as_ref().map(UnionId::as_str),
            remark: self.remark.as_deref(),
            groupid: self.groupid,
            tagid_list: &self.tagid_list,
            subscribe_scene: self.subscribe_scene.as_deref(),
            qr_scene: self.qr_scene,
            qr_scene_str: self.qr_scene_str.as_deref(),
        };
        words.serialize(serializer)
    }
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
