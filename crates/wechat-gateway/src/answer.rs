//! From a request of a worker to the response: check, authorize, act, note.

mod failure;
mod issue;
mod oauth;
mod params;
mod relay;
mod reply;
mod request;
mod ticket;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use http::header::{CONNECTION, HeaderValue, TRANSFER_ENCODING};
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};

use crate::access::known::Known;
use crate::audit::{self, Line};
use crate::server::framing::Framing;
use crate::shared::Shared;
use reply::Reply;
use request::Ask;

/// One connection, as its requests see it.
pub(crate) struct Connection {
    pub(crate) shared: Arc<Shared>,
    pub(crate) peer: IpAddr,
    pub(crate) framing: Arc<Framing>,
    pub(crate) known: Known,
}

/// Responds, and writes the line of the audit file.
pub(crate) async fn answer(connection: &Connection, request: Request<Incoming>) -> Response<Full<Bytes>> {
    let (began, shared) = (Instant::now(), &connection.shared);
    let id = shared.next_id();
    let is_chunked = request.headers().contains_key(TRANSFER_ENCODING);
    let (mut ask, body) = Ask::new(connection, request);
    let reply = match request::check(&ask, connection) {
        Ok(()) => respond(&mut ask, body).await.unwrap_or_else(Reply::from),
        Err(refusal) => Reply::from(refusal),
    };
    shared.metrics.count(reply.outcome);
    shared.audit.write(|| Line {
        time: audit::now(),
        id: id.to_string(),
        key: ask.key.as_ref().map(|key| key.name.clone()),
        app_id: ask.account.as_ref().map(|account| account.app_id().to_owned()),
        address: ask.address.to_string(),
        method: ask.method.as_str().chars().take(16).collect(),
        path: ask.shown_path(),
        status: reply.status.as_u16(),
        errcode: reply.errcode,
        outcome: reply.outcome.as_str(),
        ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
        bytes_in: ask.bytes_in,
        bytes_out: reply.len(id) as u64,
    });
    let mut response = reply.into_response(id);
    // The heads after a chunked body are not looked at: there are none.
    if is_chunked || connection.framing.is_ambiguous() {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

async fn respond(ask: &mut Ask<'_>, body: Incoming) -> Result<Reply, crate::refusal::Refusal> {
    match ask.path() {
        "/cgi-bin/token" => issue::token(ask, body).await,
        "/cgi-bin/stable_token" => issue::stable_token(ask, body).await,
        "/sns/oauth2/access_token" => oauth::exchange(ask).await,
        _ => relay::relay(ask, body).await,
    }
}
