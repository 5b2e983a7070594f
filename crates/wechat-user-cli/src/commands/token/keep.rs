//! `wechat-user token keep`

use std::thread;
use std::time::Duration;

use clap::Args;
use wechat_user::AccessToken;

use super::shown::Shown;
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::token as messages;
use crate::store::{Opened, Warning};
use crate::time;

/// While the store fails, or the service refuses, each look is twice as far from the one before, up to this.
const LONGEST_PAUSE: Duration = Duration::from_secs(600);
/// A value that is renewed 290 s before its end must be looked at more often.
const RAREST: Duration = Duration::from_secs(60);
const SLICE: Duration = Duration::from_millis(100);

/// Renew the token in the store for other processes, until a signal ends it; in Redis 170 s before they would do it.
/// Prints each token that is new here, without the token itself. `age` and `expires_in` are in seconds.
///
/// For programs that share the store but have no lock, such as wechatpy and silenceper/wechat, or that only follow.
/// Failures go to standard error, and the command goes on, with longer pauses. Ends with 0 on SIGINT and SIGTERM, if no
/// request is under way.
#[derive(Args, Debug)]
pub(crate) struct Keep {
    /// How often to look at the store: 10, 10s, 1m; at most a minute
    #[arg(long, value_name = "TIME", value_parser = time::duration, default_value = "15s")]
    every: Duration,
}

impl Keep {
    pub(super) fn run(self, mut context: Context<'_, '_>) -> Result<(), Failure> {
        if self.every > RAREST {
            return Err(Failure::Usage(messages::every_at_most()));
        }
        let store = context.connection.opened()?.keeping();
        let store = store.ok_or_else(|| Failure::Usage(messages::keep_needs_a_store()))?;
        context.interrupt.listen();
        let (mut known, mut pause) = (None, self.every);
        while !context.interrupt.cancel().is_cancelled() {
            let is_in_order = look(&mut context, &store, &mut known)?;
            pause = if is_in_order { self.every } else { (pause * 2).min(LONGEST_PAUSE) };
            wait(&context, pause);
        }
        Ok(())
    }
}

/// Obtains the token as a new process would: from the store, unless it must be renewed. False after a failure.
fn look(context: &mut Context<'_, '_>, store: &Opened, known: &mut Option<AccessToken>) -> Result<bool, Failure> {
    let warning = Warning::default();
    let builder = context.connection.builder_with(store, context.connection.transport()?)?;
    let client = builder.observer(warning.with(|_| {})).build()?.cancellable(context.interrupt.cancel());
    match client.token() {
        Ok(held) => {
            let is_known = known.as_ref().is_some_and(|known| known.expose() == held.token.expose());
            if !is_known {
                context.output.one(&Shown::of(&held, context.connection.token_mode()))?;
                context.output.flush()?;
                *known = Some(held.token);
            }
            Ok(!warning.was_printed())
        }
        Err(_) if context.interrupt.cancel().is_cancelled() => Ok(true),
        Err(error) => {
            context.interrupt.mention(&Failure::Call(error));
            Ok(false)
        }
    }
}

fn wait(context: &Context<'_, '_>, pause: Duration) {
    let mut left = pause;
    while !left.is_zero() && !context.interrupt.cancel().is_cancelled() {
        let slice = left.min(SLICE);
        thread::sleep(slice);
        left -= slice;
    }
}
