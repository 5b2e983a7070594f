//! From the HTTP response to a value or an error. Errors arrive as HTTP 200 with an `errcode`; success has `errcode: 0`
//! or none. Content types are never looked at: the service sends `application/json; encoding=utf-8`, `text/plain`, or
//! nothing.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};

use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::errors::errcode::Place;
use crate::errors::error::{Error, ErrorKind};
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
    let body = response.body();
    if !response.status().is_success() {
        return Err(ErrorKind::Status { status: response.status(), snippet: snippet(body) });
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
    let problem = match failure {
        Some(error) if error.classify() == Category::Eof => format!("it ends too early, after {} bytes", body.len()),
        Some(error) => format!("it is no JSON from line {}, column {} on", error.line(), error.column()),
        None => "it is neither UTF-8 nor JSON".to_string(),
    };
    Err(ErrorKind::Body { problem, garbage: true, snippet: snippet(body) })
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
    fn a_field_that_holds_the_word_errcode_is_no_error() {
        assert_eq!(body(br#"{"remark":"\"errcode\":1","groupid":7}"#).unwrap().value.groupid.get(), 7);
    }
}
