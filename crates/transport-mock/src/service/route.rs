//! The table of endpoints: verb, path, what is checked before the work, and the work.

use http::Method;

use super::call::Handler;
use super::{groups, token, users};

/// One endpoint of the simulator.
#[derive(Clone, Debug)]
pub struct Route {
    pub(super) verb: Method,
    pub(super) path: &'static str,
    pub(super) access: Access,
    pub(super) body: Body,
    /// The code for the other verb.
    pub(super) wrong_verb: i64,
    pub(super) handler: Handler,
}

/// Who may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// Whoever knows the secret: the endpoint checks it.
    Credentials,
    /// A token of the account, which must be verified.
    Token,
}

/// What is checked of the body before the endpoint sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Body {
    /// Nothing: there is none.
    None,
    /// It is there, and it is JSON.
    Json,
    /// It is there; the endpoint reads it.
    Bytes,
}

impl Route {
    const fn get(path: &'static str, handler: Handler) -> Self {
        Self { verb: Method::GET, path, access: Access::Token, body: Body::None, wrong_verb: 43001, handler }
    }

    const fn post(path: &'static str, handler: Handler) -> Self {
        Self { verb: Method::POST, path, access: Access::Token, body: Body::Json, wrong_verb: 43002, handler }
    }

    const fn with_credentials(mut self) -> Self {
        self.access = Access::Credentials;
        self
    }

    /// The endpoint reads the body itself.
    const fn with_bytes(mut self) -> Self {
        self.body = Body::Bytes;
        self
    }

    /// The code that was seen for the other verb.
    const fn with_wrong_verb(mut self, code: i64) -> Self {
        self.wrong_verb = code;
        self
    }

    /// GET or POST.
    #[must_use]
    pub const fn verb(&self) -> &Method {
        &self.verb
    }

    /// The path, from `/cgi-bin/` on.
    #[must_use]
    pub const fn path(&self) -> &'static str {
        self.path
    }
}

/// All endpoints, family by family.
pub(super) static ROUTES: &[Route] = &[
    Route::get("/cgi-bin/token", token::plain).with_credentials(),
    Route::post("/cgi-bin/stable_token", token::stable).with_credentials(),
    Route::post("/cgi-bin/groups/create", groups::create),
    Route::get("/cgi-bin/groups/get", groups::get),
    Route::post("/cgi-bin/groups/getid", groups::getid),
    Route::post("/cgi-bin/groups/update", groups::update),
    Route::post("/cgi-bin/groups/members/update", groups::members_update),
    Route::post("/cgi-bin/groups/members/batchupdate", groups::members_batchupdate),
    Route::post("/cgi-bin/groups/delete", groups::delete),
    Route::get("/cgi-bin/user/info", users::info),
    Route::post("/cgi-bin/user/info/batchget", users::batchget).with_bytes().with_wrong_verb(47001),
    Route::post("/cgi-bin/user/info/updateremark", users::updateremark),
    Route::get("/cgi-bin/user/get", users::get),
];

pub(super) fn find(path: &str) -> Option<&'static Route> {
    ROUTES.iter().find(|route| route.path == path)
}
