//! Responds to one request: reads it, passes it to the engine, and carries out the outcome.

use std::future::pending;
use std::sync::Arc;

use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Limited};
use hyper::body::{Body, Incoming};
use tokio::task::spawn_blocking;
use transport_mock::{ClientIp, Outcome, Service};

use crate::admin;
use crate::body::{Hangup, Outgoing};
use crate::pages;
use crate::shared::Connection;

/// The largest request body. The largest legal one, a batch of 100 openids, has some 7 KB.
const MAX_BODY: usize = 1 << 20;

/// The largest body that is read although it is refused: many clients read no response before they have sent the body.
const MAX_DISCARDED: u64 = 1 << 26;

pub(crate) async fn respond(
    connection: Arc<Connection>,
    request: Request<Incoming>,
) -> Result<Response<Outgoing>, Hangup> {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path();
    let found = pages::find(path);
    let is_admin = found.is_none() && path.starts_with(admin::PREFIX);
    let is_guarded = is_admin || found.as_ref().is_some_and(|page| page.is_guarded(&parts.method));
    if is_guarded
        && let Some(refused) = admin::refuse(&connection.shared.admin, &parts.headers, connection.shared.tls.is_some())
    {
        return Ok(refused);
    }
    let target = is_admin.then(|| admin::find(&parts.method, path));
    let takes_file = target.as_ref().is_some_and(admin::Target::takes_file);
    let limit = if takes_file { admin::MAX_FILE } else { MAX_BODY };
    let too_large = || {
        let mut response = Response::new(Outgoing::whole(Vec::new()));
        *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
        response
    };
    let announced = body.size_hint().lower();
    if announced > limit as u64 {
        if announced <= MAX_DISCARDED {
            discard(body).await;
        }
        return Ok(too_large());
    }
    let _permit = match takes_file {
        true => {
            let permit = connection.shared.unless_stopped(connection.shared.large_body.acquire()).await;
            Some(permit.and_then(Result::ok).ok_or(Hangup)?)
        }
        false => None,
    };
    let Ok(body) = Limited::new(body, limit).collect().await else { return Ok(too_large()) };
    if let Some(page) = found {
        return Ok(page.respond(&connection.shared.accounts, &parts, &body.to_bytes()));
    }
    if let Some(target) = target {
        let accounts = connection.shared.accounts.clone();
        let admin = Arc::clone(&connection.shared.admin);
        // A push waits for the program under test, which may call the simulator before it responds.
        let work = spawn_blocking(move || target.respond(&accounts, &admin, &parts, &body.to_bytes()));
        return connection.shared.unless_stopped(work).await.and_then(Result::ok).ok_or(Hangup);
    }
    if !is_of_the_service(parts.uri.path()) {
        let mut response = Response::new(Outgoing::whole(Vec::new()));
        *response.status_mut() = StatusCode::NOT_FOUND;
        return Ok(response);
    }
    let mut request = Request::from_parts(parts, Vec::from(body.to_bytes()));
    request.extensions_mut().insert(ClientIp(connection.peer.ip().to_canonical()));
    if !Service::routes().iter().any(|route| route.path() == request.uri().path()) {
        connection.shared.unknown.report(request.method(), request.uri().path());
    }

    let (outcome, held) = connection.shared.accounts.arrive(request);
    let held = Arc::new(held);
    if held.must_wait() {
        let waiting = Arc::clone(&held);
        connection.shared.unless_stopped(spawn_blocking(move || waiting.wait())).await;
    }
    match outcome {
        Outcome::Response(response) => {
            connection.delay().await;
            Ok(response.map(Outgoing::whole))
        }
        Outcome::Cut { response, bytes } => {
            connection.delay().await;
            Ok(response.map(|body| Outgoing::cut(body, bytes)))
        }
        Outcome::Dripped { response, bytes, pause } => {
            connection.delay().await;
            Ok(response.map(|body| Outgoing::dripped(body, bytes, pause)))
        }
        Outcome::Stalled => {
            connection.shared.unless_stopped(pending::<()>()).await;
            Err(Hangup)
        }
        _ => Err(Hangup),
    }
}

async fn discard(mut body: Incoming) {
    while let Some(Ok(_)) = body.frame().await {}
}

/// Whether the first segment of a path is one of the service's. Other paths, such as `/favicon.ico`, do not reach it.
fn is_of_the_service(path: &str) -> bool {
    let first = |path: &str| path.split('/').nth(1).unwrap_or_default().to_owned();
    Service::routes().iter().any(|route| first(route.path()) == first(path))
}
