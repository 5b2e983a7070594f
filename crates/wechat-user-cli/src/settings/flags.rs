//! The flags of the connection. A profile has the same settings, under the names of the flags with underscores.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use wechat_user::TokenMode;

use super::store::StoreFlags;
use crate::failure::Failure;
use crate::messages::settings;
use crate::text::trimmed;
use crate::time;

/// How to reach the account. `demo` and `mock serve` use a service of their own and ignore it.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Connection")]
pub(crate) struct Flags {
    /// The account's profile in the settings file (see `wechat-user profile`) [env: WECHAT_PROFILE, unless --app-id or
    /// WECHAT_APPID is given] [default: the profile that `profile use` chose]
    #[arg(long, global = true, value_name = "NAME", value_parser = trimmed)]
    pub(crate) profile: Option<String>,

    /// The service, as https://HOST or http://HOST, with a port and a path if needed [env: WECHAT_BASE_URL] [default:
    /// the service itself, api.weixin.qq.com]
    #[arg(long, global = true, value_name = "URL", value_parser = trimmed)]
    pub(crate) base_url: Option<String>,

    /// The account's AppID (开发者ID) [env: WECHAT_APPID]
    #[arg(long, global = true, value_name = "ID", value_parser = trimmed)]
    pub(crate) app_id: Option<String>,

    /// A file with the account's AppSecret (开发者密码), which only you should be able to read [default: the secret in
    /// WECHAT_APPSECRET]
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) app_secret_file: Option<PathBuf>,

    /// How to get the access token (接口调用凭据) [default: stable]
    #[arg(long, global = true, value_enum, value_name = "MODE")]
    pub(crate) token_mode: Option<Mode>,

    /// Deadline of one call, including the token request and retries: 10, 10s, 500ms [default: 30s]
    #[arg(long, global = true, value_name = "TIME", value_parser = time::duration)]
    pub(crate) timeout: Option<Duration>,

    /// The proxy, as http://HOST:PORT, or https, socks5, socks5h; one with a password (http://USER:PASSWORD@HOST:PORT)
    /// only in the environment [default: ALL_PROXY, HTTPS_PROXY, HTTP_PROXY, except for NO_PROXY and loopback]
    #[arg(long, global = true, value_name = "URL", value_parser = trimmed)]
    pub(crate) proxy: Option<String>,

    /// A PEM file with the certificates to trust instead of the built-in roots
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) ca_cert: Option<PathBuf>,

    /// Allow http:// to hosts other than this one: token and secret are then sent unencrypted
    #[arg(long, global = true)]
    pub(crate) allow_http: bool,

    #[command(flatten)]
    pub(crate) store: StoreFlags,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Mode {
    /// /cgi-bin/stable_token: a request does not invalidate the token of another process
    #[default]
    Stable,
    /// /cgi-bin/token: a request invalidates the previous token within five minutes
    Plain,
    /// No token and no secret, as inside WeChat cloud hosting (微信云托管)
    None,
}

impl From<Mode> for TokenMode {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Stable => Self::Stable,
            Mode::Plain => Self::Plain,
            Mode::None => Self::None,
        }
    }
}

impl Flags {
    /// Refuses a proxy with a password.
    pub(crate) fn check_proxy(&self) -> Result<(), Failure> {
        if self.proxy.as_deref().is_some_and(has_password) {
            return Err(Failure::Usage(settings::proxy_password()));
        }
        Ok(())
    }
}

/// Whether there is `user:password@` before the host.
pub(super) fn has_password(url: &str) -> bool {
    let authority = url.split_once("://").map_or(url, |(_, rest)| rest);
    authority.rsplit_once('@').is_some_and(|(user, _)| user.contains(':'))
}
