//! How a client is put together.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;
use std::time::Duration;

use wechat_user_core::clock::Clock;
use wechat_user_core::retry::RetryPolicy;
use wechat_user_core::store::CredentialStore;
use wechat_user_core::transport::Transport;
use wechat_user_core::{AppId, AppSecret, Credentials, Error, Origin, Session, TokenMode};

use crate::client::Client;
use crate::observer::Observer;
use crate::setup_error::SetupError;
use crate::shared::Handle;
use crate::source::CredentialSource;
use crate::system_clock::SystemClock;

impl Client {
    /// A client over ureq that keeps a stable token in memory. For anything else, [`builder`](Self::builder).
    ///
    /// # Errors
    ///
    /// An empty AppID.
    #[cfg(feature = "ureq")]
    pub fn new(app_id: impl Into<AppId>, secret: impl Into<AppSecret>) -> Result<Self, Error> {
        Self::builder(app_id, secret).build()
    }

    /// Starts a client for this account.
    pub fn builder(app_id: impl Into<AppId>, secret: impl Into<AppSecret>) -> Builder {
        Builder::new(Credentials::stable(app_id, secret))
    }

    /// Starts a client with other credentials: plain tokens, none at all, or tokens that the program supplies.
    pub fn builder_with(credentials: Credentials) -> Builder {
        Builder::new(credentials)
    }
}

/// Puts a [`Client`] together; see [`Client::builder`].
#[must_use]
pub struct Builder {
    credentials: Credentials,
    origin: Origin,
    retry: RetryPolicy,
    call_timeout: Duration,
    fetch_timeout: Duration,
    forced_refresh: bool,
    seed: Option<u64>,
    transport: Option<Arc<dyn Transport>>,
    clock: Option<Arc<dyn Clock>>,
    observer: Option<Arc<dyn Observer>>,
    source: Option<Arc<dyn CredentialSource>>,
    store: Option<Arc<dyn CredentialStore>>,
}

impl Builder {
    pub(crate) fn new(credentials: Credentials) -> Self {
        Self {
            credentials,
            origin: Origin::default(),
            retry: RetryPolicy::default(),
            call_timeout: Duration::from_secs(30),
            fetch_timeout: Duration::from_secs(5),
            forced_refresh: false,
            seed: None,
            transport: None,
            clock: None,
            observer: None,
            source: None,
            store: None,
        }
    }

    /// The HTTP stack: a crate next door, your own, or a closure. Without it, ureq (feature `ureq`).
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Where the token comes from; [`TokenMode::Stable`] unless said otherwise.
    pub fn token_mode(mut self, mode: TokenMode) -> Self {
        self.credentials = self.credentials.with_mode(mode);
        self
    }

    /// Another host than `https://api.weixin.qq.com`.
    pub fn origin(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }

    /// How often a call is tried when the failure is likely to pass.
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// How long one call may take in all, waiting for a token and trying again included; 30 seconds unless said
    /// otherwise.
    pub fn call_timeout(mut self, timeout: Duration) -> Self {
        self.call_timeout = timeout;
        self
    }

    /// How long one HTTP exchange that fetches a token or a ticket may take; 5 seconds unless said otherwise.
    pub fn fetch_timeout(mut self, timeout: Duration) -> Self {
        self.fetch_timeout = timeout;
        self
    }

    /// Allows forced refreshes of a stuck stable token; see [`Session::with_forced_refresh`].
    pub fn forced_refresh(mut self, allowed: bool) -> Self {
        self.forced_refresh = allowed;
        self
    }

    /// Another clock: the test clock of `transport-mock`.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// The seed of the jitter in back-offs; random unless said otherwise.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Receives every exchange.
    pub fn observer(mut self, observer: impl Observer + 'static) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// Supplies tokens instead of the service; see [`CredentialSource`].
    pub fn credential_source(mut self, source: impl CredentialSource + 'static) -> Self {
        self.source = Some(Arc::new(source));
        self
    }

    /// Shares the token and both tickets with the other clients of the account that have this store: one of them
    /// fetches. With a [`credential_source`](Self::credential_source) as well, the source is asked first. The AppSecret
    /// is never given to the store. [`TokenMode::Sourced`] fetches no token, so the store then has tickets only.
    pub fn store(mut self, store: impl CredentialStore + 'static) -> Self {
        self.store = Some(Arc::new(store));
        self
    }

    /// The client. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// An empty AppID; no transport, and no feature `ureq`.
    pub fn build(self) -> Result<Client, Error> {
        let transport = match self.transport {
            Some(transport) => transport,
            None => default_transport()?,
        };
        // A hasher of the standard library is keyed at random, which is all that a jitter wants.
        let seed = self.seed.unwrap_or_else(|| RandomState::new().build_hasher().finish());
        let session = Session::new(self.credentials)?
            .with_origin(self.origin)
            .with_retry(self.retry)
            .with_call_timeout(self.call_timeout)
            .with_fetch_timeout(self.fetch_timeout)
            .with_forced_refresh(self.forced_refresh)
            .with_seed(seed);
        let clock = self.clock.unwrap_or_else(|| Arc::new(SystemClock::new()));
        Ok(Client::of(Handle::new(session, transport, clock, self.observer, self.source, self.store)))
    }
}

impl std::fmt::Debug for Builder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Builder")
            .field("credentials", &self.credentials)
            .field("origin", &self.origin)
            .finish_non_exhaustive()
    }
}

#[cfg(feature = "ureq")]
#[expect(clippy::unnecessary_wraps, reason = "the other configuration fails")]
fn default_transport() -> Result<Arc<dyn Transport>, SetupError> {
    Ok(Arc::new(transport_ureq::UreqTransport::new()))
}

#[cfg(not(feature = "ureq"))]
fn default_transport() -> Result<Arc<dyn Transport>, SetupError> {
    Err(SetupError::NoTransport)
}
