//! Pages for people: the control page at `/_mock/`, the page on which a user authorizes (网页授权), and pictures of QR
//! codes.

mod assets;
mod authorize;
mod html;
mod picture;

use http::request::Parts;
use http::{Method, Response, StatusCode};
use transport_mock::Accounts;

use crate::body::Outgoing;

/// A page of the service, or what it is made of.
pub(crate) enum Page {
    Asset(&'static assets::Asset),
    Authorize,
    Picture,
}

/// The page of a path; the admin API and the API of the service have the other paths.
pub(crate) fn find(path: &str) -> Option<Page> {
    match path {
        authorize::PATH => Some(Page::Authorize),
        picture::PATH => Some(Page::Picture),
        _ => assets::find(path).map(Page::Asset),
    }
}

impl Page {
    /// Whether a request changes something, so that the pages of another origin must not send it.
    pub(crate) fn is_guarded(&self, verb: &Method) -> bool {
        matches!(self, Self::Asset(_)) || *verb != Method::GET
    }

    pub(crate) fn respond(&self, accounts: &Accounts, request: &Parts, body: &[u8]) -> Response<Outgoing> {
        match (self, &request.method) {
            (Self::Asset(asset), &Method::GET) => asset.respond(),
            (Self::Authorize, &Method::GET) => {
                authorize::show(accounts, request.uri.query().unwrap_or_default(), &request.headers)
            }
            (Self::Picture, &Method::GET) => picture::show(accounts, &request.uri),
            (Self::Authorize, &Method::POST) => authorize::choose(accounts, body),
            _ => {
                let mut response = Response::new(Outgoing::whole(Vec::new()));
                *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
                response
            }
        }
    }
}
