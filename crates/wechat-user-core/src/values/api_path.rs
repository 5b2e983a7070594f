//! The path of a call, as raw calls and questions about quotas take it.

use alloc::string::String;

use crate::values::input_error::InputError;

/// The path of an API (`cgi_path`): from its first slash on, without host, query and fragment.
///
/// ```
/// use wechat_user_core::endpoint::ApiPath;
///
/// assert!(ApiPath::new("/cgi-bin/user/get").is_ok());
/// let refused = ApiPath::new("https://api.weixin.qq.com/cgi-bin/user/get").unwrap_err();
/// let text = "path: it does not begin with a slash; expected a path such as /cgi-bin/groups/get";
/// assert_eq!(refused.to_string(), text);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub struct ApiPath(String);

impl ApiPath {
    /// Checks that it is a path.
    ///
    /// # Errors
    ///
    /// [`InputError::Path`] for a text that does not begin with a slash, or holds a query, a fragment, white space or
    /// control characters.
    pub fn new(path: impl Into<String>) -> Result<Self, InputError> {
        let path = path.into();
        let refuse = |problem| Err(InputError::Path { problem });
        if !path.starts_with('/') {
            return refuse("it does not begin with a slash");
        }
        if path.contains(['?', '#']) {
            return refuse("it holds a query or a fragment");
        }
        if path.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return refuse("it holds white space or a control character");
        }
        Ok(Self(path))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_path_is_refused() {
        for path in ["", "cgi-bin/user/get", "/cgi-bin/user/get?openid=x", "/a#b", "/a b", "/a\n", "https://host/a"] {
            assert!(matches!(ApiPath::new(path), Err(InputError::Path { .. })), "{path:?}");
        }
        assert_eq!(ApiPath::new("/sns/userinfo").unwrap().as_str(), "/sns/userinfo");
    }
}
