//! Starting and stopping the server.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::sync::{Semaphore, watch};
use transport_mock::{Accounts, FakeWeChat, TestClock};

use crate::admin::{Admin, AllowedHosts};
use crate::connection::serve;
use crate::shared::Shared;
use crate::tls::Tls;

/// A running server. Dropping it stops it.
pub struct MockServer {
    accounts: Accounts,
    addr: SocketAddr,
    stopper: Stopper,
    ca: Option<String>,
    accepted: Arc<AtomicU64>,
    thread: Option<JoinHandle<()>>,
}

/// The options of a server.
#[derive(Debug)]
#[must_use = "a builder does nothing until it is started"]
pub struct Builder {
    wechat: Option<FakeWeChat>,
    listen: SocketAddr,
    latency: Duration,
    connect_latency: Duration,
    tls: bool,
    hosts: AllowedHosts,
}

/// Stops a server from another thread, such as the handler of a signal.
#[derive(Clone)]
pub struct Stopper(watch::Sender<bool>);

impl MockServer {
    /// A server on a free port of 127.0.0.1, with the default account, the system's time and no latency.
    pub fn builder() -> Builder {
        Builder {
            wechat: None,
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            latency: Duration::ZERO,
            connect_latency: Duration::ZERO,
            tls: false,
            hosts: AllowedHosts::default(),
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

    /// The certificate of the server's private CA, in PEM, for the client to trust; `None` without
    /// [`tls`](Builder::tls).
    #[must_use]
    pub fn ca_certificate(&self) -> Option<&str> {
        self.ca.as_deref()
    }

    /// The default account, which can be read and changed while the server runs.
    #[must_use]
    pub fn service(&self) -> &FakeWeChat {
        self.accounts.default_account()
    }

    /// All accounts; tests can create more while the server runs.
    #[must_use]
    pub const fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    /// How many connections it has accepted so far.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.accepted.load(Ordering::Relaxed)
    }

    /// A handle that stops the server from another thread.
    #[must_use]
    pub fn stopper(&self) -> Stopper {
        self.stopper.clone()
    }

    /// Serves in the foreground, until a [`Stopper`] ends it.
    ///
    /// # Errors
    ///
    /// When the server's thread panicked.
    pub fn wait(mut self) -> io::Result<()> {
        match self.thread.take().map(JoinHandle::join) {
            Some(Err(_)) => Err(io::Error::other("the server's thread panicked")),
            Some(Ok(())) | None => Ok(()),
        }
    }
}

impl Drop for MockServer {
    fn drop(&mut self) {
        if let Some(thread) = self.thread.take() {
            self.stopper.stop();
            // A panic of the thread was printed when it happened.
            drop(thread.join());
        }
    }
}

impl Builder {
    /// Serves this account as the default one, with its clock. New accounts begin with its seed, its settings and its
    /// number of followers at the start.
    pub fn service(mut self, wechat: FakeWeChat) -> Self {
        self.wechat = Some(wechat);
        self
    }

    /// Listens on this address; port 0 takes a free one. The server is unprotected: do not listen where others can
    /// reach it.
    pub const fn listen(mut self, addr: SocketAddr) -> Self {
        self.listen = addr;
        self
    }

    /// Delays each response by this time.
    pub const fn latency(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// Delays the first response of each connection by this time in addition, as the handshakes with a distant server
    /// do.
    pub const fn connect_latency(mut self, latency: Duration) -> Self {
        self.connect_latency = latency;
        self
    }

    /// Serves HTTPS instead of HTTP, with a certificate for loopback and for the service's own host names, signed by a
    /// CA that exists for this server only: see [`MockServer::ca_certificate`].
    pub const fn tls(mut self) -> Self {
        self.tls = true;
        self
    }

    /// Lets admin calls use this host name too. Without it, their `Host` must be an address or a name without dots,
    /// because a web page's own host name could point to this server.
    pub fn allow_host(mut self, host: impl Into<String>) -> Self {
        self.hosts.add(host.into());
        self
    }

    /// Listens, and serves on a new thread. Connections are accepted as soon as this returns.
    ///
    /// # Errors
    ///
    /// When listening fails, the system creates no thread, or no certificate can be created.
    pub fn start(self) -> io::Result<MockServer> {
        let listener = TcpListener::bind(self.listen)?;
        listener.set_nonblocking(true)?;
        let addr = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
        let wechat = self.wechat.unwrap_or_else(|| FakeWeChat::new().with_clock(TestClock::running()));
        wechat.mark_start();
        let accounts = Accounts::new(wechat);
        let (stopper, stopped) = watch::channel(false);
        let (tls, ca) = self.tls.then(Tls::generate).transpose()?.map(|tls| (tls.acceptor, tls.ca)).unzip();
        let accepted = Arc::<AtomicU64>::default();
        let Self { latency, connect_latency, hosts, .. } = self;
        let shared = Shared {
            accounts: accounts.clone(),
            latency,
            connect_latency,
            tls,
            admin: Arc::new(Admin::new(hosts, stopped.clone())),
            stopped,
            accepted: Arc::clone(&accepted),
            unknown: Arc::default(),
            large_body: Arc::new(Semaphore::new(1)),
        };
        let thread = thread::Builder::new().name("mock-server".to_owned()).spawn(move || {
            runtime.block_on(serve(listener, shared));
            // An orderly shutdown could wait forever for a response at a closed gate.
            runtime.shutdown_background();
        })?;
        Ok(MockServer { accounts, addr, stopper: Stopper(stopper), ca, accepted, thread: Some(thread) })
    }
}

impl Stopper {
    /// Accepts no more connections, finishes the current responses, and ends the server.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl fmt::Debug for MockServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockServer").field("addr", &self.addr).field("service", self.service()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Stopper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stopper")
    }
}
