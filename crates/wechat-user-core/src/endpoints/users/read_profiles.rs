//! Reads profiles straight into [`Profiles`] while the JSON is parsed, with all tolerance for what the service sends.
//! One reader for one user and for many.

use core::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::endpoints::users::Sex;
use crate::endpoints::users::profiles::{Profiles, Row, Span};
use crate::values::ids::{GroupId, TagId};
use crate::values::input_error::InputError;
use crate::values::lenient::{self, Number};
use crate::values::time::Timestamp;

/// The keys of a profile, as the service writes them.
#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Key {
    Subscribe,
    Openid,
    Nickname,
    Sex,
    Language,
    City,
    Province,
    Country,
    Headimgurl,
    SubscribeTime,
    Unionid,
    Remark,
    Groupid,
    TagidList,
    SubscribeScene,
    QrScene,
    QrSceneStr,
    #[serde(other)]
    Other,
}

/// Reads one user and adds a row.
pub(super) struct OneUser<'a>(pub(super) &'a mut Profiles);

impl<'de> DeserializeSeed<'de> for OneUser<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for OneUser<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a profile")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut row = Row::default();
        let mut subscribe = None;
        while let Some(key) = map.next_key()? {
            let all = &mut *self.0;
            match key {
                Key::Subscribe => subscribe = Some(map.next_value::<Number>()?.required()? != 0),
                Key::Openid => row.openid = map.next_value_seed(Text(all, Blanks::Cut))?,
                Key::Nickname => row.nickname = map.next_value_seed(Text(all, Blanks::Keep))?,
                Key::Sex => row.sex = optional(&mut map)?.and_then(Sex::from_number),
                Key::Language => row.language = map.next_value_seed(Text(all, Blanks::Keep))?,
                Key::City => row.city = map.next_value_seed(Text(all, Blanks::Keep))?,
                Key::Province => row.province = map.next_value_seed(Text(all, Blanks::Keep))?,
                Key::Country => row.country = map.next_value_seed(Text(all, Blanks::Keep))?,
                Key::Headimgurl => row.headimgurl = map.next_value_seed(Text(all, Blanks::Keep))?,
                Key::SubscribeTime => row.subscribe_time = optional(&mut map)?.and_then(moment),
                Key::Unionid => row.unionid = map.next_value_seed(Text(all, Blanks::Cut))?,
                Key::Remark => row.remark = map.next_value_seed(Text(all, Blanks::Keep))?,
                Key::Groupid => row.groupid = optional(&mut map)?.map(GroupId::new),
                Key::TagidList => row.tags = map.next_value_seed(Tags(all))?,
                Key::SubscribeScene => row.subscribe_scene = map.next_value_seed(Text(all, Blanks::Keep))?,
                Key::QrScene => row.qr_scene = optional(&mut map)?,
                Key::QrSceneStr => row.qr_scene_str = map.next_value_seed(Text(all, Blanks::Keep))?,
                Key::Other => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        row.subscribe = subscribe.ok_or_else(|| A::Error::missing_field("subscribe"))?;
        if row.openid.is_empty() {
            return Err(A::Error::custom(InputError::EmptyOpenId));
        }
        self.0.rows.push(row);
        Ok(())
    }
}

fn optional<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Option<i64>, A::Error> {
    Ok(map.next_value::<Option<Number>>()?.and_then(Number::optional))
}

/// 0 seconds means absent.
fn moment(seconds: i64) -> Option<Timestamp> {
    u64::try_from(seconds).ok().filter(|seconds| *seconds > 0).map(Timestamp::from_unix_secs)
}

/// Whether the blanks around a text belong to it: those around an id do not, the vendor's own sample has one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Blanks {
    Keep,
    Cut,
}

/// Adds a text, or nothing for `null`.
struct Text<'a>(&'a mut Profiles, Blanks);

impl<'de> DeserializeSeed<'de> for Text<'_> {
    type Value = Span;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Span, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Visitor<'_> for Text<'_> {
    type Value = Span;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Span, E> {
        let text = if self.1 == Blanks::Cut { lenient::trim(text) } else { text };
        self.0.push_text(text).ok_or_else(|| E::custom("more than 4 GiB of texts"))
    }

    fn visit_unit<E: Error>(self) -> Result<Span, E> {
        Ok(Span::default())
    }
}

/// Adds the tags of a user: a list, or one alone, or nothing.
struct Tags<'a>(&'a mut Profiles);

impl<'de> DeserializeSeed<'de> for Tags<'_> {
    type Value = Span;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Span, D::Error> {
        let start = self.0.tags.len();
        lenient::for_each(deserializer, |tag: TagId| self.0.tags.push(tag))?;
        Span::new(start, self.0.tags.len()).ok_or_else(|| D::Error::custom("more than 4 GiB of tags"))
    }
}

/// Adds the users of a list.
pub(super) struct ManyUsers<'a>(pub(super) &'a mut Profiles);

impl<'de> DeserializeSeed<'de> for ManyUsers<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ManyUsers<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of profiles")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(OneUser(self.0))?.is_some() {}
        Ok(())
    }

    /// One profile in place of a list of one.
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        OneUser(self.0).visit_map(map)
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        if text.is_empty() { Ok(()) } else { Err(E::invalid_type(serde::de::Unexpected::Str(text), &self)) }
    }
}
