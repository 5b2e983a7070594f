//! The request of another program, as a gateway passes it on.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use http::HeaderValue;

use crate::values::input_error::InputError;
use crate::values::secret::AppSecret;
use crate::wire::encode::Prepared;
use crate::wire::endpoint::Query;
use crate::wire::percent::percent_decode;
use crate::wire::spec::Spec;

const GET: Spec = Spec::get("relay", "/");
const POST: Spec = Spec::post("relay", "/");
const GET_WITH_SECRET: Spec = Spec::get("relay", "/").carried();
const POST_WITH_SECRET: Spec = Spec::post("relay", "/").carried();

/// A request that another program wrote, to be sent with the account's token by a
/// [`RelayCall`](crate::machine::RelayCall).
///
/// Query, content type and body are sent byte for byte. It is always unsafe to repeat: its response is passed on
/// whatever it says, except that a rejected token is renewed once, and a request that was certainly not sent is sent
/// again once. There is no back-off.
///
/// ```
/// use wechat_user_core::http::HeaderValue;
/// use wechat_user_core::raw::Relay;
///
/// assert!(Relay::get("/cgi-bin/user/info")?.with_query("openid=o1&lang=zh_CN").is_ok());
/// let json = HeaderValue::from_static("application/json");
/// assert!(Relay::post("/cgi-bin/tags/create", Some(json), br#"{"tag":{"name":"VIP"}}"#.to_vec()).is_ok());
///
/// for path in ["cgi-bin/user/info", "/cgi-bin//info", "/cgi-bin/../token", "/cgi-bin/user%2Finfo"] {
///     assert!(Relay::get(path).is_err());
/// }
/// assert!(Relay::get("/cgi-bin/user/info")?.with_query("access%5Ftoken=36_abc").is_err());
/// # Ok::<(), wechat_user_core::InputError>(())
/// ```
#[derive(Clone)]
pub struct Relay {
    is_post: bool,
    path: String,
    query: String,
    content_type: Option<HeaderValue>,
    body: Vec<u8>,
    secret: Option<(String, AppSecret)>,
}

impl Relay {
    /// A GET of this path, which has no body.
    ///
    /// # Errors
    ///
    /// [`InputError::Path`] unless the path matches `^(/[A-Za-z0-9_-]+)+$`: no `%`, no dot, no empty segment.
    pub fn get(path: impl Into<String>) -> Result<Self, InputError> {
        Self::new(false, path.into(), None, Vec::new())
    }

    /// A POST of this body to that path, with the content type if there is one.
    ///
    /// # Errors
    ///
    /// Those of [`get`](Self::get).
    pub fn post(path: impl Into<String>, content_type: Option<HeaderValue>, body: Vec<u8>) -> Result<Self, InputError> {
        Self::new(true, path.into(), content_type, body)
    }

    fn new(is_post: bool, path: String, content_type: Option<HeaderValue>, body: Vec<u8>) -> Result<Self, InputError> {
        check_path(&path)?;
        Ok(Self { is_post, path, query: String::new(), content_type, body, secret: None })
    }

    /// The query, without its question mark. It is sent byte for byte, after the token.
    ///
    /// # Errors
    ///
    /// [`InputError::Query`] for a parameter that is `access_token` after decoding, and for characters that no query
    /// holds: blanks, control characters, `#`, and everything beyond ASCII.
    pub fn with_query(mut self, query: impl Into<String>) -> Result<Self, InputError> {
        let query = query.into();
        check_query(&query)?;
        self.query = query;
        Ok(self)
    }

    /// Adds this secret as a parameter of the query. The request then carries no token: `sns/oauth2/access_token`
    /// authenticates with the AppSecret (开发者密码).
    #[must_use]
    pub fn with_secret(mut self, key: impl Into<String>, secret: &AppSecret) -> Self {
        self.secret = Some((key.into(), secret.clone()));
        self
    }

    /// The path.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    pub(crate) fn prepare(&self) -> Prepared {
        let mut query = Query::encoded(self.query.clone());
        let spec = match (&self.secret, self.is_post) {
            (None, false) => &GET,
            (None, true) => &POST,
            (Some(_), false) => &GET_WITH_SECRET,
            (Some(_), true) => &POST_WITH_SECRET,
        };
        if let Some((key, secret)) = &self.secret {
            query.push_secret(key, secret.expose());
        }
        Prepared::relayed(spec, self.path.clone(), query, self.content_type.clone(), self.body.clone())
    }
}

/// Stricter than a raw call: the path comes from outside, and proxies and servers disagree on everything but this.
fn check_path(path: &str) -> Result<(), InputError> {
    let refuse = |problem| Err(InputError::Path { problem });
    let Some(rest) = path.strip_prefix('/') else { return refuse("it does not begin with a slash") };
    if rest.split('/').any(str::is_empty) {
        return refuse("it has an empty segment");
    }
    if !rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'/')) {
        return refuse("a relayed path holds letters, digits, `_`, `-` and slashes only");
    }
    Ok(())
}

fn check_query(query: &str) -> Result<(), InputError> {
    let refuse = |problem| Err(InputError::Query { problem });
    if !query.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#') {
        return refuse("it holds a blank, a control character, `#` or a character beyond ASCII");
    }
    let names = query.split('&').map(|parameter| parameter.split('=').next().unwrap_or_default());
    if names.map(percent_decode).any(|name| name.eq_ignore_ascii_case(b"access_token")) {
        return refuse("it holds access_token");
    }
    Ok(())
}

impl fmt::Debug for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Relay({}, {} bytes)", self.path, self.body.len())
    }
}
