//! Dirty bodies: broken ones that the service sent, or that a robust client must handle.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::scan::{members, reversed, string_end, without};

/// How a response body is broken, see [`Fault::dirty`](crate::Fault::dirty). If a body cannot be broken in this way,
/// the fault stays for the next call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", expecting = "the name of a dirt, or such as {\"total_off\":-1}")]
#[non_exhaustive]
pub enum Dirt {
    /// A raw control byte, 0x14, in a text that a user wrote.
    ControlCharacter,
    /// The first two bytes of a character of three, in a text that a user wrote.
    BadUtf8,
    /// A backslash before the closing quote of a text that a user wrote.
    StrayBackslash,
    /// `"errcode":"40001"`.
    ErrcodeAsText,
    /// The keys of every object in the opposite order.
    ReversedKeys,
    /// A page without its `data`.
    MissingData,
    /// Profiles without the fields that were removed in 2021.
    MissingProfile,
    /// EF BB BF before the body.
    ByteOrderMark,
    /// A page whose `next_openid` is the cursor of the request.
    RepeatedCursor,
    /// A page with an empty `next_openid`, whether or not it is the last.
    EmptyCursor,
    /// A page with a `next_openid` of one space, whether or not it is the last.
    BlankCursor,
    /// A `total` that is wrong by this number.
    TotalOff(i64),
    /// Only this many bytes of the body, in a response that looks complete; a shorter body loses its last byte.
    Truncated(usize),
}

/// The keys of texts that a user or an operator wrote.
const USER_TEXTS: [&str; 6] = ["nickname", "remark", "city", "province", "country", "name"];
/// The profile fields that were removed in 2021.
const PROFILE: [&str; 6] = ["nickname", "sex", "city", "province", "country", "headimgurl"];

impl Dirt {
    /// The broken body; `None` if this body cannot be broken in this way. The cursor is that of the request.
    pub(crate) fn apply(self, body: &[u8], cursor: Option<&str>) -> Option<Vec<u8>> {
        match self {
            Self::ControlCharacter => insert_in_user_text(body, b"\x14"),
            Self::BadUtf8 => insert_in_user_text(body, b"\xe5\xb9"),
            Self::StrayBackslash => insert_in_user_text(body, b"\\"),
            Self::ErrcodeAsText => {
                let value = top_level(body, "errcode")?;
                let quoted = [b"\"", &body[value.clone()], b"\""].concat();
                Some(replace(body, value, &quoted))
            }
            Self::ReversedKeys => reversed(body).filter(|dirty| dirty != body),
            Self::MissingData => without(body, &["data"]).filter(|dirty| dirty != body),
            Self::MissingProfile => without(body, &PROFILE).filter(|dirty| dirty != body),
            Self::ByteOrderMark => Some([b"\xef\xbb\xbf", body].concat()),
            Self::RepeatedCursor => replace_cursor(body, cursor?),
            Self::EmptyCursor => replace_cursor(body, ""),
            Self::BlankCursor => replace_cursor(body, " "),
            Self::TotalOff(by) => {
                let value = top_level(body, "total")?;
                let total: i64 = std::str::from_utf8(&body[value.clone()]).ok()?.parse().ok()?;
                Some(replace(body, value, total.saturating_add(by).to_string().as_bytes()))
            }
            Self::Truncated(bytes) => Some(body[..bytes.min(body.len().saturating_sub(1))].to_vec()),
        }
    }
}

/// Where the value of a key of the outermost object is.
fn top_level(body: &[u8], key: &str) -> Option<Range<usize>> {
    members(body, 0)?.into_iter().find(|member| &body[member.key.clone()] == key.as_bytes()).map(|member| member.value)
}

fn replace(body: &[u8], range: Range<usize>, with: &[u8]) -> Vec<u8> {
    [&body[..range.start], with, &body[range.end..]].concat()
}

fn replace_cursor(body: &[u8], cursor: &str) -> Option<Vec<u8>> {
    top_level(body, "data")?;
    let value = top_level(body, "next_openid")?;
    Some(replace(body, value, format!("\"{cursor}\"").as_bytes()))
}

