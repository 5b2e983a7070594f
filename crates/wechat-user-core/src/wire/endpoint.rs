//! The trait that every endpoint implements, and the two things it writes into: the query and the body.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::values::input_error::InputError;
use crate::values::openid::OpenId;
use crate::wire::percent::percent_encode;
use crate::wire::spec::Spec;

/// One call of the service: a value that knows how to write its request, and which type its response has.
///
/// ```
/// use wechat_user_core::endpoint::{Body, Spec};
/// use wechat_user_core::groups::GroupOf;
/// use wechat_user_core::{Endpoint, GroupId, OpenId};
///
/// struct GetGroupOf<'a>(&'a OpenId);
///
/// impl Endpoint for GetGroupOf<'_> {
///     type Response = GroupOf;
///     const SPEC: &'static Spec = &Spec::post("get_group_of", "/cgi-bin/groups/getid").replayable();
///
///     fn body(&self, body: &mut Body) {
///         body.json(&std::collections::BTreeMap::from([("openid", self.0)]));
///     }
/// }
/// ```
pub trait Endpoint {
    /// The value of a successful response.
    type Response: DeserializeOwned;

    /// Name, verb, path, token, replay.
    const SPEC: &'static Spec;

    /// The path; only raw calls have another one than the spec.
    fn path(&self) -> &str {
        Self::SPEC.path()
    }

    /// Adds the query parameters, apart from the session's `access_token`.
    fn query(&self, query: &mut Query) {
        let _ = query;
    }

    /// Writes the JSON body.
    fn body(&self, body: &mut Body) {
        let _ = body;
    }
}

impl<E: Endpoint> Endpoint for &E {
    type Response = E::Response;
    const SPEC: &'static Spec = E::SPEC;

    fn path(&self) -> &str {
        (**self).path()
    }

    fn query(&self, query: &mut Query) {
        (**self).query(query);
    }

    fn body(&self, body: &mut Body) {
        (**self).body(body);
    }
}

/// A list that comes in pages. The rule for the next page is data of the endpoint; the walk is
/// [`Pages`](crate::machine::Pages).
pub trait Paged: Endpoint + Sized {
    /// The page starts after this openid; `None` is the start of the list.
    fn cursor(&self) -> Option<&OpenId>;

    /// The same list from another place.
    #[must_use]
    fn starting_after(&self, cursor: OpenId) -> Self;

    /// The number of elements of the page, and the cursor for the next one.
    fn page(response: &Self::Response) -> PageEnd<'_>;
}

/// The facts of a page that the walk needs.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "endpoints build it, also those outside this crate")]
pub struct PageEnd<'a> {
    /// Elements on the page.
    pub len: usize,
    /// The cursor for the next page, if one was sent.
    pub next: Option<&'a OpenId>,
}

/// The query of a request, percent-encoded as it is written.
#[derive(Default)]
pub struct Query {
    text: String,
    secrets: Vec<String>,
}

impl Query {
    /// Adds one parameter.
    pub fn push(&mut self, key: &str, value: &str) {
        if !self.text.is_empty() {
            self.text.push('&');
        }
        self.text.push_str(key);
        self.text.push('=');
        percent_encode(value, &mut self.text);
    }

    /// Adds one parameter whose value must never be printed: it is scrubbed from every text of a transport.
    pub fn push_secret(&mut self, key: &str, value: &str) {
        self.push(key, value);
        self.secrets.push(value.to_string());
    }

    /// A query that is percent-encoded already.
    pub(crate) const fn encoded(text: String) -> Self {
        Self { text, secrets: Vec::new() }
    }

    pub(crate) fn into_parts(self) -> (String, Vec<String>) {
        (self.text, self.secrets)
    }
}

/// The JSON body of a request. A value that cannot be written is remembered, and refused before anything is sent.
#[derive(Default)]
pub struct Body {
    bytes: Vec<u8>,
    problem: Option<InputError>,
    secrets: Vec<String>,
}

impl Body {
    /// Writes the value as JSON, in raw UTF-8: the service took `\uXXXX` escapes literally, and counted their bytes.
    pub fn json<T: Serialize + ?Sized>(&mut self, value: &T) {
        match serde_json::to_vec(value) {
            Ok(bytes) => self.bytes = bytes,
            Err(error) => self.problem = Some(InputError::Body { problem: error.to_string() }),
        }
    }

    /// Names a text of this body that must never be printed.
    pub fn mark_secret(&mut self, value: &str) {
        self.secrets.push(value.to_string());
    }

    pub(crate) fn into_parts(self) -> Result<(Vec<u8>, Vec<String>), InputError> {
        self.problem.map_or(Ok((self.bytes, self.secrets)), Err)
    }
}

impl core::fmt::Debug for Query {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Query({} bytes)", self.text.len())
    }
}

impl core::fmt::Debug for Body {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Body({} bytes)", self.bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_percent_encoded() {
        let mut query = Query::default();
        query.push("openid", "oDF3_-x.~");
        query.push("state", "a b&c=名/");
        assert_eq!(query.into_parts().0, "openid=oDF3_-x.~&state=a%20b%26c%3D%E5%90%8D%2F");
    }

    #[test]
    fn a_body_is_raw_utf8_and_remembers_a_failure() {
        let mut body = Body::default();
        body.json("分组\u{1F600}<&>/");
        assert_eq!(body.into_parts().unwrap().0, "\"分组\u{1F600}<&>/\"".as_bytes());

        let mut body = Body::default();
        body.json(&alloc::collections::BTreeMap::from([((1, 2), 3)]));
        assert!(matches!(body.into_parts(), Err(InputError::Body { .. })));
    }

    #[test]
    fn what_may_hold_a_secret_prints_its_length_only() {
        let mut query = Query::default();
        query.push_secret("secret", "hush");
        assert_eq!(alloc::format!("{query:?}"), "Query(11 bytes)");

        let mut body = Body::default();
        body.json("secret");
        body.mark_secret("secret");
        assert_eq!(alloc::format!("{body:?}"), "Body(8 bytes)");
    }
}
