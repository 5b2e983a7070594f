//! From the HTTP response to a value or an error. Errors arrive as HTTP 200 with an `errcode`; success has `errcode: 0`
//! or none. Content types are never looked at: the service sends `application/json; encoding=utf-8`, `text/plain`, or
//! nothing.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};

use http::header::CONTENT_ENCODING;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::errors::errcode::Place;
use crate::errors::error::{Error, ErrorKind};
use crate::errors::service_error::ServiceError;
use crate::io::transport::Response;
use crate::wire::endpoint::Endpoint;
use crate::wire::envelope::Envelope;
use crate::wire::repair::{Depth, repair};
use crate::wire::snippet::snippet;
use crate::wire::spec::{Auth, Spec};

/// The response of an endpoint, or the error that the service reported.
///
/// ```
/// use wechat_user_core::{GroupId, decode, groups::GetGroupOf, http::Response};
///
/// let response = Response::new(br#"{"groupid":102}"#.to_vec());
/// assert_eq!(decode::<GetGroupOf<'_>>(&response)?.groupid, GroupId::new(102));
///
/// let refusal = Response::new(br#"{"errcode":40003,"errmsg":"invalid openid"}"#.to_vec());
/// let error = decode::<GetGroupOf<'_>>(&refusal).unwrap_err();
/// assert_eq!(error.code().unwrap().get(), 40003);
/// # Ok::<(), wechat_user_core::Error>(())
/// ```
///
/// # Errors
///
/// [`ErrorKind::Service`] for an `errcode` other than 0, [`ErrorKind::Status`] for an HTTP status that is no success,
/// [`ErrorKind::Body`] for what cannot be read even after a repair.
pub fn decode<E: Endpoint>(response: &Response) -> Result<E::Response, Error> {
    let spec = E::SPEC;
    read(response, place(spec)).map(|read| read.value).map_err(|kind| Error::new(Cow::Borrowed(spec.path()), 1, kind))
}

/// The place of this endpoint, on which the meaning of its error codes depends.
pub(crate) fn place(spec: &Spec) -> Place {
    match spec.auth() {
        Auth::App => Place::AppCall,
        Auth::Secret => Place::TokenFetch,
        Auth::Carried => Place::UserCall,
    }
}

/// A response that was understood.
#[derive(Debug)]
pub(crate) struct Read<T> {
    pub(crate) value: T,
    pub(crate) repaired: bool,
}

pub(crate) fn read<T: DeserializeOwned>(response: &Response, place: Place) -> Result<Read<T>, ErrorKind> {
    let body = trimmed(response.body());
    let encoding = encoding(response);
    if !response.status().is_success() {
        // The service's own errors count at any status; a gateway's page is none.
        return Err(service_error(body, place).map_or_else(
            || ErrorKind::Status {
                status: response.status(),
                snippet: snippet(if encoding.is_some() { &[] } else { body }),
            },
            ErrorKind::Service,
        ));
    }
    // Strictly first: a clean body needs no second pass.
    let failure = match core::str::from_utf8(body) {
        Ok(text) => match parse(text, place) {
            Ok(value) => return Ok(Read { value, repaired: false }),
            Err(Failure::Service(kind)) => return Err(kind),
            Err(Failure::Json(error)) if error.classify() == Category::Data => return Err(mismatch(&error)),
            Err(Failure::Json(error)) => Some(error),
        },
        Err(_) => None,
    };
    for depth in [Depth::Certain, Depth::StrayBackslash] {
        match parse(&repair(body, depth), place) {
            Ok(value) => return Ok(Read { value, repaired: true }),
            Err(Failure::Service(kind)) => return Err(kind),
            Err(Failure::Json(error)) if error.classify() == Category::Data => return Err(mismatch(&error)),
            Err(Failure::Json(_)) => {}
        }
    }
    if let Some(encoding) = encoding {
        let problem = format!("it has the Content-Encoding {encoding}, which the request did not accept");
        return Err(ErrorKind::Body { problem, garbage: true, snippet: String::new() });
    }
    let problem = match failure {
        Some(error) if error.classify() == Category::Eof => format!("it ends too early, after {} bytes", body.len()),
        Some(error) => format!("it is no JSON from line {}, column {} on", error.line(), error.column()),
        None => "it is neither UTF-8 nor JSON".to_string(),
    };
    Err(ErrorKind::Body { problem, garbage: true, snippet: snippet(body) })
}

/// Some gateways pad with NUL, which JSON does not allow at its end.
fn trimmed(body: &[u8]) -> &[u8] {
    let end = body.iter().rposition(|byte| *byte != 0 && !byte.is_ascii_whitespace());
    end.map_or(&[], |last| &body[..=last])
}

/// A `Content-Encoding` that was not asked for, if it has one that may be printed.
fn encoding(response: &Response) -> Option<&str> {
    let encoding = response.headers().get(CONTENT_ENCODING)?.to_str().unwrap_or("unknown").trim();
    let sound = encoding.len() <= 20 && encoding.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let name = if sound { encoding } else { "unknown" };
    (!name.is_empty() && !name.eq_ignore_ascii_case("identity")).then_some(name)
}

/// The error in a body that came with an HTTP status other than success.
fn service_error(body: &[u8], place: Place) -> Option<ServiceError> {
    let text = core::str::from_utf8(body).ok()?;
    if !text.trim_start_matches('\u{feff}').trim_start().starts_with('{') || !text.contains("errcode") {
        return None;
    }
    serde_json::from_str::<Envelope>(text.trim_start_matches('\u{feff}')).ok()?.into_error(place)
}

