//! `wechat-user token`

mod keep;
mod refresh;
mod shown;

use clap::Subcommand;
use wechat_user::TokenMode;

use crate::context::Context;
use crate::failure::Failure;
use crate::messages::token as messages;
use crate::output::Prints;
use keep::Keep;
use refresh::Refresh;
use shown::{Revealed, Shown};

pub(super) const RESULTS: &[Prints] = &[
    Prints::new::<Shown>("token show"),
    Prints::with::<Revealed<'_>>("token show", "reveal"),
    Prints::new::<Shown>("token refresh"),
    Prints::new::<Shown>("token keep"),
];

#[derive(Debug, Subcommand)]
pub(crate) enum Token {
    /// Print the data of the token in the store without the token itself; fetch it if there is none. `age`
    /// and `expires_in` are in seconds.
    ///
    /// With `--token-mode plain` a fetch creates a new token, and the previous one is invalidated within five minutes.
    Show {
        /// Print the token too, as the last column. It gives full access to the account.
        #[arg(long)]
        reveal: bool,
    },
    Refresh(Refresh),
    /// Remove the token from the store, so that the next process that needs it fetches it. The service still accepts
    /// it. Needs no AppSecret.
    Clear,
    Keep(Keep),
}

impl Token {
    pub(crate) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        if context.connection.token_mode() == TokenMode::None {
            return Err(Failure::Usage(messages::none_to_show()));
        }
        match self {
            Self::Show { reveal } => show(context, reveal),
            Self::Refresh(refresh) => refresh.run(context),
            Self::Clear => clear(context),
            Self::Keep(keep) => keep.run(context),
        }
    }
}

fn show(context: Context<'_, '_>, reveal: bool) -> Result<(), Failure> {
    let held = context.client()?.token()?;
    let shown = Shown::of(&held, context.connection.token_mode());
    match reveal {
        true => context.output.one(&Revealed { shown, access_token: held.token.expose() })?,
        false => context.output.one(&shown)?,
    }
    Ok(())
}

fn clear(context: Context<'_, '_>) -> Result<(), Failure> {
    context.connection.opened()?.clear(&context.connection.token_key()?)?;
    Ok(context.output.done()?)
}
