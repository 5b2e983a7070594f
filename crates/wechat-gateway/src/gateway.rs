//! Starting, stopping and reloading the gateway.

use std::fmt;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use credential_store_redis::RedisStore;
use tokio::sync::watch;
use transport_ureq::UreqTransport;
use wechat_user::clock::Clock;
use wechat_user::store::CredentialStore;
use wechat_user::{FileStore, MemoryStore, SystemClock};

use crate::account::Common;
use crate::audit::Audit;
use crate::budget::Budget;
use crate::config::{Config, ConfigError, Limits, Store, Upstream};
use crate::metrics::Metrics;
use crate::senders::{self, Senders};
use crate::server::seats::Seats;
use crate::server::{admin, listen};
use crate::shared::{Parts, Shared};

/// A running gateway. Dropping it stops it.
///
/// ```no_run
/// use wechat_gateway::{Config, Gateway};
///
/// let config = Config::load("gateway.toml".as_ref())?;
/// let gateway = Gateway::builder(config).start()?;
/// println!("listening on {}", gateway.url());
/// let control = gateway.control(); // for the handler of a signal
/// gateway.wait()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Gateway {
    addr: SocketAddr,
    admin: SocketAddr,
    is_tls: bool,
    control: Control,
    thread: Option<JoinHandle<()>>,
}

/// The options of a gateway that are not in the file.
#[must_use = "a builder does nothing until it is started"]
pub struct Builder {
    config: Config,
    behind_proxy: bool,
    clock: Option<Arc<dyn Clock>>,
}

/// Stops or reloads a gateway from another thread, such as the handler of a signal.
#[derive(Clone)]
pub struct Control {
    stop: watch::Sender<bool>,
    shared: Arc<Shared>,
    fixed: Arc<Fixed>,
}

/// What only a new start changes.
#[derive(PartialEq, Eq)]
struct Fixed {
    listen: SocketAddr,
    admin: SocketAddr,
    is_tls: bool,
    upstream: Upstream,
    store: Store,
    limits: Limits,
}

impl Gateway {
    /// A gateway of this configuration.
    pub fn builder(config: Config) -> Builder {
        Builder { config, behind_proxy: false, clock: None }
    }

    /// The address for workers.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The address of `/healthz` and `/metrics`.
    #[must_use]
    pub const fn admin_addr(&self) -> SocketAddr {
        self.admin
    }

    /// The base URL for workers, such as `http://127.0.0.1:8790`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}://{}", if self.is_tls { "https" } else { "http" }, self.addr)
    }

    /// A handle that stops or reloads the gateway.
    #[must_use]
    pub fn control(&self) -> Control {
        self.control.clone()
    }

    /// Serves in the foreground, until a [`Control`] stops it and the requests in progress have their responses.
    ///
    /// # Errors
    ///
    /// When the gateway's thread panicked.
    pub fn wait(mut self) -> io::Result<()> {
        self.join()
    }

    fn join(&mut self) -> io::Result<()> {
        match self.thread.take().map(JoinHandle::join) {
            Some(Err(_)) => Err(io::Error::other("the gateway's thread panicked")),
            Some(Ok(())) | None => Ok(()),
        }
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.control.stop();
        // A panic of the thread was printed when it happened.
        drop(self.join());
    }
}

impl Control {
    /// Accepts no more connections, finishes the requests in progress, and ends the gateway.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Takes over keys, accounts, signing keys, proxies, hosts, the TLS certificate and the audit file, which is opened
    /// again. Accounts with the same credentials keep their tokens. True when the file also changes what only a new
    /// start changes: addresses, limits, the store, the upstream.
    ///
    /// # Errors
    ///
    /// [`ConfigError`]; the gateway goes on as it was.
    pub fn reload(&self, config: Config) -> Result<bool, ConfigError> {
        let needs_start = Fixed::of(&config) != *self.fixed;
        if config.tls.is_some() != self.fixed.is_tls {
            return Err(ConfigError::new("tls", "whether there is TLS changes with a new start only"));
        }
        self.shared.reload(config)?;
        Ok(needs_start)
    }
}

impl Fixed {
    fn of(config: &Config) -> Self {
        Self {
            listen: config.listen,
            admin: config.admin,
            is_tls: config.tls.is_some(),
            upstream: config.upstream.clone(),
            store: config.store.clone(),
            limits: config.limits.clone(),
        }
    }
}

impl Builder {
    /// Allows an address other than loopback without TLS: a proxy on a trusted network ends TLS before the gateway.
    pub const fn behind_proxy(mut self, allowed: bool) -> Self {
        self.behind_proxy = allowed;
        self
    }

