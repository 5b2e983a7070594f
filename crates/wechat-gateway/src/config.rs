//! The configuration: a TOML file, checked as a whole before anything of it is used.

mod error;
mod file;
mod limits;
mod secret;
mod tls;

use std::collections::HashSet;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use credential_store_redis::Layout;
use ipnet::IpNet;
use tokio_rustls::TlsAcceptor;
use wechat_user::{AppId, AppSecret, Credentials, Origin};

use crate::access::key::Hash;
use crate::access::keys::{Key, Keys};
use crate::access::path::Pattern;
use crate::access::token::{MAX_APP_ID, Signer};

pub use error::ConfigError;
use file::{File, StoreKind, Tokens};
pub(crate) use limits::Limits;
use secret::SecretSource;

/// Where the URL of Redis is, unless the file says otherwise.
const REDIS_URL: &str = "WECHAT_REDIS_URL";
/// With less, a signing key could be guessed.
const LEAST_SIGNING_KEY: usize = 32;

/// A configuration that was checked, with its secrets.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let file = std::env::temp_dir().join(format!("wechat-gateway-doc-{}", std::process::id()));
/// # std::fs::write(&file, "0123456789abcdef0123456789abcdef")?;
/// use wechat_gateway::Config;
///
/// let text = format!(
///     r#"
///     signing = [{{ file = {file:?} }}]
///     [[account]]
///     app_id = "wx0123456789abcdef"
///     secret = {{ file = {file:?} }}
///     [[key]]
///     name = "crm"
///     sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
///     accounts = ["wx0123456789abcdef"]
///     paths = ["/cgi-bin/user/**", "/cgi-bin/tags/*"]
///     "#
/// );
/// let config = Config::parse(&text)?;
/// assert_eq!(config.to_string(), "1 account, 1 key, http on 127.0.0.1:8790, metrics on 127.0.0.1:8791, store memory");
///
/// let error = Config::parse("lisen = '127.0.0.1:1'").unwrap_err();
/// assert!(error.to_string().starts_with("line 1: unknown field `lisen`"), "{error}");
/// # std::fs::remove_file(file)?;
/// # Ok(())
/// # }
/// ```
pub struct Config {
    pub(crate) listen: SocketAddr,
    pub(crate) admin: SocketAddr,
    pub(crate) audit: Option<PathBuf>,
    pub(crate) proxies: Vec<IpNet>,
    pub(crate) hosts: Vec<String>,
    pub(crate) tls: Option<TlsAcceptor>,
    pub(crate) upstream: Upstream,
    pub(crate) store: Store,
    pub(crate) limits: Limits,
    pub(crate) signer: Signer,
    pub(crate) accounts: Vec<Credentials>,
    pub(crate) keys: Keys,
}

/// The service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Upstream {
    pub(crate) origin: Origin,
    pub(crate) ca: Option<Vec<u8>>,
}

/// Where the real tokens are shared.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Store {
    Memory,
    File(PathBuf),
    /// The URL, and the layout of the keys if it is another.
    Redis(String, Option<String>),
}

impl Config {
    /// Reads and checks a file.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, and what [`parse`](Self::parse) refuses.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path);
        let text = text.map_err(|error| ConfigError::new(path.display().to_string(), error.to_string()))?;
        Self::parse(&text)
    }

    /// Checks a text, and fetches the secrets that it names.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] for a text that is not TOML, an unknown key, a missing or malformed value, a secret that cannot
    /// be had, two keys or accounts that are the same, and a key for an unknown account. Nothing of a secret is in it.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let file = File::parse(text)?;
        file.limits.check()?;
        let tls = file.tls.as_ref().map(|tls| tls::acceptor(&tls.certificate, &tls.key)).transpose()?;
        let accounts = accounts(&file)?;
        Ok(Self {
            listen: file.listen,
            admin: file.admin,
            tls,
            upstream: upstream(&file)?,
            store: store(&file)?,
            signer: signer(&file)?,
            keys: keys(&file, &accounts)?,
            accounts,
            audit: file.audit,
            proxies: file.proxies,
            hosts: file.hosts.iter().map(|host| host.to_ascii_lowercase()).collect(),
            limits: file.limits,
        })
    }
}

fn upstream(file: &File) -> Result<Upstream, ConfigError> {
    let refuse = |place, problem: String| ConfigError::new(place, problem);
    let origin = match &file.upstream.origin {
        None => Origin::default(),
        Some(text) => text.parse::<Origin>().map_err(|error| refuse("upstream.origin", error.to_string()))?,
    };
    if origin.is_plain_http() && !origin.is_loopback() {
        return Err(refuse(
            "upstream.origin",
            "plain HTTP would show the token: only a loopback host may have it".into(),
        ));
    }
    let read = |path: &PathBuf| std::fs::read(path).map_err(|error| refuse("upstream.ca", error.to_string()));
    Ok(Upstream { origin, ca: file.upstream.ca.as_ref().map(read).transpose()? })
}

