//! `wechat-user token refresh`

use clap::Args;
use wechat_user::clock::Clock;
use wechat_user::token::{GetStableToken, GetToken};
use wechat_user::{AppSecret, SystemClock, TokenMode};

use super::shown::Shown;
use crate::change::Change;
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::{questions, token as messages};
use crate::plan::{MASK, Plan};

/// Fetch a token from the service, whatever is in the store, and print its data without the token itself. `age`
/// and `expires_in` are in seconds.
///
/// The store is bypassed: it is neither read nor changed, and standard error says so. A stable token that is valid
/// comes again, except with --force. With `--token-mode plain` the previous token is invalidated within five minutes;
/// the processes that have it then renew the one in their store.
#[derive(Args, Debug)]
pub(crate) struct Refresh {
    /// Force another stable token (强制刷新): the token of every process is invalidated at once. Possible 20 times a day,
    /// 30 seconds apart
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    change: Change,
}

impl Refresh {
    pub(super) fn run(self, mut context: Context<'_, '_>) -> Result<(), Failure> {
        let mode = context.connection.token_mode();
        if self.force && mode == TokenMode::Plain {
            return Err(Failure::Usage(messages::force_is_for_stable()));
        }
        let question = match (mode, self.force) {
            (TokenMode::Plain, _) => questions::fetch_plain_token(),
            (_, true) => questions::force_stable_token(),
            (_, false) => questions::fetch_stable_token(),
        };
        let account = context.connection.account()?;
        let describe = |plan: &mut Plan| {
            let secret = AppSecret::from(MASK);
            match mode {
                TokenMode::Plain => plan.add(&GetToken::new(&account, &secret)),
                _ => plan.add(&GetStableToken::new(&account, &secret).with_force_refresh(self.force)),
            }
        };
        let Some(client) = self.change.client_without_store(&mut context, question, describe)? else { return Ok(()) };
        let shown = if self.force {
            let (secret, asked) = (context.connection.app_secret()?, SystemClock::new().now());
            let response = client.call(&GetStableToken::new(&account, &secret).with_force_refresh(true))?;
            Shown::at(mode, asked, asked + response.life())
        } else {
            Shown::of(&client.token()?, mode)
        };
        if context.connection.opened()?.is_shared() {
            context.note(&messages::store_bypassed());
        }
        Ok(context.output.one(&shown)?)
    }
}
