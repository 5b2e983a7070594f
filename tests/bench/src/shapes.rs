//! The messages as a program without this library would declare them. `T` is `String` for owned and [`Text`] for
//! borrowed values.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::{Deserialize as Derive, Serialize};

use crate::totals::Totals;

/// A text that is borrowed where the JSON holds it without escapes.
#[derive(Debug)]
pub struct Text<'a>(Cow<'a, str>);

impl AsRef<str> for Text<'_> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Owned(text.to_owned())))
    }
}

/// The response of `groups/getid`.
#[derive(Derive)]
#[non_exhaustive]
pub struct Group {
    /// The group.
    pub groupid: u64,
}

/// The response of `groups/get`.
#[derive(Derive)]
#[non_exhaustive]
pub struct Groups {
    /// The groups.
    pub groups: Vec<GroupRow>,
}

/// One of the groups.
#[derive(Derive)]
#[expect(missing_docs, reason = "the service's own names")]
#[non_exhaustive]
pub struct GroupRow {
    pub id: u64,
    pub name: String,
    pub count: u64,
}

/// The response of `stable_token`.
#[derive(Derive)]
#[non_exhaustive]
pub struct Token {
    /// The token.
    pub access_token: String,
}

/// The response of `user/get`.
#[derive(Derive)]
#[non_exhaustive]
pub struct Page<T> {
    /// The openids; absent past the end.
    pub data: Option<Openids<T>>,
    /// The next page starts after this openid.
    pub next_openid: Option<T>,
}

/// The openids of a page.
#[derive(Derive)]
#[non_exhaustive]
pub struct Openids<T> {
    /// The openids.
    pub openid: Vec<T>,
}

/// The response of `user/info/batchget`.
#[derive(Derive)]
#[non_exhaustive]
pub struct Profiles<T> {
    /// The profiles.
    pub user_info_list: Vec<Profile<T>>,
}

/// One profile, with all its fields.
#[derive(Derive)]
#[expect(missing_docs, reason = "the service's own names")]
#[non_exhaustive]
pub struct Profile<T> {
    pub subscribe: u64,
    pub openid: T,
    pub nickname: Option<T>,
    pub sex: Option<u64>,
    pub language: Option<T>,
    pub city: Option<T>,
    pub province: Option<T>,
    pub country: Option<T>,
    pub headimgurl: Option<T>,
    pub subscribe_time: Option<u64>,
    pub unionid: Option<T>,
    pub remark: Option<T>,
    pub groupid: Option<u64>,
    #[serde(default)]
    pub tagid_list: Vec<u64>,
    pub subscribe_scene: Option<T>,
    pub qr_scene: Option<u64>,
    pub qr_scene_str: Option<T>,
}

impl<T: AsRef<str>> Profiles<T> {
    /// Adds all profiles to the totals.
    pub fn count(&self, totals: &mut Totals) {
        for profile in &self.user_info_list {
            totals.item();
            totals.text(Some(&profile.openid));
            let texts = [
                &profile.nickname,
                &profile.language,
                &profile.city,
                &profile.province,
                &profile.country,
                &profile.headimgurl,
                &profile.unionid,
                &profile.remark,
                &profile.subscribe_scene,
                &profile.qr_scene_str,
            ];
            texts.into_iter().for_each(|text| totals.text(text.as_ref()));
            let numbers = [profile.subscribe_time, profile.groupid, profile.qr_scene];
            numbers.into_iter().flatten().for_each(|number| totals.number(number));
            profile.tagid_list.iter().for_each(|tag| totals.number(*tag));
        }
    }
}

/// The body of `groups/getid`.
#[derive(Serialize)]
#[non_exhaustive]
pub struct GroupQuestion<'a> {
    /// The user.
    pub openid: &'a str,
}

/// The body of `stable_token`.
#[derive(Serialize)]
#[non_exhaustive]
pub struct TokenQuestion<'a> {
    grant_type: &'static str,
    appid: &'a str,
    secret: &'a str,
}

impl<'a> TokenQuestion<'a> {
    /// For this account.
    #[must_use]
    pub const fn new(appid: &'a str, secret: &'a str) -> Self {
        Self { grant_type: "client_credential", appid, secret }
    }
}

#[derive(Serialize)]
struct Batch<'a> {
    user_list: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    openid: &'a str,
    lang: &'static str,
}

/// The body of `user/info/batchget`.
#[must_use]
pub fn batch_body<T: AsRef<str>>(openids: &[T]) -> Vec<u8> {
    let user_list = openids.iter().map(|openid| Entry { openid: openid.as_ref(), lang: "zh_CN" }).collect();
    // Texts and nothing else: writing them cannot fail.
    serde_json::to_vec(&Batch { user_list }).unwrap_or_default()
}
