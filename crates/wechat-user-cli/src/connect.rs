//! Creates the client from the settings that were chosen.

use std::fs;
use std::sync::OnceLock;
use std::time::Duration;

use transport_ureq::UreqTransport;
use wechat_user::machine::CredentialKind;
use wechat_user::store::StoreKey;
use wechat_user::transport::Transport;
use wechat_user::{AppId, AppSecret, Builder, Client, Credentials, InputError, Origin, TokenMode};

use crate::env::variable;
use crate::failure::Failure;
use crate::messages::{Texts, files, profiles, settings as texts};
use crate::plan::Plan;
use crate::secret;
use crate::settings::{Chosen, Found, SecretSource, Source, StoreSettings};
use crate::store::Opened;

/// How to reach the account.
#[derive(Debug)]
pub(crate) struct Connection {
    chosen: Chosen,
    /// A command that prints the secret runs once: it may ask its user.
    printed: OnceLock<AppSecret>,
}

impl Connection {
    pub(crate) const fn new(chosen: Chosen) -> Self {
        Self { chosen, printed: OnceLock::new() }
    }

    /// The settings, with their sources.
    pub(crate) const fn chosen(&self) -> &Chosen {
        &self.chosen
    }

    /// `--profile NAME ` if it was given, for the next command in an advice.
    pub(crate) fn profile_flag(&self) -> String {
        match self.chosen.profile() {
            Some(Found { value, source: Source::Flag(_) }) => format!("--profile {} ", quoted(&value.name)),
            _ => String::new(),
        }
    }

    /// What the client is made of, with the store that the settings say. Sends nothing.
    pub(crate) fn builder(&self, transport: impl Transport + 'static) -> Result<Builder, Failure> {
        self.builder_with(&self.opened()?, transport)
    }

    /// The same with an open store.
    pub(crate) fn builder_with(
        &self,
        opened: &Opened,
        transport: impl Transport + 'static,
    ) -> Result<Builder, Failure> {
        let credentials = match opened.fetches() {
            true => self.credentials()?,
            false => Credentials::sourced(self.account()?),
        };
        let builder = Client::builder_with(credentials).origin(self.origin()?).transport(transport);
        Ok(opened.attach(match self.timeout() {
            Some(timeout) => builder.call_timeout(timeout),
            None => builder,
        }))
    }

    /// Opens the store that the settings say.
    pub(crate) fn opened(&self) -> Result<Opened, Failure> {
        Opened::open(&self.store()?, &self.origin()?, self.token_mode())
    }

    /// The settings of the store. The name of a key must not hold the secret.
    pub(crate) fn store(&self) -> Result<StoreSettings, Failure> {
        let store = self.chosen.store()?;
        let secret = self.chosen.secret().ok().flatten().and_then(|secret| secret.value.at_hand());
        match (secret, &store.layout) {
            (Some(secret), Some(layout)) if layout.value.contains(secret.expose()) => {
                Err(Failure::Usage(texts::secret_in_layout()))
            }
            _ => Ok(store),
        }
    }

    /// The key of the token in a store.
    pub(crate) fn token_key(&self) -> Result<StoreKey, Failure> {
        Ok(StoreKey::new(self.origin()?, self.account()?, self.token_mode(), CredentialKind::AccessToken))
    }

    pub(crate) fn token_mode(&self) -> TokenMode {
        self.chosen.token_mode().value.into()
    }

    /// An empty plan for `--dry-run`, which needs no secret.
    pub(crate) fn plan(&self) -> Result<Plan, Failure> {
        Ok(Plan::new(self.origin()?, self.token_mode() != TokenMode::None))
    }

    /// The AppID.
    pub(crate) fn account(&self) -> Result<AppId, Failure> {
        self.app_id().map(AppId::from).ok_or_else(|| Failure::Usage(texts::no_app_id()))
    }

