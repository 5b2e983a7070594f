//! What can be known to be wrong before anything is sent: only the limits on which all sources agree. Where they contradict each other
//! (bytes or characters?) the service decides, and its answer is explained.

use alloc::string::String;

use crate::values::ids::{GroupId, TagId};

/// An argument that was refused before anything was sent. Every message names the limit and what was given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadInput {
    /// A group name (分组名字) of more than 30 characters.
    #[error("a group name (分组名字) has at most {limit} characters, this one has {given}")]
    GroupNameTooLong {
        /// 30.
        limit: usize,
        /// How many characters the name has.
        given: usize,
    },
    /// An empty openid.
    #[error("an openid has at least 1 character, this one has 0")]
    EmptyOpenId,
    /// An empty unionid.
    #[error("a unionid has at least 1 character, this one has 0")]
    EmptyUnionId,
    /// An empty AppID.
    #[error("an AppID has at least 1 character, this one has 0")]
    EmptyAppId,
    /// No element, or more than one call takes.
    #[error("one call takes 1 to {limit} openids, this one was given {given}")]
    BatchSize {
        /// The most that one call takes: 20, 50 or 100.
        limit: usize,
        /// How many were given.
        given: usize,
    },
    /// One of the groups 0, 1 and 2, which belong to the service.
    #[error("groups 0 (未分组), 1 (黑名单) and 2 (星标组) belong to the service and cannot be changed; given {id}")]
    ReservedGroup {
        /// The group that was given.
        id: GroupId,
    },
    /// One of the tags 0, 1 and 2, which belong to the service.
    #[error("tags 0, 1 and 2 (星标组) belong to the service and cannot be changed; given {id}")]
    ReservedTag {
        /// The tag that was given.
        id: TagId,
    },
    /// A `state` (web OAuth, 网页授权) of more than 128 bytes.
    #[error("a state has at most {limit} bytes, this one has {given}")]
    StateTooLong {
        /// 128.
        limit: usize,
        /// How many bytes the state has.
        given: usize,
    },
    /// An empty `redirect_uri` (web OAuth, 网页授权).
    #[error("a redirect_uri has at least 1 character, this one has 0")]
    EmptyRedirectUri,
    /// A call that shows the AppSecret (开发者密码), and credentials without one.
    #[error("this call takes the AppSecret (开发者密码), and the credentials hold none")]
    NoSecret,
    /// An origin (scheme, host, port) that no request can be sent to.
    #[error("not an origin: {problem}; an origin is http:// or https://, a host, and at most a port and a path")]
    Origin {
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A path that is none, for a raw call or a question about quotas.
    #[error("not a path: {problem}; a path is like /cgi-bin/groups/get")]
    Path {
        /// What is wrong with it.
        problem: &'static str,
    },
    /// An environment variable that should hold a value. Its value is never part of the message.
    #[error("the environment variable {name} {problem}")]
    Variable {
        /// Its name.
        name: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A client without a transport, in a build without a default one.
    #[error("the client has no transport: give it one, or enable the feature `ureq`")]
    NoTransport,
    /// A value that could not be written as JSON.
    #[error("the body could not be written as JSON: {problem}")]
    Body {
        /// What the JSON writer said.
        problem: String,
    },
}

/// A group name (分组名字) of at most 30 characters.
///
/// All sources agree on the 30 characters; whether the service also counts bytes, it says itself (45017, 40051).
///
/// ```
/// use wechat_user_core::GroupName;
///
/// assert!(GroupName::new("华东客户").is_ok());
/// let refused = GroupName::new("x".repeat(31)).unwrap_err();
/// assert_eq!(refused.to_string(), "a group name (分组名字) has at most 30 characters, this one has 31");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub struct GroupName(String);

impl GroupName {
    /// The limit, in characters.
    pub const MAX_CHARS: usize = 30;

    /// Checks the length.
    ///
    /// # Errors
    ///
    /// [`BadInput::GroupNameTooLong`] above 30 characters.
    pub fn new(name: impl Into<String>) -> Result<Self, BadInput> {
        let name = name.into();
        let given = name.chars().count();
        if given > Self::MAX_CHARS {
            return Err(BadInput::GroupNameTooLong { limit: Self::MAX_CHARS, given });
        }
        Ok(Self(name))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The path of an API (`cgi_path`): from its first slash on, without host, query and fragment.
///
/// ```
/// use wechat_user_core::ApiPath;
///
/// assert!(ApiPath::new("/cgi-bin/user/get").is_ok());
/// let refused = ApiPath::new("https://api.weixin.qq.com/cgi-bin/user/get").unwrap_err();
/// assert_eq!(refused.to_string(), "not a path: it does not begin with a slash; a path is like /cgi-bin/groups/get");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub struct ApiPath(String);

impl ApiPath {
    /// Checks that it is a path.
    ///
    /// # Errors
    ///
    /// [`BadInput::Path`] for a text that does not begin with a slash, or holds a query, a fragment, white space or control characters.
    pub fn new(path: impl Into<String>) -> Result<Self, BadInput> {
        let path = path.into();
        let refuse = |problem| Err(BadInput::Path { problem });
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

/// Between one and `MAX` elements, borrowed: what fits in one call.
///
/// ```
/// use wechat_user_core::{Batch, OpenId};
///
/// let openids = [OpenId::new("od8XIjsmk6QdVTETa9jLtGWA6KBc")?];
/// assert!(Batch::<OpenId, 50>::new(&openids).is_ok());
/// let refused = Batch::<OpenId, 50>::new(&[]).unwrap_err();
/// assert_eq!(refused.to_string(), "one call takes 1 to 50 openids, this one was given 0");
/// # Ok::<(), wechat_user_core::BadInput>(())
/// ```
///
/// A list of unchecked length is not a batch:
///
/// ```compile_fail
/// # use wechat_user_core::{groups::MoveUsers, GroupId, OpenId};
/// let everybody: Vec<OpenId> = Vec::new();
/// let call = MoveUsers::new(&everybody[..], GroupId::new(100));
/// ```
#[derive(Debug)]
pub struct Batch<'a, T, const MAX: usize>(&'a [T]);

impl<'a, T, const MAX: usize> Batch<'a, T, MAX> {
    /// Checks the length.
    ///
    /// # Errors
    ///
    /// [`BadInput::BatchSize`] for no element, and for more than `MAX`.
    pub const fn new(elements: &'a [T]) -> Result<Self, BadInput> {
        if elements.is_empty() || elements.len() > MAX {
            return Err(BadInput::BatchSize { limit: MAX, given: elements.len() });
        }
        Ok(Self(elements))
    }

    /// The elements.
    #[must_use]
    pub const fn as_slice(&self) -> &'a [T] {
        self.0
    }
}

impl<T, const MAX: usize> Clone for Batch<'_, T, MAX> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, const MAX: usize> Copy for Batch<'_, T, MAX> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_characters_pass_and_thirty_one_do_not() {
        assert!(GroupName::new("名".repeat(30)).is_ok());
        let given = 31;
        assert_eq!(GroupName::new("名".repeat(given)), Err(BadInput::GroupNameTooLong { limit: 30, given }));
        assert!(GroupName::new("").is_ok(), "the sources say nothing about an empty name: the service does");
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for path in ["", "cgi-bin/user/get", "/cgi-bin/user/get?openid=x", "/a#b", "/a b", "/a\n", "https://host/a"] {
            assert!(matches!(ApiPath::new(path), Err(BadInput::Path { .. })), "{path:?}");
        }
        assert_eq!(ApiPath::new("/sns/userinfo").unwrap().as_str(), "/sns/userinfo");
    }

    #[test]
    fn a_batch_holds_one_to_its_limit() {
        let many = [0_u8; 51];
        assert!(Batch::<u8, 50>::new(&many[..1]).is_ok());
        assert!(Batch::<u8, 50>::new(&many[..50]).is_ok());
        for given in [0, 51] {
            let refused = Batch::<u8, 50>::new(&many[..given]).unwrap_err();
            assert_eq!(refused, BadInput::BatchSize { limit: 50, given });
        }
    }
}
