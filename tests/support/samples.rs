//! A sample of every endpoint: the request that its page shows, and what must be read from the golden response.

mod blacklist;
mod groups;
mod jssdk;
mod migration;
mod oauth;
mod operators;
mod sources;
mod tags;
mod token;
mod users;

use std::fmt::Debug;

use wechat_user_core::endpoint::Spec;
use wechat_user_core::transport::{Request, Response};
use wechat_user_core::{AccessToken, Endpoint, Error, OpenId, Origin, decode, encode};

/// One endpoint with a request and a check of its response.
#[non_exhaustive]
pub struct Sample {
    /// Its spec.
    pub spec: &'static Spec,
    /// The request, with the token `ACCESS_TOKEN` as on the vendor's pages.
    pub request: Request,
    /// Decodes a response and, if that succeeds, asserts the values of the golden response.
    pub read: fn(&Response) -> Result<(), Error>,
    /// Decodes a response and prints it: `Debug`, plain and pretty.
    pub debug: fn(&Response) -> Result<String, Error>,
}

/// All samples.
#[must_use]
pub fn all() -> Vec<Sample> {
    [
        token::samples(),
        groups::samples(),
        users::samples(),
        tags::samples(),
        blacklist::samples(),
        migration::samples(),
        oauth::samples(),
        jssdk::samples(),
        operators::samples(),
        sources::samples(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn sample<E: Endpoint<Response: Debug>>(endpoint: &E, read: fn(&Response) -> Result<(), Error>) -> Sample {
    let token = AccessToken::from("ACCESS_TOKEN");
    let request = encode(endpoint, &Origin::default(), Some(&token)).expect("a sample that can be written");
    let debug = |response: &Response| decode::<E>(response).map(|read| format!("{read:?}\n{read:#?}"));
    Sample { spec: E::SPEC, request, read, debug }
}

fn openid(text: &str) -> OpenId {
    OpenId::new(text).expect("a sample openid")
}
