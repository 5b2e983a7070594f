//! From an endpoint to the HTTP request. The token travels in the *query*, so every URL is secret. Bodies are raw
//! UTF-8.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use http::Uri;
use http::header::{CONTENT_TYPE, HeaderValue};

use crate::errors::error::Error;
use crate::io::transport::Request;
use crate::values::input_error::InputError;
use crate::values::origin::Origin;
use crate::values::secret::AccessToken;
use crate::wire::endpoint::{Body, Endpoint, Query};
use crate::wire::percent::percent_encode;
use crate::wire::spec::{Auth, Spec, Verb};

/// The request of an endpoint. Give it the token when the endpoint takes the account's ([`Auth::App`]); cloud hosting
/// (微信云托管) needs none.
///
/// The URI holds the token: print [`Redacted`](crate::secret::Redacted), never the request.
///
/// ```
/// use wechat_user_core::{AccessToken, Origin, encode, groups::CreateGroup};
///
/// let request = encode(&CreateGroup::new("华东客户")?, &Origin::default(), Some(&AccessToken::from("36_abc")))?;
/// assert_eq!(request.method(), "POST");
/// assert_eq!(request.uri(), "https://api.weixin.qq.com/cgi-bin/groups/create?access_token=36_abc");
/// assert_eq!(request.body(), r#"{"group":{"name":"华东客户"}}"#.as_bytes());
/// # Ok::<(), wechat_user_core::Error>(())
/// ```
///
/// # Errors
///
/// [`ErrorKind::Input`](crate::ErrorKind::Input) when the body cannot be written as JSON, or a raw path is none.
pub fn encode<E: Endpoint>(endpoint: &E, origin: &Origin, token: Option<&AccessToken>) -> Result<Request, Error> {
    let prepared = Prepared::new(endpoint)?;
    let token = token.filter(|_| prepared.spec.auth() == Auth::App);
    Ok(prepared.request(prepared.uri(origin, token)?))
}

/// An endpoint's request, written once; only the origin and the token are joined to it each time it is sent.
pub(crate) struct Prepared {
    pub(crate) spec: &'static Spec,
    pub(crate) path: Cow<'static, str>,
    query: String,
    content_type: Option<HeaderValue>,
    body: Vec<u8>,
    pub(crate) secrets: Vec<String>,
}

/// The service ignores the content type; gateways before it may not.
const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

impl Prepared {
    pub(crate) fn new<E: Endpoint>(endpoint: &E) -> Result<Self, InputError> {
        let spec = E::SPEC;
        let (mut query, mut body) = (Query::default(), Body::default());
        endpoint.query(&mut query);
        endpoint.body(&mut body);
        let (query, mut secrets) = query.into_parts();
        let (body, more) = body.into_parts()?;
        secrets.extend(more);
        let path = endpoint.path();
        let path = if path == spec.path() { Cow::Borrowed(spec.path()) } else { Cow::Owned(path.to_string()) };
        let content_type = (spec.verb() == Verb::Post).then_some(JSON);
        Ok(Self { spec, path, query, content_type, body, secrets })
    }

    /// A request that another program wrote: query, content type and body are sent as they are.
    pub(crate) fn relayed(
        spec: &'static Spec,
        path: String,
        query: Query,
        content_type: Option<HeaderValue>,
        body: Vec<u8>,
    ) -> Self {
        let (query, secrets) = query.into_parts();
        Self { spec, path: Cow::Owned(path), query, content_type, body, secrets }
    }

    /// Whether its URI holds more than the path and the token.
    pub(crate) const fn has_query(&self) -> bool {
        !self.query.is_empty()
    }

    pub(crate) fn uri(&self, origin: &Origin, token: Option<&AccessToken>) -> Result<Uri, InputError> {
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
        Uri::try_from(uri).map_err(|_| InputError::Path { problem: "it makes no valid URI" })
    }

    pub(crate) fn request(&self, uri: Uri) -> Request {
        let mut request = Request::new(self.body.clone());
        *request.uri_mut() = uri;
        if self.spec.verb() == Verb::Post {
            *request.method_mut() = http::Method::POST;
        }
        if let Some(content_type) = &self.content_type {
            request.headers_mut().insert(CONTENT_TYPE, content_type.clone());
        }
        request
    }
}
