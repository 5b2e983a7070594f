//! `errcode`, `errmsg` and what they contain: the request id in its several formats, the blocked address, the
//! openids that failed.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::net::{IpAddr, SocketAddr};

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::errors::errcode::{ErrCode, Place};
use crate::errors::service_error::ServiceError;
use crate::values::lenient::{Number, Texts};
use crate::values::openid::OpenId;

/// The fields that any response may have in addition to its own.
#[derive(Default)]
pub(crate) struct Envelope {
    errcode: Option<i64>,
    errmsg: Vec<String>,
    fail_openid_list: Vec<String>,
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Key {
    Errcode,
    Errmsg,
    FailOpenidList,
    #[serde(other)]
    Other,
}

impl<'de> Deserialize<'de> for Envelope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EnvelopeVisitor)
    }
}

struct EnvelopeVisitor;

impl<'de> Visitor<'de> for EnvelopeVisitor {
    type Value = Envelope;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    /// A key that stands twice must not hide an error: the first code other than 0 counts, with the first text.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Envelope, A::Error> {
        let mut read = Envelope::default();
        while let Some(key) = map.next_key()? {
            match key {
                Key::Errcode => {
                    let code = map.next_value::<Option<Number>>()?.map(Number::required).transpose()?;
                    read.errcode = read.errcode.filter(|code| *code != 0).or(code);
                }
                Key::Errmsg => read.errmsg.extend(map.next_value::<Texts>()?.0),
                Key::FailOpenidList => read.fail_openid_list.extend(map.next_value::<Texts>()?.0),
                Key::Other => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(read)
    }
}

impl Envelope {
    /// The error that the service reports; none when `errcode` is 0 or absent.
    pub(crate) fn into_error(self, place: Place) -> Option<ServiceError> {
        let code = ErrCode::new(self.errcode.unwrap_or(0));
        if code.is_ok() {
            return None;
        }
        let text = self.errmsg.into_iter().next().unwrap_or_default();
        let (errmsg, rid) = split_rid(&text);
        Some(ServiceError {
            code,
            // In the whole text: one wording has the address after the request id.
            blocked_ip: blocked_ip(&text),
            errmsg: errmsg.to_string(),
            rid: rid.map(ToString::to_string),
            failed_openids: self.fail_openid_list.iter().filter_map(|openid| OpenId::received(openid)).collect(),
            place,
        })
    }
}

/// The message without its suffix, and the request id. Four formats of the suffix were observed (2014 to today);
/// `rid: ` is the current one.
fn split_rid(text: &str) -> (&str, Option<&str>) {
    const MARKS: [(&str, char); 4] = [("rid: ", ' '), ("hints: [ req_id: ", ' '), ("hint: [", ']'), ("hints: [", ']')];
    let rid = MARKS.iter().find_map(|(mark, end)| {
        let rest = &text[text.find(mark)? + mark.len()..];
        let rid = rest.split(*end).next().unwrap_or(rest).trim();
        (!rid.is_empty()).then_some(rid)
    });
    let end = MARKS.iter().filter_map(|(mark, _)| text.find(mark)).min().unwrap_or(text.len());
    (text[..end].trim_end_matches([' ', ',']), rid)
}

/// The first address in a text about an IP: `invalid ip 192.0.2.1, not in whitelist` (40164), `requestIP: 192.0.2.1`
/// (61004), `invalid ip 192.0.2.1 ipv6 ::ffff:192.0.2.1, ...`. The wording changes, so only what parses counts.
fn blocked_ip(text: &str) -> Option<String> {
    if !text.to_ascii_lowercase().contains("ip") {
        return None;
    }
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '"' | '\'' | '='));
    words.map(|word| word.trim_end_matches('.')).find_map(address).map(|ip| ip.to_canonical().to_string())
}

