//! Settings, their defaults, and why settings are refused.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use thiserror::Error;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::resolver::{DefaultResolver, Resolver};
use ureq::{Agent, Proxy};

use crate::connect::connector;
use crate::resolve::{Cache, CachingResolver};
use crate::transport::{LONGEST, MAX_RESPONSE_BYTES, UreqTransport, has_valid_port};

/// A connection keeps its buffers, with TLS two pairs of them; ureq's own are 128 KiB each.
const INPUT_BUFFER: usize = 64 * 1024;
const OUTPUT_BUFFER: usize = 16 * 1024;

/// Settings of a [`UreqTransport`].
///
/// ```
/// use std::time::Duration;
/// use transport_ureq::UreqTransport;
///
/// let transport = UreqTransport::builder()
///     .proxy("http://proxy.corp.example:3128")
///     .connect_timeout(Duration::from_secs(3))
///     .build()?;
/// # Ok::<_, transport_ureq::BuildError>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct Builder {
    timeout: Duration,
    connect_timeout: Duration,
    max_idle_connections: usize,
    max_idle_age: Duration,
    max_response_bytes: usize,
    dns_time_to_live: Duration,
    proxy: ProxySetting,
    ca_pem: Option<Vec<u8>>,
}

#[derive(Clone)]
enum ProxySetting {
    None,
    Uri(String),
    Environment,
}

impl UreqTransport {
    /// With the defaults of [`Builder`].
    #[must_use]
    pub fn new() -> Self {
        Builder::default().assemble(None, RootCerts::WebPki, DefaultResolver::default())
    }

    /// For other settings.
    pub fn builder() -> Builder {
        Builder::default()
    }
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(10),
            max_idle_connections: 16,
            max_idle_age: Duration::from_secs(15),
            max_response_bytes: MAX_RESPONSE_BYTES,
            dns_time_to_live: Duration::from_secs(60),
            proxy: ProxySetting::None,
            ca_pem: None,
        }
    }
}

impl Builder {
    /// The time for a whole exchange (name look-up, connecting, TLS, sending, reading) when the request carries no
    /// [`TimeLeft`](wechat_user_core::transport::TimeLeft). Default: 30 s.
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The time to get a connection, proxy and TLS handshake included, within the time for the whole exchange. Default:
    /// 10 s.
    pub const fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How many idle connections are kept. With fewer than there are workers, workers keep reconnecting. 0: none is
    /// kept. Default: 16.
    pub const fn max_idle_connections(mut self, connections: usize) -> Self {
        self.max_idle_connections = connections;
        self
    }

    /// A connection that was idle for longer is not used again. Default: 15 s.
    ///
    /// A connection that the server closed while it was idle is noticed and replaced. But when the close is still under
    /// way, or a firewall has dropped the connection silently, a request is written into the void and fails with
    /// [`Delivery::Unknown`](wechat_user_core::transport::Delivery::Unknown). Keep the age below what both allow.
    pub const fn max_idle_age(mut self, age: Duration) -> Self {
        self.max_idle_age = age;
        self
    }

    /// The longest body of a response, in bytes; a longer one is [`ErrorKind::TooLarge`](crate::ErrorKind::TooLarge).
    /// Default: 32 MiB.
    pub const fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// How long an address is used before the name is looked up again. Zero: look it up for each call, which starts a
    /// thread each time. An address to which no connection could be opened is forgotten at once. Default: 60 s.
    pub const fn dns_time_to_live(mut self, time: Duration) -> Self {
        self.dns_time_to_live = time;
        self
    }

    /// Connects through a proxy: `http://[user:password@]host:port` (or `https://`), which must know the method
    /// CONNECT, or `socks5://` (the name is looked up here) or `socks5h://` (by the proxy). Default: none.
    pub fn proxy(mut self, uri: impl Into<String>) -> Self {
        self.proxy = ProxySetting::Uri(uri.into());
        self
    }

    /// Takes the proxy from the environment: the first of `ALL_PROXY`, `HTTPS_PROXY`, `HTTP_PROXY` (or in lower case)
    /// that is set and valid, except for the hosts in `NO_PROXY`, and except for loopback addresses. The environment is
    /// read by [`build`](Self::build), and only if this was asked for.
    pub fn proxy_from_env(mut self) -> Self {
        self.proxy = ProxySetting::Environment;
        self
    }

