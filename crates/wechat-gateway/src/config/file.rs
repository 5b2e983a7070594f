//! The shape of the file. Unknown keys are refused: a misspelt limit must not be no limit.

use std::net::SocketAddr;
use std::path::PathBuf;

use ipnet::IpNet;
use serde::Deserialize;

use super::error::ConfigError;
use super::limits::Limits;
use super::secret::SecretSource;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[serde(default = "default_listen")]
    pub(super) listen: SocketAddr,
    #[serde(default = "default_admin")]
    pub(super) admin: SocketAddr,
    pub(super) audit: Option<PathBuf>,
    #[serde(default)]
    pub(super) proxies: Vec<IpNet>,
    #[serde(default)]
    pub(super) hosts: Vec<String>,
    pub(super) tls: Option<Tls>,
    #[serde(default)]
    pub(super) upstream: Upstream,
    #[serde(default)]
    pub(super) store: Store,
    #[serde(default)]
    pub(super) limits: Limits,
    #[serde(default)]
    pub(super) signing: Vec<SecretSource>,
    #[serde(default)]
    pub(super) account: Vec<Account>,
    #[serde(default)]
    pub(super) key: Vec<Key>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tls {
    pub(super) certificate: PathBuf,
    pub(super) key: PathBuf,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Upstream {
    pub(super) origin: Option<String>,
    pub(super) ca: Option<PathBuf>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Store {
    #[serde(default)]
    pub(super) kind: StoreKind,
    pub(super) folder: Option<PathBuf>,
    /// Holds a password, as a rule.
    pub(super) url: Option<SecretSource>,
    pub(super) layout: Option<String>,
}

#[derive(Clone, Copy, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum StoreKind {
    #[default]
    Memory,
    File,
    Redis,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Account {
    pub(super) app_id: String,
    pub(super) secret: SecretSource,
    #[serde(default)]
    pub(super) tokens: Tokens,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Tokens {
    #[default]
    Stable,
    Plain,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Key {
    pub(super) name: String,
    pub(super) sha256: String,
    pub(super) accounts: Vec<String>,
    pub(super) paths: Vec<String>,
    #[serde(default = "default_calls_a_minute")]
    pub(super) calls_a_minute: u32,
    #[serde(default)]
    pub(super) addresses: Vec<IpNet>,
}

const fn default_listen() -> SocketAddr {
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8790)
}

const fn default_admin() -> SocketAddr {
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8791)
}

const fn default_calls_a_minute() -> u32 {
    6_000
}

impl File {
    pub(super) fn parse(text: &str) -> Result<Self, ConfigError> {
        toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            ConfigError::new(format!("line {line}"), harmless(error.message()))
        })
    }
}

/// A reader's message may quote a value, and a user may have written a secret into the file: only messages that name
/// keys are passed on.
fn harmless(message: &str) -> String {
    let names_keys = ["unknown field", "missing field", "unknown variant", "duplicate key"];
    let is_harmless = names_keys.iter().any(|start| message.starts_with(start));
    if is_harmless && !message.starts_with("unknown variant") {
        message.to_owned()
    } else if let Some((_, expected)) = message.rsplit_once(", expected ") {
        format!("expected {expected}")
    } else {
        "this is not TOML, or a value has another type than expected".to_owned()
    }
}