    /// Another clock, for tests.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Listens, and serves on new threads. Requests are accepted as soon as this returns.
    ///
    /// # Errors
    ///
    /// An address other than loopback without TLS and without [`behind_proxy`](Self::behind_proxy); an address that is
    /// in use; an audit file that cannot be opened; a CA certificate that is none.
    pub fn start(self) -> Result<Gateway, ConfigError> {
        let Self { config, behind_proxy, clock } = self;
        let is_tls = config.tls.is_some();
        if !config.listen.ip().is_loopback() && !is_tls && !behind_proxy {
            let problem = format!(
                "{} is not loopback: workers' keys would travel in the clear; add [tls], or say --behind-proxy",
                config.listen
            );
            return Err(ConfigError::new("listen", problem));
        }
        let fixed = Arc::new(Fixed::of(&config));
        let listener = bind("listen", config.listen)?;
        let admin_listener = bind("admin", config.admin)?;
        let address = |listener: &TcpListener| listener.local_addr().map_err(|error| failed("listen", &error));
        let (addr, admin) = (address(&listener)?, address(&admin_listener)?);
        let shared = Arc::new(shared(config, clock)?);
        let runtime = senders::runtime(shared.limits.senders).map_err(|error| failed("limits.senders", &error))?;
        let (stop, stopped) = watch::channel(false);
        let (end, ended) = watch::channel(false);
        let serving = Arc::clone(&shared);
        let work = move || {
            runtime.block_on(async {
                tokio::spawn(admin::serve(admin_listener, Arc::clone(&serving), stopped.clone(), ended));
                if let Err(error) = listen::serve(listener, Arc::clone(&serving), stopped).await {
                    eprintln!("wechat-gateway: {error}");
                }
                end.send_replace(true);
            });
            // A request that a slow worker did not finish must not keep the process.
            runtime.shutdown_background();
            serving.audit.flush();
        };
        let thread = thread::Builder::new().name("gateway".to_owned()).spawn(work);
        let thread = Some(thread.map_err(|error| failed("start", &error))?);
        Ok(Gateway { addr, admin, is_tls, control: Control { stop, shared, fixed }, thread })
    }
}

fn failed(place: &str, error: &dyn fmt::Display) -> ConfigError {
    ConfigError::new(place, error.to_string())
}

fn bind(place: &str, address: SocketAddr) -> Result<TcpListener, ConfigError> {
    let listener = TcpListener::bind(address).and_then(|listener| {
        listener.set_nonblocking(true)?;
        Ok(listener)
    });
    listener.map_err(|error| ConfigError::new(place, format!("{address}: {error}")))
}

fn shared(config: Config, clock: Option<Arc<dyn Clock>>) -> Result<Shared, ConfigError> {
    let limits = config.limits.clone();
    let metrics = Arc::<Metrics>::default();
    let mut transport = UreqTransport::builder()
        .max_idle_connections(limits.senders)
        .max_response_bytes(limits.response_bytes)
        .timeout(limits.call());
    if let Some(ca) = &config.upstream.ca {
        transport = transport.ca_certificates_pem(ca.as_slice());
    }
    let transport = transport.build().map_err(|error| failed("upstream.ca", &error))?;
    let store = open(&config.store).map_err(|error| failed("store", &error))?;
    let senders = Senders::new(limits.senders, limits.queue, limits.queued(), Arc::clone(&metrics));
    let audit = Audit::start(config.audit.as_deref(), Arc::clone(&metrics)).map_err(|error| failed("audit", &error))?;
    let mut run = [0; 4];
    getrandom::fill(&mut run).map_err(|error| failed("start", &error))?;
    let common = Common {
        origin: config.upstream.origin.clone(),
        transport: Arc::new(transport),
        store,
        clock: clock.unwrap_or_else(|| Arc::new(SystemClock::new())),
        metrics: Arc::clone(&metrics),
        call: limits.call(),
    };
    let parts = Parts {
        senders,
        budget: Budget::new(limits.bytes),
        seats: Seats::new(limits.connections, limits.connections_per_address, metrics),
        limits,
        audit,
        common,
        run: u32::from_le_bytes(run),
    };
    Shared::new(config, parts)
}

/// Connects to nothing yet.
fn open(store: &Store) -> Result<Arc<dyn CredentialStore>, Box<dyn std::error::Error>> {
    Ok(match store {
        Store::Memory => Arc::new(MemoryStore::new()),
        Store::File(folder) => Arc::new(FileStore::in_folder(folder)),
        Store::Redis(url, layout) => {
            let store = RedisStore::from_url(url)?;
            match layout {
                Some(layout) => Arc::new(store.with_layout(layout.parse()?)),
                None => Arc::new(store),
            }
        }
    })
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gateway").field("addr", &self.addr).field("admin", &self.admin).finish_non_exhaustive()
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder").field("config", &self.config).finish_non_exhaustive()
    }
}

impl fmt::Debug for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Control")
    }
}
