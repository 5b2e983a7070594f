//! What all requests share: the part of the configuration that may be read again, and everything that may not.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use ipnet::IpNet;
use tokio_rustls::TlsAcceptor;
use wechat_user::clock::Clock;

use crate::access::keys::Keys;
use crate::access::token::Signer;
use crate::account::{Account, Common};
use crate::audit::Audit;
use crate::budget::Budget;
use crate::config::{Config, ConfigError, Limits};
use crate::metrics::Metrics;
use crate::senders::Senders;
use crate::server::seats::Seats;

/// One configuration. A request uses the one that was there when it began.
pub(crate) struct Setup {
    pub(crate) accounts: HashMap<String, Arc<Account>>,
    pub(crate) keys: Keys,
    pub(crate) signer: Signer,
    pub(crate) proxies: Vec<IpNet>,
    pub(crate) hosts: Vec<String>,
}

pub(crate) struct Shared {
    setup: RwLock<Arc<Setup>>,
    tls: RwLock<Option<TlsAcceptor>>,
    pub(crate) limits: Limits,
    pub(crate) senders: Senders,
    pub(crate) budget: Budget,
    pub(crate) seats: Seats,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) audit: Audit,
    pub(crate) clock: Arc<dyn Clock>,
    common: Common,
    /// Random, so that the numbers of two gateways differ.
    run: u32,
    requests: AtomicU64,
}

/// The number of a request: in the audit file, and in the message of an error.
#[derive(Clone, Copy)]
pub(crate) struct RequestId {
    run: u32,
    number: u64,
}

/// The parts of [`Shared`] that are made before it.
pub(crate) struct Parts {
    pub(crate) limits: Limits,
    pub(crate) senders: Senders,
    pub(crate) budget: Budget,
    pub(crate) seats: Seats,
    pub(crate) audit: Audit,
    pub(crate) common: Common,
    pub(crate) run: u32,
}

impl Shared {
    pub(crate) fn new(config: Config, parts: Parts) -> Result<Self, ConfigError> {
        let tls = config.tls.clone();
        let setup = setup(config, &HashMap::new(), &parts.common)?;
        let Parts { limits, senders, budget, seats, audit, common, run } = parts;
        Ok(Self {
            setup: RwLock::new(Arc::new(setup)),
            tls: RwLock::new(tls),
            limits,
            senders,
            budget,
            seats,
            metrics: Arc::clone(&common.metrics),
            audit,
            clock: Arc::clone(&common.clock),
            common,
            run,
            requests: AtomicU64::new(0),
        })
    }

    /// Takes over what may change while the gateway runs. Accounts whose credentials are the same keep their tokens.
    pub(crate) fn reload(&self, config: Config) -> Result<(), ConfigError> {
        let (audit, tls) = (config.audit.clone(), config.tls.clone());
        let setup = setup(config, &self.setup().accounts, &self.common)?;
        *self.setup.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(setup);
        *self.tls.write().unwrap_or_else(PoisonError::into_inner) = tls;
        self.audit.reopen(audit);
        self.metrics.reloads.add(1);
        Ok(())
    }

    pub(crate) fn setup(&self) -> Arc<Setup> {
        Arc::clone(&self.setup.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn tls(&self) -> Option<TlsAcceptor> {
        self.tls.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn next_id(&self) -> RequestId {
        RequestId { run: self.run, number: self.requests.fetch_add(1, Ordering::Relaxed) }
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}-{:06x}", self.run, self.number)
    }
}

fn setup(config: Config, known: &HashMap<String, Arc<Account>>, common: &Common) -> Result<Setup, ConfigError> {
    let mut accounts = HashMap::new();
    for credentials in config.accounts {
        let app_id = credentials.app_id().as_str().to_owned();
        let account = match known.get(&app_id).filter(|account| account.has(&credentials)) {
            Some(account) => Arc::clone(account),
            None => {
                let account = Account::new(credentials, common);
                Arc::new(account.map_err(|error| ConfigError::new("account", error.to_string()))?)
            }
        };
        accounts.insert(app_id, account);
    }
    let Config { keys, signer, proxies, hosts, .. } = config;
    Ok(Setup { accounts, keys, signer, proxies, hosts })
}
