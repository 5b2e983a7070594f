//! The only file that knows what a WeChat HTTP message looks like.
//!
//! The token travels in the *query*, so every URL is secret. Bodies are raw UTF-8. Errors arrive as HTTP 200 with an `errcode`; success has
//! `errcode: 0` or none. Content types are never looked at: the service sends `application/json; encoding=utf-8`, `text/plain`, or nothing.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::time::Duration;

use http::header::{CONTENT_TYPE, HeaderValue};
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::errors::errcode::Place;
use crate::errors::error::{Error, ErrorKind};
use crate::io::transport::{Request, Response, TimeLeft};
use crate::values::bounds::BadInput;
use crate::values::origin::Origin;
use crate::values::secret::AccessToken;
use crate::wire::endpoint::{Body, Endpoint, Query, percent_encode};
use crate::wire::envelope::Envelope;
use crate::wire::redact::snippet;
use crate::wire::repair::{Depth, repair};
use crate::wire::spec::{Auth, Spec, Verb};

/// The request of an endpoint. Give it the token when the endpoint takes the account's ([`Auth::App`]); cloud hosting (微信云托管) needs none.
///
/// The URI holds the token: print [`Redacted`](crate::Redacted), never the request.
///
/// ```
/// use wechat_user_core::{AccessToken, GroupName, Origin, encode, groups::CreateGroup};
///
/// let name = GroupName::new("华东客户")?;
/// let request = encode(&CreateGroup::new(&name), &Origin::default(), Some(&AccessToken::from("36_abc")))?;
/// assert_eq!(request.method(), "POST");
/// assert_eq!(request.uri(), "https://api.weixin.qq.com/cgi-bin/groups/create?access_token=36_abc");
/// assert_eq!(request.body(), r#"{"group":{"name":"华东客户"}}"#.as_bytes());
/// # Ok::<(), wechat_user_core::Error>(())
/// ```
///
/// # Errors
///
/// [`ErrorKind::BadInput`] when the body cannot be written as JSON, or a raw path is none.
pub fn encode<E: Endpoint>(endpoint: &E, origin: &Origin, token: Option<&AccessToken>) -> Result<Request, Error> {
    let prepared = Prepared::new(endpoint)?;
    let token = token.filter(|_| prepared.spec.auth() == Auth::App);
    Ok(prepared.request(origin, token, None)?)
}

/// The answer of an endpoint, or what the service complained of.
///
/// ```
/// use wechat_user_core::{GroupId, decode, groups::GetGroupOf, http::Response};
///
/// let answer = Response::new(br#"{"groupid":102}"#.to_vec());
/// assert_eq!(decode::<GetGroupOf<'_>>(&answer)?.groupid, GroupId::new(102));
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

/// Where a call of this endpoint stands, for the meaning of its error codes.
pub(crate) fn place(spec: &Spec) -> Place {
    match spec.auth() {
        Auth::App => Place::AppCall,
        Auth::Secret => Place::TokenFetch,
        Auth::Carried | Auth::None => Place::UserCall,
    }
}

/// An endpoint's request, written once; only the origin and the token are joined to it each time it is sent.
pub(crate) struct Prepared {
    pub(crate) spec: &'static Spec,
    pub(crate) path: Cow<'static, str>,
    query: String,
    body: Vec<u8>,
    pub(crate) secrets: Vec<String>,
}

impl Prepared {
    pub(crate) fn new<E: Endpoint>(endpoint: &E) -> Result<Self, BadInput> {
        let spec = E::SPEC;
        let (mut query, mut body) = (Query::default(), Body::default());
        endpoint.query(&mut query);
        endpoint.body(&mut body);
        let (query, mut secrets) = query.into_parts();
        let (body, more) = body.into_parts()?;
        secrets.extend(more);
        let path = endpoint.path();
        let path = if path == spec.path() { Cow::Borrowed(spec.path()) } else { Cow::Owned(path.to_string()) };
        Ok(Self { spec, path, query, body, secrets })
    }

    pub(crate) fn request(
        &self,
        origin: &Origin,
        token: Option<&AccessToken>,
        time_left: Option<Duration>,
    ) -> Result<Request, BadInput> {
        // Exactly as long as it will be, so that it becomes a URI without another allocation.
        let token_len = token.map_or(0, |token| "?access_token=".len() + token.expose().len());
        let query_len = if self.query.is_empty() { 0 } else { 1 + self.query.len() };
        let mut uri = String::with_capacity(origin.as_str().len() + self.path.len() + token_len + query_len);
        uri.push_str(origin.as_str());
        uri.push_str(&self.path);
        let mut mark = '?';
        if let Some(token) = token {
            uri.push_str("?access_token=");
            percent_encode(token.expose(), &mut uri);
            mark = '&';
        }
        if !self.query.is_empty() {
            uri.push(mark);
            uri.push_str(&self.query);
        }
        let uri = http::Uri::try_from(uri).map_err(|_| BadInput::Path { problem: "no URI can be made of it" })?;
        let mut request = Request::new(self.body.clone());
        *request.uri_mut() = uri;
        if self.spec.verb() == Verb::Post {
            *request.method_mut() = http::Method::POST;
            // The service ignores it; gateways before it may not.
            request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
        }
        if let Some(left) = time_left {
            request.extensions_mut().insert(TimeLeft(left));
        }
        Ok(request)
    }
}

/// An answer that was understood.
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
    // Strictly first: a clean body pays nothing for the broken ones.
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
    // A pass of its own, and only where there may be something to find: cheaper than `flatten`, and the answer's type stays free of it.
    if text.contains("errcode") {
        let envelope: Envelope = serde_json::from_str(text).map_err(Failure::Json)?;
        if let Some(error) = envelope.into_error(place) {
            return Err(Failure::Service(ErrorKind::Service(error)));
        }
    }
    serde_json::from_str(text).map_err(Failure::Json)
}

/// JSON of another shape than expected. The reader's message may quote values, and values may be tokens or nicknames: only a missing
/// field's name, which is ours, is passed on.
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
            "the answer could not be read: a field has an unexpected type, before line 1, column 22"
        );
        let Err(kind) = body(br#"{"group":1}"#) else { panic!() };
        assert_eq!(kind.to_string(), "the answer could not be read: missing field `groupid`");
    }

    #[test]
    fn a_cut_body_is_told_from_a_wrong_one() {
        let Err(ErrorKind::Body { problem, garbage: true, .. }) = body(br#"{"groupid":1"#) else { panic!() };
        assert_eq!(problem, "it ends too early, after 12 bytes");
        assert!(matches!(body(b""), Err(ErrorKind::Body { garbage: true, .. })));
    }

    #[test]
    fn a_field_that_holds_the_word_errcode_is_no_error() {
        assert_eq!(body(br#"{"remark":"\"errcode\":1","groupid":7}"#).unwrap().value.groupid.get(), 7);
    }
}
