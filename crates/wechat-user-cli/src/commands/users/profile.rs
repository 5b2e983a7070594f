//! A profile under the service's names.

use std::borrow::Cow;

use serde::Serialize;
use wechat_user::users::{Sex, User};
use wechat_user::{GroupId, OpenId, TagId, UnionId};

use crate::output::Record;
use crate::time::rfc3339;

/// Fields that the service did not send are absent.
#[derive(Serialize)]
pub(super) struct Profile<'a> {
    subscribe: u8,
    openid: &'a OpenId,
    #[serde(skip_serializing_if = "Option::is_none")]
    nickname: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sex: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    city: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    province: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    headimgurl: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subscribe_time: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unionid: Option<&'a UnionId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remark: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    groupid: Option<GroupId>,
    tagid_list: &'a [TagId],
    #[serde(skip_serializing_if = "Option::is_none")]
    subscribe_scene: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    qr_scene: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    qr_scene_str: Option<&'a str>,
}

impl<'a> From<&'a User> for Profile<'a> {
    fn from(user: &'a User) -> Self {
        Self {
            subscribe: user.subscribe.into(),
            openid: &user.openid,
            nickname: user.nickname.as_deref(),
            sex: user.sex.and_then(number),
            language: user.language.as_deref(),
            city: user.city.as_deref(),
            province: user.province.as_deref(),
            country: user.country.as_deref(),
            headimgurl: user.headimgurl.as_deref(),
            subscribe_time: user.subscribe_time.map(wechat_user::Timestamp::as_unix_secs),
            unionid: user.unionid.as_ref(),
            remark: user.remark.as_deref(),
            groupid: user.groupid,
            tagid_list: &user.tagid_list,
            subscribe_scene: user.subscribe_scene.as_deref(),
            qr_scene: user.qr_scene,
            qr_scene_str: user.qr_scene_str.as_deref(),
        }
    }
}

/// 1 or 2, as the service encodes it.
fn number(sex: Sex) -> Option<u8> {
    match sex {
        Sex::Male => Some(1),
        Sex::Female => Some(2),
        _ => None,
    }
}

impl Record for Profile<'_> {
    const COLUMNS: &'static [&'static str] = &[
        "openid",
        "subscribe",
        "subscribe_time",
        "groupid",
        "tagid_list",
        "remark",
        "nickname",
        "sex",
        "language",
        "country",
        "province",
        "city",
        "unionid",
    ];

    fn cells(&self) -> Vec<Cow<'_, str>> {
        let text = |field: Option<&'_ str>| Cow::Owned(field.unwrap_or_default().to_owned());
        let tags: Vec<_> = self.tagid_list.iter().map(ToString::to_string).collect();
        vec![
            self.openid.as_str().into(),
            self.subscribe.to_string().into(),
            self.subscribe_time.map(rfc3339).unwrap_or_default().into(),
            self.groupid.map(|id| id.to_string()).unwrap_or_default().into(),
            tags.join(",").into(),
            text(self.remark),
            text(self.nickname),
            self.sex.map(|sex| sex.to_string()).unwrap_or_default().into(),
            text(self.language),
            text(self.country),
            text(self.province),
            text(self.city),
            text(self.unionid.map(UnionId::as_str)),
        ]
    }
}