/// Puts bytes at the end of the first user text that is not empty.
fn insert_in_user_text(body: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
    let places = USER_TEXTS.iter().flat_map(|key| values_of(body, key));
    let end = places.filter(|value| value.len() > 2).map(|value| value.end - 1).min()?;
    Some(replace(body, end..end, bytes))
}

/// Where the text values of a key are, at whatever depth. Keys of ours are not found inside of texts: there, their
/// quotes are escaped.
fn values_of(body: &[u8], key: &str) -> Vec<Range<usize>> {
    let pattern = format!("\"{key}\":\"").into_bytes();
    let starts = body.windows(pattern.len()).enumerate().filter(|(_, window)| *window == pattern.as_slice());
    starts
        .filter_map(|(at, _)| string_end(body, at + pattern.len() - 1).map(|end| at + pattern.len() - 1..end))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const USER: &str = r#"{"subscribe":1,"openid":"o1","nickname":"a\"b","sex":1,"remark":"","tagid_list":[1,2]}"#;
    const PAGE: &str = r#"{"total":3,"count":2,"data":{"openid":["o1","o2"]},"next_openid":"o2"}"#;

    fn put(dirt: Dirt, body: &str) -> Option<String> {
        dirt.apply(body.as_bytes(), Some("o0")).map(|bytes| bytes.escape_ascii().to_string().replace("\\\"", "\""))
    }

    #[test]
    fn each_dirt_changes_the_right_place() {
        let cases = [
            (Dirt::ControlCharacter, USER, r#""nickname":"a\\"b\x14","sex""#),
            (Dirt::BadUtf8, USER, r#"a\\"b\xe5\xb9","sex""#),
            (Dirt::StrayBackslash, USER, r#"a\\"b\\","sex""#),
            (Dirt::ErrcodeAsText, r#"{"errcode":-1,"errmsg":"x"}"#, r#"{"errcode":"-1","errmsg":"x"}"#),
            (Dirt::MissingData, PAGE, r#"{"total":3,"count":2,"next_openid":"o2"}"#),
            (Dirt::MissingProfile, USER, r#"{"subscribe":1,"openid":"o1","remark":"","tagid_list":[1,2]}"#),
            (Dirt::ByteOrderMark, "{}", r"\xef\xbb\xbf{}"),
            (Dirt::RepeatedCursor, PAGE, r#""next_openid":"o0"}"#),
            (Dirt::EmptyCursor, PAGE, r#""next_openid":""}"#),
            (Dirt::BlankCursor, PAGE, r#""next_openid":" "}"#),
            (Dirt::TotalOff(-1), PAGE, r#"{"total":2,"#),
            (Dirt::Truncated(10), PAGE, r#"{"total":3"#),
            (Dirt::Truncated(99), r#"{"a":1}"#, r#"{"a":1"#),
        ];
        for (dirt, body, expected) in cases {
            let dirty = put(dirt, body).unwrap_or_else(|| panic!("{dirt:?}"));
            assert!(dirty.contains(expected), "{dirt:?}: {dirty}");
        }
        let reversed = put(Dirt::ReversedKeys, PAGE).unwrap();
        assert_eq!(reversed, r#"{"next_openid":"o2","data":{"openid":["o1","o2"]},"count":2,"total":3}"#);
    }

    #[test]
    fn where_there_is_no_place_nothing_happens() {
        let ok = r#"{"errcode":0,"errmsg":"ok"}"#;
        for dirt in [
            Dirt::ControlCharacter,
            Dirt::MissingData,
            Dirt::MissingProfile,
            Dirt::RepeatedCursor,
            Dirt::EmptyCursor,
            Dirt::TotalOff(1),
        ] {
            assert_eq!(put(dirt, ok), None, "{dirt:?}");
        }
        assert_eq!(put(Dirt::ErrcodeAsText, PAGE), None);
        assert_eq!(put(Dirt::ReversedKeys, "{}"), None);
        assert_eq!(Dirt::RepeatedCursor.apply(PAGE.as_bytes(), None), None, "the first page has no cursor to repeat");
    }
}
