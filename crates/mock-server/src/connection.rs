//! Accepting connections and ending them.

use std::io;
use std::net::{SocketAddr, TcpListener as StdListener};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::respond::respond;
use crate::shared::{Connection, Shared};

/// How long a connection may take to finish after the server was stopped.
const FINISH: Duration = Duration::from_secs(1);

/// Accepts connections until the server stops.
pub(crate) async fn serve(listener: StdListener, shared: Shared) {
    let listener = match TcpListener::from_std(listener) {
        Ok(listener) => listener,
        Err(error) => return eprintln!("mock-server: {error}"),
    };
    let mut connections = JoinSet::new();
    while let Some(accepted) = shared.unless_stopped(listener.accept()).await {
        while connections.try_join_next().is_some() {}
        match accepted {
            Ok((stream, peer)) => {
                shared.accepted.fetch_add(1, Ordering::Relaxed);
                connections.spawn(serve_one(stream, peer, shared.clone()));
            }
            // Too many open files, or the client closed the connection at once: the server continues.
            Err(_) => sleep(Duration::from_millis(10)).await,
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

/// Serves one connection until it ends. Errors concern only the client.
async fn serve_one(stream: TcpStream, peer: SocketAddr, shared: Shared) {
    drop(try_serve_one(stream, peer, shared).await);
}

async fn try_serve_one(stream: TcpStream, peer: SocketAddr, shared: Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    match &shared.tls {
        None => talk(stream, peer, shared).await,
        Some(tls) => {
            if let Some(stream) = shared.unless_stopped(tls.accept(stream)).await {
                talk(stream?, peer, shared.clone()).await;
            }
        }
    }
    Ok(())
}

/// Speaks HTTP over TCP or TLS.
async fn talk(stream: impl AsyncRead + AsyncWrite + Unpin, peer: SocketAddr, shared: Shared) {
    let this = Arc::new(Connection { shared: shared.clone(), peer, is_new: AtomicBool::new(true) });
    let service = service_fn(move |request| respond(Arc::clone(&this), request));
    let connection = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    if shared.unless_stopped(connection.as_mut()).await.is_none() {
        connection.as_mut().graceful_shutdown();
        drop(timeout(FINISH, connection).await);
    }
}
