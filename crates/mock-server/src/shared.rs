//! What the parts of the server share: the accounts, the latencies, and whether the server stops.

use std::future::{Future, poll_fn};
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::Poll;
use std::time::Duration;

use tokio::sync::{Semaphore, watch};
use tokio::time::sleep;
use tokio_rustls::TlsAcceptor;
use transport_mock::Accounts;

use crate::admin::Admin;
use crate::unknown::UnknownPaths;

/// What all connections share.
#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) accounts: Accounts,
    pub(crate) latency: Duration,
    pub(crate) connect_latency: Duration,
    pub(crate) tls: Option<TlsAcceptor>,
    pub(crate) stopped: watch::Receiver<bool>,
    /// How many connections were accepted.
    pub(crate) accepted: Arc<AtomicU64>,
    pub(crate) admin: Arc<Admin>,
    pub(crate) unknown: Arc<UnknownPaths>,
    /// Bounds the memory of large bodies: one at a time.
    pub(crate) large_body: Arc<Semaphore>,
}

/// One connection, as its requests see it.
pub(crate) struct Connection {
    pub(crate) shared: Shared,
    pub(crate) peer: SocketAddr,
    /// Whether no response was sent yet.
    pub(crate) is_new: AtomicBool,
}

impl Shared {
    /// Waits for `work`; `None` if the server stops first.
    pub(crate) async fn unless_stopped<F: Future>(&self, work: F) -> Option<F::Output> {
        let mut stopped = self.stopped.clone();
        let mut stopped = pin!(stopped.wait_for(|stopped| *stopped));
        let mut work = pin!(work);
        poll_fn(|context| match work.as_mut().poll(context) {
            Poll::Ready(done) => Poll::Ready(Some(done)),
            Poll::Pending => stopped.as_mut().poll(context).map(|_| None),
        })
        .await
    }
}

impl Connection {
    /// Waits for the latency of a distant service.
    pub(crate) async fn delay(&self) {
        let latency = self.next_latency();
        if !latency.is_zero() {
            self.shared.unless_stopped(sleep(latency)).await;
        }
    }

    /// The latency of the next response; the first one includes the time of the handshakes.
    fn next_latency(&self) -> Duration {
        let is_first = self.is_new.swap(false, Ordering::Relaxed);
        self.shared.latency + if is_first { self.shared.connect_latency } else { Duration::ZERO }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;
    use std::sync::atomic::AtomicBool;

    use tokio::sync::watch;
    use transport_mock::{Accounts, FakeWeChat};

    use super::*;
    use crate::admin::AllowedHosts;

    #[test]
    fn the_first_response_of_a_connection_takes_longer() {
        let (_stopper, stopped) = watch::channel(false);
        let (latency, connect_latency) = (Duration::from_millis(30), Duration::from_millis(60));
        let admin = Arc::new(Admin::new(AllowedHosts::default(), stopped.clone()));
        let shared = Shared {
            accounts: Accounts::new(FakeWeChat::new()),
            latency,
            connect_latency,
            tls: None,
            stopped,
            accepted: Arc::default(),
            admin,
            unknown: Arc::default(),
            large_body: Arc::new(Semaphore::new(1)),
        };
        let connection = Connection { shared, peer: (Ipv4Addr::LOCALHOST, 1).into(), is_new: AtomicBool::new(true) };
        assert_eq!(connection.next_latency(), latency + connect_latency);
        assert_eq!(connection.next_latency(), latency);
    }
}
