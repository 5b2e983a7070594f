//! Responds to one request: reads it, passes it to the engine, and carries out the outcome.

use std::future::pending;
use std::sync::Arc;

use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use tokio::task::spawn_blocking;
use transport_mock::{ClientIp, Outcome, Service};

use crate::admin;
use crate::body::{Hangup, Outgoing};
use crate::shared::Connection;

/// The largest request body. The largest legal one, a batch of 100 openids, has some 7 KB.
const MAX_BODY: usize = 1 << 20;
/// The largest state or seed.
const MAX_STATE: usize = 1 << 28;

pub(crate) async fn respond(
    connection: Arc<Connection>,
    request: Request<Incoming>,
) -> Result<Response<Outgoing>, Hangup> {
    let (parts, body) = request.into_parts();
    let is_admin = parts.uri.path().starts_with(admin::PREFIX);
    let limit = if is_admin { MAX_STATE } else { MAX_BODY };
    let Ok(body) = Limited::new(body, limit).collect().await else {
        let mut response = Response::new(Outgoing::whole(Vec::new()));
        *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
        return Ok(response);
    };
    if is_admin {
        let wechat = connection.shared.wechat.clone();
        // A push waits for the program under test, which may call the simulator before it responds.
        let work = spawn_blocking(move || admin::respond(&wechat, &parts.method, parts.uri.path(), &body.to_bytes()));
        return connection.shared.unless_stopped(work).await.and_then(Result::ok).ok_or(Hangup);
    }
    let mut request = Request::from_parts(parts, Vec::from(body.to_bytes()));
    request.extensions_mut().insert(ClientIp(connection.peer.ip().to_canonical()));
    if !Service::routes().iter().any(|route| route.path() == request.uri().path()) {
        eprintln!("mock-server: no such endpoint: {} {}", request.method(), request.uri().path());
    }

    let (outcome, held) = connection.shared.wechat.arrive(request);
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