    /// Trusts the certificates in this PEM text **instead of** Mozilla's roots, which are built in: for a private CA,
    /// or for a gateway that re-signs. For both, put both into the text.
    pub fn ca_certificates_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.ca_pem = Some(pem.into());
        self
    }

    /// Builds the transport. No connection is opened yet.
    ///
    /// # Errors
    ///
    /// [`BuildError`] for a time-out of zero, a proxy that is none, or a PEM text without a certificate.
    pub fn build(self) -> Result<UreqTransport, BuildError> {
        self.build_with(DefaultResolver::default())
    }

    pub(crate) fn build_with(self, resolver: impl Resolver) -> Result<UreqTransport, BuildError> {
        for (setting, time) in [("timeout", self.timeout), ("connect_timeout", self.connect_timeout)] {
            if time.is_zero() {
                return Err(BuildError::ZeroTime(setting));
            }
        }
        let proxy = match &self.proxy {
            ProxySetting::None => None,
            ProxySetting::Uri(uri) => Some(parse_proxy(uri)?),
            ProxySetting::Environment => Proxy::try_from_env(),
        };
        let roots = match &self.ca_pem {
            None => RootCerts::WebPki,
            Some(pem) => RootCerts::from(certificates(pem)?),
        };
        Ok(self.assemble(proxy, roots, resolver))
    }

    /// The agent of settings that were checked.
    pub(crate) fn assemble(self, proxy: Option<Proxy>, roots: RootCerts, resolver: impl Resolver) -> UreqTransport {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!("wechat-user/", env!("CARGO_PKG_VERSION")))
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .proxy(proxy)
            .timeout_connect(Some(self.connect_timeout.min(LONGEST)))
            .max_idle_connections(self.max_idle_connections)
            .max_idle_connections_per_host(self.max_idle_connections)
            .max_idle_age(self.max_idle_age)
            .input_buffer_size(INPUT_BUFFER)
            .output_buffer_size(OUTPUT_BUFFER)
            .build();
        let cache = Arc::new(Cache::new(self.dns_time_to_live));
        let resolver = CachingResolver::new(resolver, Arc::clone(&cache));
        let agent = Agent::with_parts(config, connector(cache), resolver);
        UreqTransport::ours(agent, self.timeout.min(LONGEST), self.max_response_bytes)
    }
}

fn parse_proxy(uri: &str) -> Result<Proxy, BuildError> {
    let proxy = Proxy::new(uri).map_err(|_| BuildError::Proxy)?;
    // ureq takes an empty host, and port 80 for one that is out of range.
    if proxy.host().is_empty() || !has_valid_port(proxy.uri()) { Err(BuildError::Proxy) } else { Ok(proxy) }
}

fn certificates(pem: &[u8]) -> Result<Vec<Certificate<'static>>, BuildError> {
    let mut certificates = Vec::new();
    let mut trial = RootCertStore::empty();
    for item in parse_pem(pem) {
        if let PemItem::Certificate(certificate) = item.map_err(|_| BuildError::BadPem)? {
            // ureq leaves out what it cannot read, and then no handshake succeeds.
            let number = certificates.len() + 1;
            trial.add(CertificateDer::from(certificate.der())).map_err(|_| BuildError::BadCertificate { number })?;
            certificates.push(certificate);
        }
    }
    if certificates.is_empty() { Err(BuildError::NoCertificate) } else { Ok(certificates) }
}

impl fmt::Debug for Builder {
    // A proxy's URI may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("timeout", &self.timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("max_idle_connections", &self.max_idle_connections)
            .field("max_idle_age", &self.max_idle_age)
            .field("max_response_bytes", &self.max_response_bytes)
            .field("dns_time_to_live", &self.dns_time_to_live)
            .finish_non_exhaustive()
    }
}

/// Why [`Builder::build`] refuses its settings.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The time-out of this name is zero: every call would fail.
    #[error("{0} is zero: every call would fail")]
    ZeroTime(&'static str),
    /// Not the address of a proxy. It is not repeated here, for it may hold a password.
    #[error(
        "not the address of a proxy: expected http://[user:password@]host:port, or https, socks4, socks4a, socks5 or socks5h"
    )]
    Proxy,
    /// The PEM text holds no certificate.
    #[error("no certificate in the PEM text: expected -----BEGIN CERTIFICATE-----")]
    NoCertificate,
    /// The text is not PEM: a section has no end, or holds what is not base64.
    #[error("broken PEM text: a section has no end, or holds what is not base64")]
    BadPem,
    /// What stands in a `CERTIFICATE` section is not an X.509 certificate.
    #[error("CERTIFICATE section {number} of the PEM text holds no X.509 certificate")]
    #[non_exhaustive]
    BadCertificate {
        /// Which of the sections, counted from 1.
        number: usize,
    },
}
