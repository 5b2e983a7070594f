//! `wechat-user oauth`

mod print;
mod user;

use clap::{Args, Subcommand, ValueEnum};
use wechat_user::oauth::{AuthorizeUrl, Scope};

use crate::context::Context;
use crate::failure::Failure;
use crate::output::Prints;
use crate::text::trimmed;
use print::{Granted, Revealed};

pub(super) const RESULTS: &[Prints] = &[
    Prints::new::<Granted<'_>>("oauth exchange"),
    Prints::with::<Revealed<'_>>("oauth exchange", "reveal"),
    user::PRINTS,
];

#[derive(Debug, Subcommand)]
pub(crate) enum OAuth {
    /// Print the URL to open in a user's browser (网页授权链接). Sends nothing, and needs no AppSecret.
    Url(Url),
    /// Exchange the code that the user's browser returned with (换取用户授权凭证).
    ///
    /// A code can be exchanged once, within five minutes. The call is never repeated if it may have arrived.
    /// `expires_in` is in seconds.
    Exchange {
        /// The code (授权临时票据).
        #[arg(value_parser = trimmed, allow_hyphen_values = true)]
        code: String,
        /// Print the user's access_token and refresh_token too, as last columns. They give access to the user's
        /// profile.
        #[arg(long)]
        reveal: bool,
    },
    /// Print the profile of a user who gave consent (获取授权用户信息).
    User(user::User),
}

#[derive(Args, Debug)]
pub(crate) struct Url {
    /// The URL that the browser returns to (redirect_uri), in a domain that the account has configured (网页授权域名)
    #[arg(value_parser = trimmed)]
    redirect: String,
    /// The consent to ask for
    #[arg(long, value_enum, default_value = "snsapi_base")]
    scope: Consent,
    /// A text that the redirect returns unchanged, at most 128 bytes. It proves that the code belongs to the browser
    /// that was sent away (CSRF)
    #[arg(long)]
    state: Option<String>,
    /// Ask for consent even where WeChat could skip the question (forcePopup)
    #[arg(long)]
    force_popup: bool,
    /// Show the page as a snapshot (forceSnapShot, 快照页)
    #[arg(long)]
    force_snapshot: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Consent {
    /// The openid, silently (静默授权).
    #[value(name = "snsapi_base", alias = "base")]
    Base,
    /// The profile, with the user's consent.
    #[value(name = "snsapi_userinfo", alias = "userinfo")]
    UserInfo,
    /// Login to a website by QR code (网站应用微信登录); it has an AppID of its own.
    #[value(name = "snsapi_login", alias = "login")]
    Login,
}

impl OAuth {
    pub(crate) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        match self {
            Self::Url(url) => url.run(context),
            Self::Exchange { code, reveal } => {
                let token = context.client()?.oauth().exchange(code)?;
                match reveal {
                    true => context.output.one(&Revealed::of(&token))?,
                    false => context.output.one(&Granted::of(&token))?,
                }
                Ok(())
            }
            Self::User(user) => user.run(context),
        }
    }
}

impl Url {
    fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        let scope = match self.scope {
            Consent::Base => Scope::Base,
            Consent::UserInfo => Scope::UserInfo,
            Consent::Login => Scope::Login,
        };
        let mut url = AuthorizeUrl::new(&context.connection.account()?, self.redirect, scope)?;
        if let Some(state) = self.state {
            url = url.with_state(state)?;
        }
        if self.force_popup {
            url = url.with_force_popup();
        }
        if self.force_snapshot {
            url = url.with_force_snapshot();
        }
        Ok(context.output.line(&url.to_string())?)
    }
}
