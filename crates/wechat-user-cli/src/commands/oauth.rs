//! `wechat-user oauth`

mod print;
mod user;

use clap::{Args, Subcommand, ValueEnum};
use wechat_user::oauth::{AuthorizeUrl, Scope};

use crate::context::Context;
use crate::failure::Failure;
use print::{Granted, Revealed};

#[derive(Debug, Subcommand)]
pub(crate) enum OAuth {
    /// Print where to send a person's browser (网页授权链接). Sends nothing, and needs no AppSecret.
    Url(Url),
    /// Exchange the code that the person's browser came back with (换取用户授权凭证). Columns: openid, scope, expires_in (seconds), is_snapshotuser, unionid.
    ///
    /// A code is good for one exchange, within five minutes; the call is never repeated once it may have arrived.
    Exchange {
        /// The code (授权临时票据).
        code: String,
        /// Print the person's access_token and refresh_token too, as last columns: whoever has them can read the person's profile.
        #[arg(long)]
        reveal: bool,
    },
    /// Print a person's profile (获取授权用户信息). Columns: openid, nickname, sex, country, province, city, headimgurl, unionid.
    User(user::User),
}

#[derive(Args, Debug)]
pub(crate) struct Url {
    /// Where the person comes back to (redirect_uri): in a domain that the account has configured (网页授权域名)
    redirect: String,
    /// What to ask the person for
    #[arg(long, value_enum, default_value = "snsapi_base")]
    scope: Ask,
    /// What the redirect carries back unchanged, at most 128 bytes; without one, nobody can tell whose code comes back (CSRF)
    #[arg(long)]
    state: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Ask {
    /// The openid, silently (静默授权).
    #[value(name = "snsapi_base", alias = "base")]
    Base,
    /// The profile, by the person's consent.
    #[value(name = "snsapi_userinfo", alias = "userinfo")]
    UserInfo,
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
            Ask::Base => Scope::Base,
            Ask::UserInfo => Scope::UserInfo,
        };
        let mut url = AuthorizeUrl::new(&context.connection.account()?, self.redirect, scope)?;
        if let Some(state) = self.state {
            url = url.with_state(state)?;
        }
        Ok(context.output.line(&url.to_string())?)
    }
}
