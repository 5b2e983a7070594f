//! The escape hatch: any path of the service, with the client's token, retries and errors. For calls that have no
//! endpoint here, and fields that an answer's type leaves out.
//!
//! ```
//! use wechat_user_core::{AccessToken, Origin, encode, raw::{RawGet, RawPost}};
//!
//! let (origin, token) = (Origin::default(), AccessToken::from("36_abc"));
//! let request = encode(&RawGet::new("/cgi-bin/menu/get")?, &origin, Some(&token))?;
//! assert_eq!(request.uri(), "https://api.weixin.qq.com/cgi-bin/menu/get?access_token=36_abc");
//!
//! let body = serde_json::json!({ "tag": { "id": 134 } });
//! let request = encode(&RawPost::new("/cgi-bin/tags/delete", body)?, &origin, Some(&token))?;
//! assert_eq!(request.body(), br#"{"tag":{"id":134}}"#);
//! # Ok::<(), wechat_user_core::Error>(())
//! ```
//!
//! [`Relay`] passes on the request of another program. It is no endpoint: it decodes nothing, and its response is any
//! sequence of bytes, so it is in no row of the catalogue.
//!
//! This module is the only place where a type of `serde_json` is public.

mod relay;

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

pub use relay::Relay;
pub use serde_json::Value;

use crate::values::api_path::ApiPath;
use crate::values::input_error::InputError;
use crate::wire::endpoint::{Body, Endpoint, Query};
use crate::wire::percent::percent_encode;
use crate::wire::spec::Spec;

const GET: Spec = Spec::get("raw_get", "/");
const POST: Spec = Spec::post("raw_post", "/");

/// A GET of any path. Sent again like other reads (`REPLAYABLE`), unless [`not_replayable`](RawGet::not_replayable)
/// says otherwise.
#[derive(Clone)]
pub struct RawGet<const REPLAYABLE: bool = true> {
    path: ApiPath,
    query: Vec<(String, String)>,
}

/// A POST of JSON to any path. Not sent again once it may have arrived, unless [`replayable`](RawPost::replayable) says
/// otherwise.
#[derive(Clone)]
pub struct RawPost<const REPLAYABLE: bool = false> {
    path: ApiPath,
    body: Value,
}

/// The same call, its response as JSON: for fields that the response's type leaves out.
///
/// ```
/// use wechat_user_core::{decode, http::Response, raw::AsJson, users::GetUser};
///
/// let response = Response::new(br#"{"subscribe":1,"openid":"OPENID","privilege":[]}"#.to_vec());
/// assert_eq!(decode::<AsJson<GetUser<'_>>>(&response)?["privilege"], serde_json::json!([]));
/// # Ok::<(), wechat_user_core::Error>(())
/// ```
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a wrapper round one endpoint, to be written as AsJson(endpoint)")]
pub struct AsJson<E>(pub E);

impl RawGet {
    /// Of this path, which begins with a slash.
    ///
    /// # Errors
    ///
    /// [`InputError::Path`] for what is no path; parameters go into [`with`](Self::with).
    pub fn new(path: impl Into<String>) -> Result<Self, InputError> {
        Ok(Self { path: ApiPath::new(path)?, query: Vec::new() })
    }

    /// The service does something on this one that must not be done twice: do not send it again once it may have
    /// arrived.
    #[must_use]
    pub fn not_replayable(self) -> RawGet<false> {
        RawGet { path: self.path, query: self.query }
    }
}

impl<const REPLAYABLE: bool> RawGet<REPLAYABLE> {
    /// Adds a parameter. The session's `access_token` comes by itself.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<String>) -> Self {
        let mut encoded = String::new();
        percent_encode(key, &mut encoded);
        self.query.push((encoded, value.into()));
        self
    }
}

impl RawPost {
    /// This JSON, to that path, which begins with a slash.
    ///
    /// # Errors
    ///
    /// [`InputError::Path`] for what is no path.
    pub fn new(path: impl Into<String>, body: Value) -> Result<Self, InputError> {
        Ok(Self { path: ApiPath::new(path)?, body })
    }

    /// Doing it twice is like doing it once: it may be sent again.
    #[must_use]
    pub fn replayable(self) -> RawPost<true> {
        RawPost { path: self.path, body: self.body }
    }
}

impl<const REPLAYABLE: bool> Endpoint for RawGet<REPLAYABLE> {
    type Response = Value;
    const SPEC: &'static Spec = if REPLAYABLE { &GET.replayable() } else { &GET };

    fn path(&self) -> &str {
        self.path.as_str()
    }

    fn query(&self, query: &mut Query) {
        self.query.iter().for_each(|(key, value)| query.push(key, value));
    }
}

impl<const REPLAYABLE: bool> Endpoint for RawPost<REPLAYABLE> {
    type Response = Value;
    const SPEC: &'static Spec = if REPLAYABLE { &POST.replayable() } else { &POST };

    fn path(&self) -> &str {
        self.path.as_str()
    }

    fn body(&self, body: &mut Body) {
        body.json(&self.body);
    }
}

impl<E: Endpoint> Endpoint for AsJson<E> {
    type Response = Value;
    const SPEC: &'static Spec = E::SPEC;

    fn path(&self) -> &str {
        self.0.path()
    }

    fn query(&self, query: &mut Query) {
        self.0.query(query);
    }

    fn body(&self, body: &mut Body) {
        self.0.body(body);
    }
}

impl<const REPLAYABLE: bool> fmt::Debug for RawGet<REPLAYABLE> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawGet({}, {} parameters)", self.path.as_str(), self.query.len())
    }
}

impl<const REPLAYABLE: bool> fmt::Debug for RawPost<REPLAYABLE> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawPost({})", self.path.as_str())
    }
}