fn store(file: &File) -> Result<Store, ConfigError> {
    let refuse = |place: &str, problem: &str| Err(ConfigError::new(place, problem));
    let file::Store { kind, folder, url, layout } = &file.store;
    if *kind != StoreKind::File && folder.is_some() {
        return refuse("store.folder", "only the kind \"file\" has a folder");
    }
    if *kind != StoreKind::Redis && (url.is_some() || layout.is_some()) {
        return refuse("store", "only the kind \"redis\" has a url and a layout");
    }
    match (kind, folder) {
        (StoreKind::Memory, _) => Ok(Store::Memory),
        (StoreKind::File, Some(folder)) => Ok(Store::File(folder.clone())),
        (StoreKind::File, None) => refuse("store", "the kind \"file\" needs a folder"),
        (StoreKind::Redis, _) => {
            let parsed = layout.as_ref().map(|layout| layout.parse::<Layout>()).transpose();
            parsed.map_err(|error| ConfigError::new("store.layout", error.to_string()))?;
            let standard = SecretSource::variable(REDIS_URL);
            Ok(Store::Redis(url.as_ref().unwrap_or(&standard).read("store.url")?, layout.clone()))
        }
    }
}

fn signer(file: &File) -> Result<Signer, ConfigError> {
    if !(1..=2).contains(&file.signing.len()) {
        let problem =
            format!("one or two signing keys, got {}; the first signs, both are accepted", file.signing.len());
        return Err(ConfigError::new("signing", problem));
    }
    let mut secrets = Vec::new();
    for (number, source) in (1..).zip(&file.signing) {
        let place = format!("signing key {number}");
        let secret = source.read(&place)?;
        if secret.len() < LEAST_SIGNING_KEY {
            let problem = format!("at least {LEAST_SIGNING_KEY} characters, got {}", secret.len());
            return Err(ConfigError::new(place, problem));
        }
        secrets.push(secret);
    }
    Ok(Signer::new(secrets.iter().map(|secret| secret.as_bytes())))
}

fn accounts(file: &File) -> Result<Vec<Credentials>, ConfigError> {
    let mut seen = HashSet::new();
    let mut accounts = Vec::new();
    for (number, account) in (1..).zip(&file.account) {
        let place = format!("account {number}");
        let app_id = account.app_id.as_str();
        let is_sound =
            (1..=MAX_APP_ID).contains(&app_id.len()) && app_id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !is_sound {
            let problem = format!("app_id: 1 to {MAX_APP_ID} letters and digits");
            return Err(ConfigError::new(place, problem));
        }
        if !seen.insert(app_id) {
            return Err(ConfigError::new(place, format!("{app_id} stands here twice")));
        }
        let (app_id, secret) = (AppId::from(app_id), AppSecret::from(account.secret.read(&place)?));
        accounts.push(match account.tokens {
            Tokens::Stable => Credentials::stable(app_id, secret),
            Tokens::Plain => Credentials::plain(app_id, secret),
        });
    }
    if accounts.is_empty() { Err(ConfigError::new("account", "at least one is needed")) } else { Ok(accounts) }
}

fn keys(file: &File, accounts: &[Credentials]) -> Result<Keys, ConfigError> {
    let mut names = HashSet::new();
    let mut keys = Keys::default();
    for (number, key) in (1..).zip(&file.key) {
        let refuse = |problem: String| ConfigError::new(format!("key {number}"), problem);
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        if !(1..=64).contains(&key.name.len()) || !key.name.chars().all(is_name) {
            return Err(refuse("name: 1 to 64 letters, digits, `_`, `-` and dots".to_owned()));
        }
        if !names.insert(key.name.as_str()) {
            return Err(refuse(format!("the name {} stands here twice", key.name)));
        }
        let hash = Hash::parse(&key.sha256).ok_or_else(|| refuse("sha256: 64 hexadecimal digits".to_owned()))?;
        let unknown = key.accounts.iter().find(|own| !accounts.iter().any(|known| known.app_id().as_str() == *own));
        if let Some(unknown) = unknown {
            return Err(refuse(format!("{unknown} is not an account of this file")));
        }
        let patterns = key
            .paths
            .iter()
            .map(|path| Pattern::parse(path).map_err(|problem| refuse(format!("the path {path:?}: {problem}"))));
        let patterns = patterns.collect::<Result<_, _>>()?;
        let own = key.accounts.iter().map(|app_id| AppId::from(app_id.as_str())).collect();
        let addresses = key.addresses.clone();
        if !keys.add(Key::new(key.name.clone(), hash, own, patterns, key.calls_a_minute, addresses)) {
            return Err(refuse("another key has the same sha256".to_owned()));
        }
    }
    Ok(keys)
}

/// What it is about, for an operator: no secret, no hash.
impl fmt::Display for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let some = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        let (accounts, keys) = (some(self.accounts.len(), "account"), some(self.keys.len(), "key"));
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        let store = match &self.store {
            Store::Memory => "memory".to_owned(),
            Store::File(folder) => format!("file in {}", folder.display()),
            Store::Redis(..) => "redis".to_owned(),
        };
        write!(f, "{accounts}, {keys}, {scheme} on {}, metrics on {}, store {store}", self.listen, self.admin)
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Config({self})")
    }
}