/// An address, alone, in brackets, with a port, or after a name and a colon.
fn address(word: &str) -> Option<IpAddr> {
    let bare = word.trim_start_matches('[').trim_end_matches(']');
    let alone = bare.parse().ok().or_else(|| word.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    alone.or_else(|| {
        let (name, rest) = word.split_once(':')?;
        let named = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphabetic());
        named.then(|| address(rest))?
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Option<ServiceError> {
        serde_json::from_str::<Envelope>(body).unwrap().into_error(Place::AppCall)
    }

    #[test]
    fn every_generation_of_request_ids_is_read() {
        for (text, errmsg, rid) in [
            ("invalid appid", "invalid appid", None),
            ("invalid openid hint: [Nigp.a02804125]", "invalid openid", Some("Nigp.a02804125")),
            ("code been used, hints: [ req_id: OsIKda0848th19 ]", "code been used", Some("OsIKda0848th19")),
            (
                "invalid tag name hint: [AfNFr0mre-4H1qbA] rid: 658ce562-2e1869db-200c6db8",
                "invalid tag name",
                Some("658ce562-2e1869db-200c6db8"),
            ),
            (
                "api unauthorized, rid: 646b2d39-022ab929-58c94e13",
                "api unauthorized",
                Some("646b2d39-022ab929-58c94e13"),
            ),
            (" rid: 62f1c827-77175b81-0ef71995", "", Some("62f1c827-77175b81-0ef71995")),
        ] {
            assert_eq!(split_rid(text), (errmsg, rid), "{text}");
        }
    }

    #[test]
    fn the_blocked_address_is_found() {
        for errmsg in [
            "invalid ip 192.0.2.15, not in whitelist",
            "invalid ip 192.0.2.15 ipv6 ::ffff:192.0.2.15, not in whitelist",
            "access clientip is not registered requestIP: 192.0.2.15",
        ] {
            assert_eq!(blocked_ip(errmsg).as_deref(), Some("192.0.2.15"), "{errmsg}");
        }
        assert_eq!(blocked_ip("invalid appid"), None);
        for (errmsg, ip) in [
            ("access clientip is not registered hint: [99invA0293e514] requestIP: 203.0.113.143", "203.0.113.143"),
            ("access clientip is not registered requestIP:203.0.113.143, rid: 1-2-3", "203.0.113.143"),
            ("invalid ip 203.0.113.143:8080, not in whitelist", "203.0.113.143"),
            ("invalid ip ::ffff:203.0.113.143, not in whitelist", "203.0.113.143"),
            ("invalid ip 2001:db8::5, not in whitelist", "2001:db8::5"),
            ("invalid ip [2001:db8::5], not in whitelist", "2001:db8::5"),
            ("invalid ip [2001:db8::5]:443, not in whitelist", "2001:db8::5"),
            ("invalid ip (ip=203.0.113.143).", "203.0.113.143"),
        ] {
            assert_eq!(blocked_ip(errmsg).as_deref(), Some(ip), "{errmsg}");
        }
        for none in ["invalid ip , not in whitelist", "invalid ip localhost", "invalid ip 1.2.3", "ip \u{1b}[31m"] {
            assert_eq!(blocked_ip(none), None, "{none}");
        }
    }

    #[test]
    fn errcode_zero_absent_null_and_quoted() {
        for ok in [r#"{"errcode":0,"errmsg":"ok"}"#, r#"{"groupid":102}"#, r#"{"errcode":"0"}"#, r#"{"errcode":null}"#]
        {
            assert!(read(ok).is_none(), "{ok}");
        }
        for no in [r#"{"errcode":268487002}"#, r#"{"errcode":"268487002","errmsg":null}"#] {
            assert_eq!(read(no).unwrap().code.get(), 268_487_002, "{no}");
        }
    }

    #[test]
    fn a_code_that_is_no_number_is_no_success() {
        for body in [r#"{"errcode":18446744073709551615}"#, r#"{"errcode":"many"}"#, r#"{"errcode":1.5}"#] {
            assert!(serde_json::from_str::<Envelope>(body).is_err(), "{body}");
        }
    }

    #[test]
    fn a_key_that_stands_twice_hides_no_error() {
        for body in [
            r#"{"errcode":40003,"errcode":0,"errmsg":"invalid openid","errmsg":"ok"}"#,
            r#"{"errcode":0,"errmsg":"invalid openid","errcode":40003}"#,
            r#"{"errcode":null,"errmsg":"invalid openid","errcode":"40003"}"#,
        ] {
            let error = read(body).unwrap();
            assert_eq!((error.code.get(), error.errmsg.as_str()), (40_003, "invalid openid"), "{body}");
        }
    }

    #[test]
    fn an_odd_message_or_list_does_not_hide_the_code() {
        for rest in [r#""errmsg":42"#, r#""errmsg":{"a":[1]}"#, r#""errmsg":["x"]"#, r#""fail_openid_list":"o1""#] {
            let error = read(&alloc::format!(r#"{{"errcode":40001,{rest}}}"#)).unwrap();
            assert_eq!(error.code.get(), 40_001, "{rest}");
        }
        let error = read(r#"{"errcode":45171,"fail_openid_list":["o1",null,7,{"openid":"o2"}]}"#).unwrap();
        assert_eq!(error.failed_openids.len(), 1);
    }

    #[test]
    fn failed_openids_are_kept() {
        let error = read(r#"{"errcode":45171,"errmsg":"some openid fail","fail_openid_list":["o1","","o9"]}"#).unwrap();
        let failed: Vec<&str> = error.failed_openids.iter().map(OpenId::as_str).collect();
        assert_eq!(failed, ["o1", "o9"]);
    }
}
