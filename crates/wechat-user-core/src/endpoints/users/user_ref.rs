//! A profile that is part of a list.

use core::fmt;

use alloc::borrow::ToOwned;
use alloc::string::String;

use serde::{Serialize, Serializer};

use crate::endpoints::users::profiles::{Profiles, Row, Span};
use crate::endpoints::users::user::Words;
use crate::endpoints::users::{Sex, User};
use crate::values::ids::{GroupId, TagId};
use crate::values::openid::{Ends, OpenId, UnionId};
use crate::values::time::Timestamp;

/// A profile that borrows from a [`UserList`](super::UserList): the fields of [`User`] as methods, without an
/// allocation. [`to_user`](Self::to_user) makes a value of its own.
///
/// `Debug` leaves the personal fields out, and `Serialize` writes the service's own words.
#[derive(Clone, Copy)]
pub struct UserRef<'a> {
    all: &'a Profiles,
    row: &'a Row,
}

impl<'a> UserRef<'a> {
    pub(super) const fn new(all: &'a Profiles, row: &'a Row) -> Self {
        Self { all, row }
    }

    /// Whether the user follows the account (是否订阅); if not, little else is known.
    #[must_use]
    pub const fn subscribe(self) -> bool {
        self.row.subscribe
    }

    /// The user's id towards this account (用户的标识).
    #[must_use]
    pub fn openid(self) -> &'a str {
        self.all.text(self.row.openid)
    }

    /// Nickname (昵称); not sent since 2021-12-27.
    #[must_use]
    pub fn nickname(self) -> Option<&'a str> {
        self.text(self.row.nickname)
    }

    /// Sex (性别); not sent since 2021-10-20.
    #[must_use]
    pub const fn sex(self) -> Option<Sex> {
        self.row.sex
    }

    /// Language of the user's WeChat (语言).
    #[must_use]
    pub fn language(self) -> Option<&'a str> {
        self.text(self.row.language)
    }

    /// City (城市); not sent since 2021-10-20.
    #[must_use]
    pub fn city(self) -> Option<&'a str> {
        self.text(self.row.city)
    }

    /// Province (省份); not sent since 2021-10-20.
    #[must_use]
    pub fn province(self) -> Option<&'a str> {
        self.text(self.row.province)
    }

    /// Country (国家); not sent since 2021-10-20.
    #[must_use]
    pub fn country(self) -> Option<&'a str> {
        self.text(self.row.country)
    }

    /// Address of the avatar (头像); not sent since 2021-12-27.
    #[must_use]
    pub fn headimgurl(self) -> Option<&'a str> {
        self.text(self.row.headimgurl)
    }

    /// When the user followed last (关注时间).
    #[must_use]
    pub const fn subscribe_time(self) -> Option<Timestamp> {
        self.row.subscribe_time
    }

    /// The user's id across the apps of one Open Platform account, if the account is bound to one.
    #[must_use]
    pub fn unionid(self) -> Option<&'a str> {
        self.text(self.row.unionid)
    }

    /// The operator's remark (备注名).
    #[must_use]
    pub fn remark(self) -> Option<&'a str> {
        self.text(self.row.remark)
    }

    /// The user's group (分组), kept for the old group interface.
    #[must_use]
    pub const fn groupid(self) -> Option<GroupId> {
        self.row.groupid
    }

    /// The user's tags (标签ID列表).
    #[must_use]
    pub fn tag_ids(self) -> &'a [TagId] {
        self.all.tags(self.row.tags)
    }

    /// The channel of the subscription (关注的渠道来源), such as `ADD_SCENE_QR_CODE`: an open set.
    #[must_use]
    pub fn subscribe_scene(self) -> Option<&'a str> {
        self.text(self.row.subscribe_scene)
    }

    /// The scene of the QR code (二维码扫码场景), a number of up to 32 bits.
    #[must_use]
    pub const fn qr_scene(self) -> Option<i64> {
        self.row.qr_scene
    }

    /// The scene of the QR code as text (二维码扫码场景描述).
    #[must_use]
    pub fn qr_scene_str(self) -> Option<&'a str> {
        self.text(self.row.qr_scene_str)
    }

    /// The same profile as a value of its own.
    #[must_use]
    pub fn to_user(self) -> User {
        let owned = |text: Option<&str>| text.map(ToOwned::to_owned);
        User {
            subscribe: self.subscribe(),
            openid: OpenId::trimmed(self.openid()),
            nickname: owned(self.nickname()),
            sex: self.sex(),
            language: owned(self.language()),
            city: owned(self.city()),
            province: owned(self.province()),
            country: owned(self.country()),
            headimgurl: owned(self.headimgurl()),
            subscribe_time: self.subscribe_time(),
            unionid: self.unionid().and_then(|text| UnionId::new(String::from(text)).ok()),
            remark: owned(self.remark()),
            groupid: self.groupid(),
            tagid_list: self.tag_ids().to_vec(),
            subscribe_scene: owned(self.subscribe_scene()),
            qr_scene: self.qr_scene(),
            qr_scene_str: owned(self.qr_scene_str()),
        }
    }

    fn text(self, span: Span) -> Option<&'a str> {
        if span.is_empty() { None } else { Some(self.all.text(span)) }
    }

    fn words(self) -> Words<'a> {
        Words {
            subscribe: u8::from(self.subscribe()),
            openid: self.openid(),
            nickname: self.nickname(),
            sex: self.sex().map(Sex::number),
            language: self.language(),
            city: self.city(),
            province: self.province(),
            country: self.country(),
            headimgurl: self.headimgurl(),
            subscribe_time: self.subscribe_time().map(Timestamp::as_unix_secs),
            unionid: self.unionid(),
            remark: self.remark(),
            groupid: self.groupid(),
            tagid_list: self.tag_ids(),
            subscribe_scene: self.subscribe_scene(),
            qr_scene: self.qr_scene(),
            qr_scene_str: self.qr_scene_str(),
        }
    }
}

impl PartialEq for UserRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.words() == other.words()
    }
}

impl Eq for UserRef<'_> {}

impl Serialize for UserRef<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.words().serialize(serializer)
    }
}

impl fmt::Debug for UserRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserRef")
            .field("subscribe", &self.subscribe())
            .field("openid", &format_args!("OpenId({})", Ends(self.openid())))
            .field("subscribe_time", &self.subscribe_time())
            .field("groupid", &self.groupid())
            .field("tag_ids", &self.tag_ids())
            .field("subscribe_scene", &self.subscribe_scene())
            .finish_non_exhaustive()
    }
}
