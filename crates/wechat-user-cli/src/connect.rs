//! Creates the client from flags and environment.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use transport_ureq::UreqTransport;
use wechat_user::machine::CredentialKind;
use wechat_user::store::StoreKey;
use wechat_user::transport::Transport;
use wechat_user::{AppId, AppSecret, Builder, Client, Credentials, InputError, Origin, TokenMode};

use crate::env::variable;
use crate::failure::Failure;
use crate::messages::{Texts, files, settings};
use crate::plan::Plan;
use crate::store::{Opened, StoreFlags};
use crate::text::trimmed;
use crate::{secret, time};

/// How to reach the account. `demo` and `mock serve` use a service of their own and ignore it.
#[derive(Args, Debug)]
#[command(next_help_heading = "Connection")]
pub(crate) struct Connection {
    /// The service, as https://HOST or http://HOST, with a port and a path if needed [env: WECHAT_BASE_URL] [default:
    /// the service itself, api.weixin.qq.com]
    #[arg(long, global = true, value_name = "URL", value_parser = trimmed)]
    base_url: Option<String>,

    /// The account's AppID (开发者ID) [env: WECHAT_APPID]
    #[arg(long, global = true, value_name = "ID", value_parser = trimmed)]
    pub(crate) app_id: Option<String>,

    /// A file with the account's AppSecret (开发者密码), which only you should be able to read [default: the secret in
    /// WECHAT_APPSECRET]
    #[arg(long, global = true, value_name = "FILE")]
    app_secret_file: Option<PathBuf>,

    /// How to get the access token (接口调用凭据)
    #[arg(long, global = true, value_enum, value_name = "MODE", default_value = "stable")]
    token_mode: Mode,

    /// Deadline of one call, including the token request and retries: 10, 10s, 500ms [default: 30s]
    #[arg(long, global = true, value_name = "TIME", value_parser = time::duration)]
    timeout: Option<Duration>,

    /// The proxy, as http://HOST:PORT, or https, socks5, socks5h; one with a password (http://USER:PASSWORD@HOST:PORT)
    /// only in the environment [default: ALL_PROXY, HTTPS_PROXY, HTTP_PROXY, except for NO_PROXY and loopback]
    #[arg(long, global = true, value_name = "URL", value_parser = trimmed)]
    proxy: Option<String>,

    /// A PEM file with the certificates to trust instead of the built-in roots
    #[arg(long, global = true, value_name = "FILE")]
    ca_cert: Option<PathBuf>,

    /// Allow http:// to hosts other than this one: token and secret are then sent unencrypted
    #[arg(long, global = true)]
    allow_http: bool,

    #[command(flatten)]
    store: StoreFlags,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Mode {
    /// /cgi-bin/stable_token: a request does not invalidate the token of another process
    Stable,
    /// /cgi-bin/token: a request invalidates the previous token within five minutes
    Plain,
    /// No token and no secret, as inside WeChat cloud hosting (微信云托管)
    None,
}

impl Connection {
    /// What the client is made of, with the store that the flags say. Sends nothing.
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
        Ok(opened.attach(match self.timeout {
            Some(timeout) => builder.call_timeout(timeout),
            None => builder,
        }))
    }

    /// Opens the store that flags and environment say.
    pub(crate) fn opened(&self) -> Result<Opened, Failure> {
        let opened = self.store.open(&self.origin()?, self.token_mode())?;
        match secret::from_env().filter(|secret| opened.names(secret)) {
            Some(_) => Err(Failure::Usage(settings::secret_in_layout())),
            None => Ok(opened),
        }
    }

    /// The key of the token in a store.
    pub(crate) fn token_key(&self) -> Result<StoreKey, Failure> {
        Ok(StoreKey::new(self.origin()?, self.account()?, self.token_mode(), CredentialKind::AccessToken))
    }

    pub(crate) const fn token_mode(&self) -> TokenMode {
        match self.token_mode {
            Mode::Stable => TokenMode::Stable,
            Mode::Plain => TokenMode::Plain,
            Mode::None => TokenMode::None,
        }
    }

    /// An empty plan for `--dry-run`, which needs no secret.
    pub(crate) fn plan(&self) -> Result<Plan, Failure> {
        Ok(Plan::new(self.origin()?, self.token_mode != Mode::None))
    }

    /// The AppID, from the flag or the environment.
    pub(crate) fn account(&self) -> Result<AppId, Failure> {
        let app_id = self.app_id.clone().or_else(|| variable("WECHAT_APPID"));
        app_id.filter(|app_id| !app_id.is_empty()).map(AppId::from).ok_or_else(|| Failure::Usage(settings::no_app_id()))
    }

    /// The URL of the service, if it was given.
    pub(crate) fn url(&self) -> Option<String> {
        self.base_url.clone().or_else(|| variable("WECHAT_BASE_URL"))
    }

    /// The deadline of a call, if it was given.
    pub(crate) const fn timeout(&self) -> Option<Duration> {
        self.timeout
    }

    /// Whether a proxy may be in use. A proxy resolves the name of the service itself.
    pub(crate) fn may_use_proxy(&self) -> bool {
        let names = ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY"];
        self.proxy.is_some()
            || names.iter().any(|name| variable(name).is_some() || variable(&name.to_lowercase()).is_some())
    }

    fn credentials(&self) -> Result<Credentials, Failure> {
        let app_id = self.account()?;
        if self.token_mode == Mode::None {
            return Ok(Credentials::no_token(app_id));
        }
        Ok(Credentials::stable(app_id, self.app_secret()?).with_mode(self.token_mode()))
    }

    /// The AppSecret, from the file of the flag or the environment.
    pub(crate) fn app_secret(&self) -> Result<AppSecret, Failure> {
        secret::read(self.app_secret_file.as_deref())
    }

    /// The base URL of the service.
    pub(crate) fn origin(&self) -> Result<Origin, Failure> {
        let Some(url) = self.url() else {
            return Ok(Origin::default());
        };
        let refuse = |problem: InputError| Failure::Usage(settings::base_url_is(problem));
        if let Some(authority) = url.strip_prefix("https://") {
            return Origin::https(authority).map_err(refuse);
        }
        let Some(authority) = url.strip_prefix("http://") else {
            return Err(Failure::Usage(settings::base_url_scheme()));
        };
        let origin = Origin::plain_http(authority).map_err(refuse)?;
        if origin.is_loopback() || self.allow_http {
            return Ok(origin);
        }
        Err(Failure::Usage(settings::base_url_unencrypted()))
    }

    /// The transport to the service.
    pub(crate) fn transport(&self) -> Result<UreqTransport, Failure> {
        let builder = UreqTransport::builder();
        let builder = match &self.proxy {
            Some(proxy) if has_password(proxy) => return Err(Failure::Usage(settings::proxy_password())),
            Some(proxy) => builder.proxy(proxy),
            None => builder.proxy_from_env(),
        };
        let builder = match &self.ca_cert {
            Some(file) => builder.ca_certificates_pem(
                fs::read(file).map_err(|error| Failure::Usage(files::of_flag("--ca-cert", file, error)))?,
            ),
            None => builder,
        };
        builder.build().map_err(|refused| Failure::Usage(refused.text()))
    }
}

/// Whether there is `user:password@` before the host.
fn has_password(url: &str) -> bool {
    let authority = url.split_once("://").map_or(url, |(_, rest)| rest);
    authority.rsplit_once('@').is_some_and(|(user, _)| user.contains(':'))
}
