//! Profiles of users: generated names, places and avatars, and changes to them.

use serde::{Deserialize, Serialize};

use super::keyed::{Key, write_digits};
use super::words::{EMOJI, GIVEN_NAMES, LATIN_NAMES, ODD_NAMES, PLACES, SCENES, SURNAMES};

/// What differs from the generated profile of one user. Set with
/// [`FakeWeChat::edit_profile`](crate::FakeWeChat::edit_profile).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Profile {
    /// 昵称.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nickname: Option<String>,
    /// 性别: 1 male, 2 female, 0 unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sex: Option<i64>,
    /// 语言 of the user's client, such as `zh_CN`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// 城市, the same in every language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// 省份, the same in every language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub province: Option<String>,
    /// 国家, the same in every language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// 头像, the URL of the avatar; empty for a user without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headimgurl: Option<String>,
    /// The user's unionid, even if the account's users have none by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unionid: Option<String>,
    /// 关注的渠道, such as `ADD_SCENE_QR_CODE`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscribe_scene: Option<String>,
    /// 二维码扫码场景.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qr_scene: Option<i64>,
    /// 二维码扫码场景描述.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qr_scene_str: Option<String>,
}

/// The language of places: zh_CN, zh_TW or en; anything else is zh_CN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lang {
    Simplified = 0,
    Traditional = 1,
    English = 2,
}

impl Lang {
    pub(crate) fn of(text: &str) -> Self {
        match text {
            "zh_TW" => Self::Traditional,
            "en" => Self::English,
            _ => Self::Simplified,
        }
    }
}

/// Generates profiles from the seed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Formula {
    face: Key,
    avatar: Key,
    union: Key,
}

impl Formula {
    /// After so many numbers the times at which users followed begin again.
    pub(crate) const CYCLE: u64 = 20_000_000;

    pub(crate) fn new(seed: u64) -> Self {
        Self { face: Key::new(seed, "profile"), avatar: Key::new(seed, "avatar"), union: Key::new(seed, "unionid") }
    }

    /// When a generated user followed: earlier for users earlier in the list.
    pub(crate) fn followed_at(self, number: u64) -> u64 {
        let number = number % Self::CYCLE;
        1_400_000_000 + number * 13 + self.face.scramble(number) % 13
    }

    /// The path of an avatar's URL.
    pub(crate) fn avatar(self, number: u64) -> [u8; 121] {
        let mut path = [0; 121];
        for (places, bits) in path.chunks_mut(11).zip(self.avatar.stream(number)) {
            write_digits(places, bits);
        }
        path
    }

    pub(crate) fn unionid(self, number: u64) -> [u8; 28] {
        let mut unionid = *b"oUnionxxxxxxxxxxxxxxxxxxxxxx";
        for (places, bits) in unionid[6..].chunks_mut(11).zip(self.union.stream(number)) {
            write_digits(places, bits);
        }
        unionid
    }

    /// The channel through which a user came to follow.
    pub(crate) fn scene(self, number: u64) -> &'static str {
        Dice(self.face.scramble(number)).pick(40, SCENES)
    }

    /// The profile fields as the service stores them: generated, unless they were changed.
    pub(crate) fn face(self, number: u64, changed: Option<&Profile>, lang: Lang) -> Face<'_> {
        static BLANK: Profile = Profile::BLANK;
        let dice = Dice(self.face.scramble(number));
        let changed = changed.unwrap_or(&BLANK);
        let [city, province, country] = dice.pick(32, PLACES)[lang as usize];
        let language = dice.pick(0, &["zh_CN", "zh_CN", "zh_CN", "zh_CN", "zh_TW", "en"]);
        Face {
            nickname: changed.nickname.as_deref().map_or_else(|| dice.nickname(), |nickname| [nickname, "", ""]),
            sex: changed.sex.unwrap_or_else(|| dice.below(8, 3) as i64),
            language: changed.language.as_deref().unwrap_or(language),
            city: changed.city.as_deref().unwrap_or(city),
            province: changed.province.as_deref().unwrap_or(province),
            country: changed.country.as_deref().unwrap_or(country),
            headimgurl: changed.headimgurl.as_deref(),
        }
    }
}

/// The profile fields that users fill in; the avatar only if it was changed.
pub(crate) struct Face<'a> {
    pub(crate) nickname: [&'a str; 3],
    pub(crate) sex: i64,
    pub(crate) language: &'a str,
    pub(crate) city: &'a str,
    pub(crate) province: &'a str,
    pub(crate) country: &'a str,
    pub(crate) headimgurl: Option<&'a str>,
}

impl Profile {
    /// No changes.
    const BLANK: Self = Self {
        nickname: None,
        sex: None,
        language: None,
        city: None,
        province: None,
        country: None,
        headimgurl: None,
        unionid: None,
        subscribe_scene: None,
        qr_scene: None,
        qr_scene_str: None,
    };
}

/// 64 random bits, eight of them for each decision.
#[derive(Clone, Copy)]
struct Dice(u64);

impl Dice {
    fn below(self, shift: u32, sides: u64) -> u64 {
        (self.0 >> shift & 0xff) % sides
    }

    fn pick<T: Copy>(self, shift: u32, of: &[T]) -> T {
        of[self.below(shift, of.len() as u64) as usize]
    }

    fn nickname(self) -> [&'static str; 3] {
        let family = self.pick(48, SURNAMES);
        let given = self.pick(56, GIVEN_NAMES);
        let latin = self.pick(56, LATIN_NAMES);
        match self.below(16, 8) {
            0..=3 => [family, given, ""],
            4 => [latin, "", ""],
            5 => [family, given, self.pick(24, EMOJI)],
            6 => [latin, " ", self.pick(24, EMOJI)],
            _ => [self.pick(24, ODD_NAMES), "", ""],
        }
    }
}
