//! A request in a form that may be printed.

use core::fmt;

use crate::io::transport::Request;

/// Prints a request without what may be secret: method, scheme, host and path. The `Debug` of `http::Request` prints
/// the token.
///
/// ```
/// use wechat_user_core::secret::Redacted;
/// use wechat_user_core::http;
///
/// let request = http::Request::get("https://api.weixin.qq.com/cgi-bin/groups/get?access_token=36_abc").body(vec![]).unwrap();
/// assert_eq!(Redacted(&request).to_string(), "GET https://api.weixin.qq.com/cgi-bin/groups/get");
/// assert_eq!(format!("{:?}", Redacted(&request)), "GET https://api.weixin.qq.com/cgi-bin/groups/get");
/// ```
#[expect(clippy::exhaustive_structs, reason = "a wrapper with one reference, to be written as Redacted(&request)")]
pub struct Redacted<'a>(pub &'a Request);

impl fmt::Display for Redacted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let uri = self.0.uri();
        write!(f, "{} ", self.0.method())?;
        if let (Some(scheme), Some(host)) = (uri.scheme_str(), uri.host()) {
            write!(f, "{scheme}://{host}")?;
            if let Some(port) = uri.port() {
                write!(f, ":{port}")?;
            }
        }
        f.write_str(uri.path())
    }
}

impl fmt::Debug for Redacted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
