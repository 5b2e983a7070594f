//! Starting, looking inside, stopping.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::sync::watch;
use transport_mock::{FakeWeChat, TestClock};

use crate::connection::serve;
use crate::shared::Shared;
use crate::tls::Tls;

/// A running server. Dropping it stops it.
pub struct MockServer {
    wechat: FakeWeChat,
    addr: SocketAddr,
    stopper: Stopper,
    ca: Option<String>,
    thread: Option<JoinHandle<()>>,
}

/// How a server is to run.
#[derive(Debug)]
#[must_use = "a builder serves nothing until it is started"]
pub struct Builder {
    wechat: Option<FakeWeChat>,
    listen: SocketAddr,
    latency: Duration,
    connect_latency: Duration,
    tls: bool,
}

/// Stops a server from another thread, from the handler of a signal for instance.
#[derive(Clone)]
pub struct Stopper(watch::Sender<bool>);

impl MockServer {
    /// A server on a free port of 127.0.0.1, with the default account, the wall's time and no latency.
    pub fn builder() -> Builder {
        Builder {
            wechat: None,
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            latency: Duration::ZERO,
            connect_latency: Duration::ZERO,
            tls: false,
        }
    }

    /// The address that it listens on.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The base URL, such as `http://127.0.0.1:40123`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}://{}", if self.ca.is_some() { "https" } else { "http" }, self.addr)
    }

    /// The certificate of the private CA that signed the server's own, in PEM, for the client to trust; `None` without
    /// [`tls`](Builder::tls).
    #[must_use]
    pub fn ca_certificate(&self) -> Option<&str> {
        self.ca.as_deref()
    }

    /// The account behind it, to look at and to change while it runs.
    #[must_use]
    pub const fn service(&self) -> &FakeWeChat {
        &self.wechat
    }

    /// Something that stops the server from elsewhere.
    #[must_use]
    pub fn stopper(&self) -> Stopper {
        self.stopper.clone()
    }

    /// Serves in the foreground, until a [`Stopper`] ends it.
    ///
    /// # Errors
    ///
    /// When the server broke down.
    pub fn wait(mut self) -> io::Result<()> {
        match self.thread.take().map(JoinHandle::join) {
            Some(Err(_)) => Err(io::Error::other("the server's thread broke down")),
            Some(Ok(())) | None => Ok(()),
        }
    }
}

impl Drop for MockServer {
    fn drop(&mut self) {
        if let Some(thread) = self.thread.take() {
            self.stopper.stop();
            // A breakdown was printed when it happened; there is nobody left here to tell.
            drop(thread.join());
        }
    }
}

impl Builder {
    /// Serves this account, with its clock.
    pub fn service(mut self, wechat: FakeWeChat) -> Self {
        self.wechat = Some(wechat);
        self
    }

    /// Listens on this address; port 0 takes a free one. There is no protection: do not listen where others can reach it.
    pub const fn listen(mut self, addr: SocketAddr) -> Self {
        self.listen = addr;
        self
    }

    /// Waits so long before each answer.
    pub const fn latency(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// Waits so much longer before the first answer of each connection, as the handshakes of a distant one take.
    pub const fn connect_latency(mut self, latency: Duration) -> Self {
        self.connect_latency = latency;
        self
    }

    /// Serves HTTPS instead of HTTP, with a certificate for loopback and for the service's own host names, signed by a CA that is made for this
    /// server alone: see [`MockServer::ca_certificate`].
    pub const fn tls(mut self) -> Self {
        self.tls = true;
        self
    }

    /// Listens, and serves on a thread of its own. When this returns, connections are accepted.
    ///
    /// # Errors
    ///
    /// When the address cannot be listened on, the system gives no thread, or no certificate can be made.
    pub fn start(self) -> io::Result<MockServer> {
        let listener = TcpListener::bind(self.listen)?;
        listener.set_nonblocking(true)?;
        let addr = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
        let wechat = self.wechat.unwrap_or_else(|| FakeWeChat::new().with_clock(TestClock::running()));
        let (stopper, stopped) = watch::channel(false);
        let (tls, ca) = self.tls.then(Tls::generate).transpose()?.map(|tls| (tls.acceptor, tls.ca)).unzip();
        let Self { latency, connect_latency, .. } = self;
        let shared = Shared { wechat: wechat.clone(), latency, connect_latency, tls, stopped };
        let thread = thread::Builder::new().name("mock-server".to_owned()).spawn(move || {
            runtime.block_on(serve(listener, shared));
            // Not an orderly shutdown: an answer held back at a gate that nobody opens would keep it waiting for ever.
            runtime.shutdown_background();
        })?;
        Ok(MockServer { wechat, addr, stopper: Stopper(stopper), ca, thread: Some(thread) })
    }
}

impl Stopper {
    /// Accepts no more connections, finishes the answers that are under way, and ends.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl fmt::Debug for MockServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockServer").field("addr", &self.addr).field("service", &self.wechat).finish_non_exhaustive()
    }
}

impl fmt::Debug for Stopper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stopper")
    }
}
