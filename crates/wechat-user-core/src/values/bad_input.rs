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
    /// An openid with a blank, a control character, a quote or a comma in it. The openid itself, which is personal data,
    /// is not part of the message.
    #[error(
        "an openid has no blanks, control characters, quotes or commas; character {position} of this one is {character:?}"
    )]
    OpenIdCharacter {
        /// The first such character.
        character: char,
        /// Its place, in characters, from 1.
        position: usize,
    },
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
    /// A `redirect_uri` (web OAuth, 网页授权) that no browser can be sent back to.
    #[error(
        "a redirect_uri starts with http:// or https:// and a host, and is not percent-encoded; this one {problem}"
    )]
    RedirectUri {
        /// What is wrong with it.
        problem: &'static str,
    },
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
