//! `/healthz` and `/metrics`, on a listener of their own. Loopback by default: they tell what the workers do.

use std::convert::Infallible;
use std::net::TcpListener as StdListener;
use std::sync::Arc;
use std::time::Duration;

use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use super::listen::{Stopped, unless_stopped};
use crate::shared::Shared;

/// Connections at once; a monitor needs one.
const MOST: usize = 16;
/// For a whole connection.
const TIME: Duration = Duration::from_secs(10);

/// Serves until the gateway has ended.
pub(crate) async fn serve(listener: StdListener, shared: Arc<Shared>, stopped: Stopped, ended: Stopped) {
    let Ok(listener) = TcpListener::from_std(listener) else { return };
    let places = Arc::new(Semaphore::new(MOST));
    while let Some(accepted) = unless_stopped(&ended, listener.accept()).await {
        let Ok((stream, _)) = accepted else {
            sleep(Duration::from_millis(10)).await;
            continue;
        };
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else { continue };
        let (shared, stopped) = (Arc::clone(&shared), stopped.clone());
        tokio::spawn(async move {
            let _place = place;
            let service = service_fn(move |request| {
                let response = respond(&shared, &stopped, &request);
                async move { Ok::<_, Infallible>(response) }
            });
            let server = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
            drop(timeout(TIME, server).await);
        });
    }
}

fn respond(shared: &Shared, stopped: &Stopped, request: &Request<Incoming>) -> Response<Full<Bytes>> {
    let (status, text) = match (request.method(), request.uri().path()) {
        (&Method::GET, "/healthz") if *stopped.borrow() => (StatusCode::SERVICE_UNAVAILABLE, "draining\n".to_owned()),
        (&Method::GET, "/healthz") => (StatusCode::OK, "ok\n".to_owned()),
        (&Method::GET, "/metrics") => (StatusCode::OK, shared.metrics.text(shared.budget.free())),
        _ => (StatusCode::NOT_FOUND, "not found\n".to_owned()),
    };
    let mut response = Response::new(Full::new(Bytes::from(text)));
    *response.status_mut() = status;
    let plain = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, plain);
    response
}
