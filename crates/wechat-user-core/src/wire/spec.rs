//! What an endpoint is, as a value: its name, verb and path, which token it takes, and whether the same request may be
//! sent twice.

/// The facts of one endpoint that need no instance of it.
///
/// ```
/// use wechat_user_core::endpoint::{Auth, Replay, Spec, Verb};
///
/// const SPEC: Spec = Spec::post("move_user", "/cgi-bin/groups/members/update").replayable();
/// assert_eq!((SPEC.verb(), SPEC.auth(), SPEC.replay()), (Verb::Post, Auth::App, Replay::Safe));
/// ```
#[derive(Debug, PartialEq, Eq)]
pub struct Spec {
    name: &'static str,
    verb: Verb,
    path: &'static str,
    auth: Auth,
    replay: Replay,
}

/// The HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the service uses no other method")]
pub enum Verb {
    /// No body; everything is in the query.
    Get,
    /// A JSON body.
    Post,
}

/// Which token a request carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "every place that sends requests must handle a new kind of authorization")]
pub enum Auth {
    /// The account's `access_token`, which the session keeps.
    App,
    /// The endpoint authenticates with the AppSecret instead of a token.
    Secret,
    /// The endpoint's own: the code or the token of a user's web authorization.
    Carried,
}

/// May the same request be sent twice?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a request is either safe to repeat or not")]
pub enum Replay {
    /// Yes: it reads, or doing it twice is like doing it once.
    Safe,
    /// No: a second create makes a second group. It is sent again only when the first one was certainly not carried
    /// out.
    Unsafe,
}

impl Spec {
    /// A GET with the account's token, not replayable until [`replayable`](Self::replayable) says so.
    #[must_use]
    pub const fn get(name: &'static str, path: &'static str) -> Self {
        Self { name, verb: Verb::Get, path, auth: Auth::App, replay: Replay::Unsafe }
    }

    /// A POST with the account's token, not replayable until [`replayable`](Self::replayable) says so.
    #[must_use]
    pub const fn post(name: &'static str, path: &'static str) -> Self {
        Self { name, verb: Verb::Post, path, auth: Auth::App, replay: Replay::Unsafe }
    }

    /// The same request may be sent twice.
    #[must_use]
    pub const fn replayable(mut self) -> Self {
        self.replay = Replay::Safe;
        self
    }

    /// The endpoint authenticates with the AppSecret instead of a token.
    #[must_use]
    pub const fn by_secret(mut self) -> Self {
        self.auth = Auth::Secret;
        self
    }

    /// The endpoint carries a user's code or token; the session's token is not added.
    #[must_use]
    pub const fn carried(mut self) -> Self {
        self.auth = Auth::Carried;
        self
    }

    /// The name of the endpoint: that of its golden files and of its row in the documents.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The HTTP method.
    #[must_use]
    pub const fn verb(&self) -> Verb {
        self.verb
    }

    /// The path, from its leading slash.
    #[must_use]
    pub const fn path(&self) -> &'static str {
        self.path
    }

    /// Which token it takes.
    #[must_use]
    pub const fn auth(&self) -> Auth {
        self.auth
    }

    /// Whether the same request may be sent twice.
    #[must_use]
    pub const fn replay(&self) -> Replay {
        self.replay
    }
}

impl Verb {
    /// `GET` or `POST`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}