/// The error in a body of which nothing else is read, also in one that must be repaired first.
pub(crate) fn reported_error(body: &[u8], place: Place) -> Option<ServiceError> {
    if core::str::from_utf8(body).is_ok_and(|text| !text.contains("errcode")) {
        return None;
    }
    let repaired = || serde_json::from_str(&repair(body, Depth::Certain)).ok();
    serde_json::from_slice::<Envelope>(body).ok().or_else(repaired)?.into_error(place)
}

enum Failure {
    Service(ErrorKind),
    Json(serde_json::Error),
}

fn parse<T: DeserializeOwned>(text: &str, place: Place) -> Result<T, Failure> {
    // A pass of its own, and only where there may be something to find: cheaper than `flatten`, and the response's type
    // stays free of it.
    if text.contains("errcode") {
        let envelope: Envelope = serde_json::from_str(text).map_err(Failure::Json)?;
        if let Some(error) = envelope.into_error(place) {
            return Err(Failure::Service(ErrorKind::Service(error)));
        }
    }
    serde_json::from_str(text).map_err(Failure::Json)
}

/// JSON of another shape than expected. The reader's message may quote values, and values may be tokens or nicknames:
/// only the name of a missing field, which is part of this library, is passed on.
fn mismatch(error: &serde_json::Error) -> ErrorKind {
    let text = error.to_string();
    let problem = match text.split_once(" at line ") {
        Some((what, _)) if what.starts_with("missing field") => what.to_string(),
        _ => format!("a field has an unexpected type, before line {}, column {}", error.line(), error.column()),
    };
    ErrorKind::Body { problem, garbage: false, snippet: String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoints::groups::GroupOf;
    use crate::errors::errcode::Remedy;

    fn body(bytes: &[u8]) -> Result<Read<GroupOf>, ErrorKind> {
        read(&Response::new(bytes.to_vec()), Place::AppCall)
    }

    #[test]
    fn a_gateways_page_is_garbage_with_a_snippet() {
        let Err(ErrorKind::Body { garbage: true, snippet, .. }) = body(b"<html>no</html>") else { panic!() };
        assert_eq!(snippet, "<html>no</html>");
    }

    #[test]
    fn a_mismatch_quotes_no_value() {
        let Err(kind) = body(br#"{"groupid":"36_secret"}"#) else { panic!() };
        assert_eq!(
            kind.to_string(),
            "the response could not be read: a field has an unexpected type, before line 1, column 23"
        );
        let Err(kind) = body(br#"{"group":1}"#) else { panic!() };
        assert_eq!(kind.to_string(), "the response could not be read: missing field `groupid`");
    }

    #[test]
    fn a_cut_body_is_distinguished_from_a_wrong_one() {
        let Err(ErrorKind::Body { problem, garbage: true, .. }) = body(br#"{"groupid":1"#) else { panic!() };
        assert_eq!(problem, "it ends too early, after 12 bytes");
        assert!(matches!(body(b""), Err(ErrorKind::Body { garbage: true, .. })));
    }

    #[test]
    fn an_errcode_counts_at_any_status() {
        for status in [400, 403, 429, 500, 502] {
            let mut response = Response::new(br#"{"errcode":45009,"errmsg":"api freq out of limit"}"#.to_vec());
            *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
            let Err(ErrorKind::Service(error)) = read::<GroupOf>(&response, Place::AppCall) else { panic!("{status}") };
            assert_eq!(error.remedy(), Remedy::WaitForTomorrow, "{status}");
            for page in ["<html>errcode</html>", r#"{"errcode":0}"#, r#"{"message":"errcode"}"#, "", "{"] {
                *response.body_mut() = page.as_bytes().to_vec();
                let kind = read::<GroupOf>(&response, Place::AppCall).unwrap_err();
                assert!(matches!(kind, ErrorKind::Status { .. }), "{status} {page}");
            }
        }
    }

    #[test]
    fn an_encoding_that_was_not_asked_for_is_named_and_no_byte_of_it_is_shown() {
        for (name, shown) in [("gzip", "gzip"), ("br", "br"), ("x\"y", "unknown")] {
            let mut response = Response::new(b"\x1f\x8b\x08\x00 binary".to_vec());
            response.headers_mut().insert(CONTENT_ENCODING, name.parse().unwrap());
            let kind = read::<GroupOf>(&response, Place::AppCall).unwrap_err();
            let ErrorKind::Body { problem, garbage: true, snippet, .. } = &kind else { panic!("{kind:?}") };
            assert_eq!(snippet, "");
            assert!(problem.contains(&format!("Content-Encoding {shown},")), "{problem}");
            *response.status_mut() = http::StatusCode::BAD_GATEWAY;
            let kind = read::<GroupOf>(&response, Place::AppCall).unwrap_err();
            assert!(matches!(&kind, ErrorKind::Status { snippet, .. } if snippet.is_empty()), "{kind:?}");
        }
        let mut sound = Response::new(br#"{"groupid":7}"#.to_vec());
        sound.headers_mut().insert(CONTENT_ENCODING, "gzip".parse().unwrap());
        assert_eq!(read::<GroupOf>(&sound, Place::AppCall).unwrap().value.groupid.get(), 7);
    }

    #[test]
    fn nul_and_blanks_behind_the_json_are_no_part_of_it() {
        for end in ["\0", "\0\0\0", " \r\n\0 \0\n", "\t"] {
            let text = format!(r#"{{"groupid":7}}{end}"#);
            assert_eq!(body(text.as_bytes()).unwrap().value.groupid.get(), 7, "{end:?}");
        }
        assert!(body(b"\0").is_err());
    }

    #[test]
    fn a_field_that_holds_the_word_errcode_is_no_error() {
        assert_eq!(body(br#"{"remark":"\"errcode\":1","groupid":7}"#).unwrap().value.groupid.get(), 7);
    }
}
