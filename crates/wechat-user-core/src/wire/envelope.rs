//! `errcode`, `errmsg` and what they contain: the request id in its several formats, the blocked address, the
//! openids that failed.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Deserialize;

use crate::errors::errcode::{ErrCode, Place};
use crate::errors::service_error::ServiceError;
use crate::values::lenient;
use crate::values::openid::OpenId;

/// The fields that any response may have in addition to its own.
#[derive(Deserialize)]
pub(crate) struct Envelope {
    #[serde(default, deserialize_with = "lenient::optional_code")]
    errcode: Option<i64>,
    #[serde(default, deserialize_with = "lenient::texts")]
    errmsg: Vec<String>,
    #[serde(default, deserialize_with = "lenient::texts")]
    fail_openid_list: Vec<String>,
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
            blocked_ip: blocked_ip(errmsg),
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

/// `invalid ip 192.0.2.1, not in whitelist` (40164), `invalid ip 192.0.2.1 ipv6 ::ffff:192.0.2.1, ...`, `... requestIP:
/// 192.0.2.1` (61004).
fn blocked_ip(errmsg: &str) -> Option<String> {
    let rest = ["invalid ip ", "requestIP: "].iter().find_map(|mark| errmsg.split_once(mark))?.1;
    let ip = rest.split([' ', ',']).next().unwrap_or_default();
    (!ip.is_empty()).then(|| ip.to_string())
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
