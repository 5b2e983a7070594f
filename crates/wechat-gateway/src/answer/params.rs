//! Parameters of a query or a body. One that stands twice is refused: two programs may read two values.

use std::borrow::Cow;

use crate::refusal::Refusal;

/// The decoded parameters of a query or a form.
pub(super) struct Params(Vec<(String, String)>);

impl Params {
    pub(super) fn of_query(query: &str) -> Self {
        Self(form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    /// Of a body: a JSON object (its texts), or a form.
    pub(super) fn of_body(body: &[u8]) -> Result<Self, Refusal> {
        if body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{') {
            let malformed = |_| Refusal::bad_request("the body is not a JSON object");
            // Not a map: of two members with one name it would keep the last.
            let Members(members) = serde_json::from_slice(body).map_err(malformed)?;
            return Ok(Self(members));
        }
        let text = std::str::from_utf8(body).map_err(|_| Refusal::bad_request("the body is not UTF-8"))?;
        Ok(Self::of_query(text))
    }

    pub(super) fn with(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The value of this parameter.
    pub(super) fn one(&self, name: &str) -> Result<Option<&str>, Refusal> {
        let mut values = self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
        match (values.next(), values.next()) {
            (value, None) => Ok(value),
            (_, Some(_)) => Err(Refusal::bad_request("a parameter stands twice")),
        }
    }
}

/// The members of an object whose values are texts.
struct Members(Vec<(String, String)>);

impl<'de> serde::Deserialize<'de> for Members {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Members;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some((key, value)) = map.next_entry::<String, serde_json::Value>()? {
                    if let serde_json::Value::String(value) = value {
                        members.push((key, value));
                    }
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Visitor)
    }
}

/// Takes the one parameter of this name out of a query: its decoded value, and all other parameters byte for byte.
pub(super) fn take_out(query: &str, name: &'static str) -> Result<(String, String), Refusal> {
    let mut found = None;
    let mut rest = Vec::new();
    for piece in query.split('&') {
        // Names are compared after decoding: `access%5Ftoken` is the same one.
        match decoded(piece) {
            Some((key, value)) if key.eq_ignore_ascii_case(name) => {
                if found.replace(Cow::into_owned(value)).is_some() {
                    return Err(Refusal::bad_request("the token or the key stands in the query twice"));
                }
            }
            _ => rest.push(piece),
        }
    }
    let found = found.ok_or(Refusal::bad_request("the token or the key is missing in the query"))?;
    Ok((found, rest.join("&")))
}

/// Name and value of one parameter; `None` for an empty one.
fn decoded(piece: &str) -> Option<(Cow<'_, str>, Cow<'_, str>)> {
    if piece.is_empty() || piece.bytes().any(|byte| matches!(byte, b'%' | b'+')) {
        return form_urlencoded::parse(piece.as_bytes()).next();
    }
    // There is nothing to decode, as in most tokens, which are long.
    let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
    Some((name.into(), value.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_parameter_is_taken_out_and_the_others_are_left_as_they_are() {
        for (query, value, rest) in [
            ("access_token=T", "T", ""),
            ("access_token=T&a=%e5+x&&b", "T", "a=%e5+x&&b"),
            ("a=1&access_token=a%2Db&b=access_token", "a-b", "a=1&b=access_token"),
            ("a&%61ccess_token=T", "T", "a"),
            ("access_token=", "", ""),
            ("access_token", "", ""),
        ] {
            assert_eq!(take_out(query, "access_token"), Ok((value.to_owned(), rest.to_owned())), "{query}");
        }
    }

    #[test]
    fn none_or_two_are_refused() {
        for query in [
            "",
            "a=1",
            "access_token=1&access_token=1",
            "access_token=1&access%5ftoken=2",
            "access_token=1&Access_Token=2",
            "access_token=1&a&access_token",
        ] {
            assert!(take_out(query, "access_token").is_err(), "{query}");
        }
    }

    #[test]
    fn a_body_is_an_object_or_a_form_and_nothing_stands_twice() {
        let one = |body: &str| {
            Params::of_body(body.as_bytes()).and_then(|params| params.one("a").map(|a| a.map(str::to_owned)))
        };
        for (body, value) in [
            (r#"{"a":"1","b":{"a":"2"}}"#, Some("1")),
            (r#" {"a":1}"#, None),
            ("a=1&b=2", Some("1")),
            ("a=%31", Some("1")),
            ("", None),
        ] {
            assert_eq!(one(body), Ok(value.map(str::to_owned)), "{body}");
        }
        for body in [r#"{"a":"1","a":"2"}"#, "a=1&a=2", "a=1&%61=2", "{", "{\"a\"}"] {
            assert!(one(body).is_err(), "{body}");
        }
        assert!(Params::of_body(b"\xff").is_err());
    }
}
