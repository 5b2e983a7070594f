//! The table of endpoints: verb, path, what is checked before the work, and the work.

use http::Method;

use super::call::Handler;
use super::{
    blacklist, groups, migration, network, oauth, qrcode, quota, rid, shorten, statistics, tags, ticket, token, users,
};

/// One endpoint of the simulator.
#[derive(Clone, Debug)]
pub struct Route {
    pub(crate) verb: Method,
    pub(crate) path: &'static str,
    pub(crate) access: Access,
    pub(crate) body: Body,
    /// The code for the wrong verb.
    pub(crate) wrong_verb: i64,
    /// Plain HTTP is redirected (301) instead of refused (43003).
    pub(crate) moves_to_https: bool,
    pub(crate) handler: Handler,
}

/// How a call is authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// With credentials, which the endpoint checks.
    Credentials,
    /// With an access token of the account.
    Token,
    /// With an access token of the account, which must be verified (已认证).
    VerifiedToken,
}

/// How the body is checked before the endpoint gets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    /// There is no body.
    None,
    /// It must be present and JSON.
    Json,
    /// It must be present; the endpoint reads it.
    Bytes,
    /// It may be present; the endpoint reads it.
    Anything,
}

impl Route {
    const fn get(path: &'static str, handler: Handler) -> Self {
        Self {
            verb: Method::GET,
            path,
            access: Access::VerifiedToken,
            body: Body::None,
            wrong_verb: 43001,
            moves_to_https: false,
            handler,
        }
    }

    const fn post(path: &'static str, handler: Handler) -> Self {
        Self {
            verb: Method::POST,
            path,
            access: Access::VerifiedToken,
            body: Body::Json,
            wrong_verb: 43002,
            moves_to_https: false,
            handler,
        }
    }

    const fn with_credentials(mut self) -> Self {
        self.access = Access::Credentials;
        self
    }

    /// Unverified accounts may call it too.
    const fn for_all(mut self) -> Self {
        self.access = Access::Token;
        self
    }

    /// Plain HTTP gets a 301.
    const fn moved_to_https(mut self) -> Self {
        self.moves_to_https = true;
        self
    }

    /// The body is optional.
    const fn with_anything(mut self) -> Self {
        self.body = Body::Anything;
        self
    }

    /// The endpoint reads the body itself.
    const fn with_bytes(mut self) -> Self {
        self.body = Body::Bytes;
        self
    }

    /// The code that the service returns for the wrong verb.
    const fn with_wrong_verb(mut self, code: i64) -> Self {
        self.wrong_verb = code;
        self
    }

    /// GET or POST.
    #[must_use]
    pub const fn verb(&self) -> &Method {
        &self.verb
    }

    /// The path, from its first slash on.
    #[must_use]
    pub const fn path(&self) -> &'static str {
        self.path
    }
}

/// All endpoints, family by family.
pub(crate) static ROUTES: &[Route] = &[
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
    Route::post("/cgi-bin/tags/create", tags::create),
    Route::get("/cgi-bin/tags/get", tags::get),
    Route::post("/cgi-bin/tags/update", tags::update),
    Route::post("/cgi-bin/tags/delete", tags::delete),
    Route::post("/cgi-bin/tags/members/batchtagging", tags::batchtagging),
    Route::post("/cgi-bin/tags/members/batchuntagging", tags::batchuntagging),
    Route::post("/cgi-bin/tags/getidlist", tags::getidlist),
    Route::post("/cgi-bin/user/tag/get", tags::members),
    Route::post("/cgi-bin/tags/members/getblacklist", blacklist::get),
    Route::post("/cgi-bin/tags/members/batchblacklist", blacklist::add),
    Route::post("/cgi-bin/tags/members/batchunblacklist", blacklist::remove),
    Route::post("/cgi-bin/changeopenid", migration::change).with_bytes().moved_to_https(),
    Route::get("/sns/oauth2/access_token", oauth::exchange).with_credentials(),
    Route::get("/sns/oauth2/refresh_token", oauth::refresh).with_credentials(),
    Route::get("/sns/userinfo", oauth::userinfo).with_credentials(),
    Route::get("/sns/auth", oauth::auth).with_credentials(),
    Route::get("/cgi-bin/ticket/getticket", ticket::get).for_all(),
    Route::post("/cgi-bin/qrcode/create", qrcode::create),
    Route::post("/cgi-bin/shorten/gen", shorten::create),
    Route::post("/cgi-bin/shorten/fetch", shorten::fetch),
    Route::post("/datacube/getusersummary", statistics::summary),
    Route::post("/datacube/getusercumulate", statistics::cumulate),
    Route::post("/cgi-bin/openapi/quota/get", quota::get).for_all(),
    Route::post("/cgi-bin/openapi/quota/clear", quota::clear).for_all(),
    Route::post("/cgi-bin/clear_quota", quota::clear_all).for_all(),
    Route::post("/cgi-bin/clear_quota/v2", quota::clear_all_by_secret).with_credentials().with_anything(),
    Route::post("/cgi-bin/openapi/rid/get", rid::get).for_all(),
    Route::get("/cgi-bin/getcallbackip", network::callback_ips).for_all(),
    Route::get("/cgi-bin/get_api_domain_ip", network::api_ips).for_all(),
    Route::post("/cgi-bin/callback/check", network::check).for_all(),
];

pub(crate) fn find(path: &str) -> Option<&'static Route> {
    ROUTES.iter().find(|route| route.path == path)
}
