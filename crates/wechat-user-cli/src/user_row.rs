//! A profile under the service's names: one list of columns for tables, tab-separated lines, JSON and CSV.

use serde::ser::{Serialize, SerializeMap, Serializer};
use wechat_user::users::{Sex, User, UserRef};
use wechat_user::{GroupId, OpenId, TagId, Timestamp, UnionId};

use crate::output::{Cell, Record};

/// The columns, all fields that the service sends.
pub(crate) const COLUMNS: &[&str] = &[
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
    "subscribe_scene",
    "qr_scene",
    "qr_scene_str",
    "headimgurl",
];

/// A profile, in the order of [`COLUMNS`]. Fields that the service did not send are absent.
pub(crate) struct Profile<'a>([Option<Value<'a>>; COLUMNS.len()]);

/// A field of a profile.
#[derive(Clone, Copy)]
enum Value<'a> {
    Number(i64),
    /// An openid or a unionid.
    Id(&'a str),
    Text(&'a str),
    Time(Timestamp),
    Tags(&'a [TagId]),
}

impl<'a> Value<'a> {
    fn cell(self) -> Cell<'a> {
        match self {
            Self::Number(number) => number.into(),
            Self::Id(text) => Cell::whole(text),
            Self::Text(text) => text.into(),
            Self::Time(time) => Cell::Time(time.as_unix_secs()),
            Self::Tags(tags) => Cell::whole(tags.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")),
        }
    }
}

/// As the service encodes it.
impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => serializer.serialize_i64(*number),
            Self::Id(text) | Self::Text(text) => serializer.serialize_str(text),
            Self::Time(time) => serializer.serialize_u64(time.as_unix_secs()),
            Self::Tags(tags) => tags.serialize(serializer),
        }
    }
}

impl<'a> Profile<'a> {
    /// The field in this column.
    fn value(&self, column: usize) -> Option<Value<'a>> {
        self.0.get(column).copied().flatten()
    }

    /// The cell in this column.
    pub(crate) fn cell(&self, column: usize) -> Cell<'a> {
        self.value(column).map_or(Cell::whole(""), Value::cell)
    }
}

impl<'a> From<UserRef<'a>> for Profile<'a> {
    fn from(user: UserRef<'a>) -> Self {
        let text = |text: Option<&'a str>| text.map(Value::Text);
        Self([
            Some(Value::Id(user.openid())),
            Some(Value::Number(user.subscribe().into())),
            user.subscribe_time().map(Value::Time),
            user.groupid().map(GroupId::get).map(Value::Number),
            Some(Value::Tags(user.tag_ids())),
            text(user.remark()),
            text(user.nickname()),
            user.sex().and_then(number),
            text(user.language()),
            text(user.country()),
            text(user.province()),
            text(user.city()),
            user.unionid().map(Value::Id),
            text(user.subscribe_scene()),
            user.qr_scene().map(Value::Number),
            text(user.qr_scene_str()),
            text(user.headimgurl()),
        ])
    }
}

impl<'a> From<&'a User> for Profile<'a> {
    fn from(user: &'a User) -> Self {
        let text = |text: &'a Option<String>| text.as_deref().map(Value::Text);
        Self([
            Some(Value::Id(OpenId::as_str(&user.openid))),
            Some(Value::Number(user.subscribe.into())),
            user.subscribe_time.map(Value::Time),
            user.groupid.map(GroupId::get).map(Value::Number),
            Some(Value::Tags(&user.tagid_list)),
            text(&user.remark),
            text(&user.nickname),
            user.sex.and_then(number),
            text(&user.language),
            text(&user.country),
            text(&user.province),
            text(&user.city),
            user.unionid.as_ref().map(UnionId::as_str).map(Value::Id),
            text(&user.subscribe_scene),
            user.qr_scene.map(Value::Number),
            text(&user.qr_scene_str),
            text(&user.headimgurl),
        ])
    }
}

/// 1 or 2, as the service encodes it.
fn number(sex: Sex) -> Option<Value<'static>> {
    match sex {
        Sex::Male => Some(Value::Number(1)),
        Sex::Female => Some(Value::Number(2)),
        _ => None,
    }
}

/// Some columns of a profile as an object.
pub(crate) struct Object<'a> {
    pub(crate) profile: &'a Profile<'a>,
    pub(crate) columns: &'a [usize],
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        for column in self.columns {
            if let (Some(name), Some(value)) = (COLUMNS.get(*column), self.profile.value(*column)) {
                object.serialize_entry(name, &value)?;
            }
        }
        object.end()
    }
}

impl Serialize for Profile<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let columns: Vec<_> = (0..COLUMNS.len()).collect();
        Object { profile: self, columns: &columns }.serialize(serializer)
    }
}

impl Record for Profile<'_> {
    const COLUMNS: &'static [&'static str] = COLUMNS;

    fn cells(&self) -> Vec<Cell<'_>> {
        (0..COLUMNS.len()).map(|column| self.cell(column)).collect()
    }
}
