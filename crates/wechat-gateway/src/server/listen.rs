//! Accepts connections, serves them, and ends them.

use std::convert::Infallible;
use std::future::Future;
use std::net::{SocketAddr, TcpListener as StdListener};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::framing::{Framing, Watched};
use super::seats::Seat;
use super::stall::Stall;
use crate::access::address::is_in;
use crate::access::known::Known;
use crate::answer::{Connection, answer};
use crate::shared::Shared;

/// The head of a request, with a query of a few openids. hyper holds so many bytes of a body as well.
const MAX_HEAD: usize = 64 * 1024;
const MAX_HEADERS: usize = 64;

/// True once the gateway ends.
pub(crate) type Stopped = watch::Receiver<bool>;

/// Serves until the gateway is stopped, and then until its connections have ended, or their time is over.
pub(crate) async fn serve(listener: StdListener, shared: Arc<Shared>, stopped: Stopped) -> std::io::Result<()> {
    let listener = TcpListener::from_std(listener)?;
    let mut connections = JoinSet::new();
    while let Some(accepted) = unless_stopped(&stopped, listener.accept()).await {
        while connections.try_join_next().is_some() {}
        match accepted {
            Ok((stream, peer)) => {
                let address = peer.ip().to_canonical();
                let is_proxy = is_in(&shared.setup().proxies, address);
                // Without a seat the connection is closed: a response would cost what the limit is for.
                if let Some(seat) = shared.seats.take(address, is_proxy) {
                    connections.spawn(serve_one(stream, peer, Arc::clone(&shared), stopped.clone(), seat));
                }
            }
            // Too many open files, or the worker closed the connection at once.
            Err(_) => sleep(Duration::from_millis(10)).await,
        }
    }
    drop(listener);
    // A worker that does not read its response must not keep the gateway from ending.
    drop(timeout(shared.limits.drain(), async { while connections.join_next().await.is_some() {} }).await);
    Ok(())
}

/// Serves one connection. Its errors concern the worker only.
async fn serve_one(stream: TcpStream, peer: SocketAddr, shared: Arc<Shared>, stopped: Stopped, _seat: Seat) {
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let stream = Stall::new(stream, shared.limits.body());
    match shared.tls() {
        None => talk(stream, peer, shared, stopped).await,
        Some(tls) => {
            let handshake = timeout(shared.limits.header(), tls.accept(stream));
            if let Some(Ok(Ok(stream))) = unless_stopped(&stopped, handshake).await {
                talk(stream, peer, shared, stopped).await;
            }
        }
    }
}

async fn talk(stream: impl AsyncRead + AsyncWrite + Unpin, peer: SocketAddr, shared: Arc<Shared>, stopped: Stopped) {
    let framing = Arc::<Framing>::default();
    let stream = Watched::new(stream, Arc::clone(&framing), shared.limits.header(), shared.limits.idle());
    let this = Arc::new(Connection { shared, peer: peer.ip(), framing, known: Known::default() });
    let service = service_fn(move |request| {
        let this = Arc::clone(&this);
        // Here, not at the first poll: the connection may be read from before that.
        this.framing.set_serving(true);
        async move {
            let response = answer(&this, request).await;
            this.framing.set_serving(false);
            Ok::<_, Infallible>(response)
        }
    });
    // Without a timer: `Watched` has one for the whole connection.
    let connection = http1::Builder::new()
        .max_buf_size(MAX_HEAD)
        .max_headers(MAX_HEADERS)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    if unless_stopped(&stopped, connection.as_mut()).await.is_none() {
        // The request in progress gets its response; an idle connection ends at once.
        connection.as_mut().graceful_shutdown();
        drop(connection.await);
    }
}

/// Waits for `work`; `None` if the gateway is stopped first.
pub(crate) async fn unless_stopped<F: Future>(stopped: &Stopped, work: F) -> Option<F::Output> {
    let mut stopped = stopped.clone();
    let mut stopped = pin!(stopped.wait_for(|stopped| *stopped));
    let mut work = pin!(work);
    std::future::poll_fn(|context| match work.as_mut().poll(context) {
        std::task::Poll::Ready(done) => std::task::Poll::Ready(Some(done)),
        std::task::Poll::Pending => stopped.as_mut().poll(context).map(|_| None),
    })
    .await
}