    /// The AppID, if it was given.
    pub(crate) fn app_id(&self) -> Option<String> {
        self.chosen.app_id().map(|app_id| app_id.value)
    }

    /// The URL of the service, if it was given.
    pub(crate) fn url(&self) -> Option<String> {
        self.chosen.base_url().map(|url| url.value)
    }

    /// The deadline of a call, if it was given.
    pub(crate) fn timeout(&self) -> Option<Duration> {
        self.chosen.setting("timeout", |flags| flags.timeout).map(|timeout| timeout.value)
    }

    /// Whether a proxy may be in use. A proxy resolves the name of the service itself.
    pub(crate) fn may_use_proxy(&self) -> bool {
        let names = ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY"];
        self.proxy().is_some()
            || names.iter().any(|name| variable(name).is_some() || variable(&name.to_lowercase()).is_some())
    }

    fn proxy(&self) -> Option<String> {
        self.chosen.setting("proxy", |flags| flags.proxy.clone()).map(|proxy| proxy.value)
    }

    fn credentials(&self) -> Result<Credentials, Failure> {
        let app_id = self.account()?;
        let mode = self.token_mode();
        if mode == TokenMode::None {
            return Ok(Credentials::no_token(app_id));
        }
        Ok(Credentials::stable(app_id, self.app_secret()?).with_mode(mode))
    }

    /// The AppSecret.
    pub(crate) fn app_secret(&self) -> Result<AppSecret, Failure> {
        match self.chosen.secret()? {
            None => {
                let name = self.chosen.profile().map(|profile| profile.value.name.as_str()).unwrap_or_default();
                Err(Failure::Usage(profiles::names_no_secret(format!("{name:?}"))))
            }
            Some(Found { source: Source::Variable(_), .. }) => secret::read_env(),
            Some(Found { value: SecretSource::File(file), source: source @ Source::Flag(_) }) => {
                secret::read_file(&file, source)
            }
            Some(Found { value, source }) => {
                if let Some(printed) = self.printed.get() {
                    return Ok(printed.clone());
                }
                let secret = value.read(&profiles::setting(value.key(), source))?;
                if matches!(value, SecretSource::Command(_)) {
                    drop(self.printed.set(secret.clone()));
                }
                Ok(secret)
            }
        }
    }

    /// The base URL of the service.
    pub(crate) fn origin(&self) -> Result<Origin, Failure> {
        let Some(url) = self.url() else {
            return Ok(Origin::default());
        };
        let refuse = |problem: InputError| Failure::Usage(texts::base_url_is(problem));
        if let Some(authority) = url.strip_prefix("https://") {
            return Origin::https(authority).map_err(refuse);
        }
        let Some(authority) = url.strip_prefix("http://") else {
            return Err(Failure::Usage(texts::base_url_scheme()));
        };
        let origin = Origin::plain_http(authority).map_err(refuse)?;
        if origin.is_loopback() || self.chosen.allow_http().is_some() {
            return Ok(origin);
        }
        Err(Failure::Usage(texts::base_url_unencrypted()))
    }

    /// The transport to the service.
    pub(crate) fn transport(&self) -> Result<UreqTransport, Failure> {
        let builder = UreqTransport::builder();
        self.chosen.flags().check_proxy()?;
        let builder = match self.proxy() {
            Some(proxy) => builder.proxy(&proxy),
            None => builder.proxy_from_env(),
        };
        let builder = match self.chosen.setting("ca_cert", |flags| flags.ca_cert.clone()) {
            Some(Found { value: file, source }) => builder.ca_certificates_pem(
                fs::read(&file).map_err(|error| Failure::Usage(files::of_flag(source, file, error)))?,
            ),
            None => builder,
        };
        builder.build().map_err(|refused| Failure::Usage(refused.text()))
    }
}

/// A name as one word of a shell.
fn quoted(name: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    if name.chars().all(is_plain) { name.to_owned() } else { format!("'{}'", name.replace('\'', r"'\''")) }
}
