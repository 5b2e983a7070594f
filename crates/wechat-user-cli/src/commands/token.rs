//! `wechat-user token`

use std::borrow::Cow;

use clap::Subcommand;
use serde::Serialize;
use wechat_user::clock::Clock;
use wechat_user::machine::HeldToken;
use wechat_user::{SystemClock, TokenMode};

use crate::context::Context;
use crate::failure::Failure;
use crate::output::Record;
use crate::time::rfc3339;

#[derive(Debug, Subcommand)]
pub(crate) enum Token {
    /// Fetch the token, and print its data without the token itself. Columns: mode, age (seconds), expires_in
    /// (seconds), expires_at.
    ///
    /// With `--token-mode plain` this creates a new token, and the previous one is invalidated within five minutes.
    Show {
        /// Print the token too, as the last column. It gives full access to the account.
        #[arg(long)]
        reveal: bool,
    },
}

impl Token {
    pub(crate) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        let Self::Show { reveal } = self;
        if context.connection.token_mode() == TokenMode::None {
            return Err(Failure::Usage("with --token-mode none there is no token to show".to_owned()));
        }
        let held = context.client()?.token()?;
        match reveal {
            true => context.output.one(&Revealed { shown: Shown::of(&held), access_token: held.token.expose() })?,
            false => context.output.one(&Shown::of(&held))?,
        }
        Ok(())
    }
}

#[derive(Serialize)]
struct Shown {
    mode: &'static str,
    age: u64,
    expires_in: u64,
    expires_at: u64,
}

impl Shown {
    fn of(held: &HeldToken) -> Self {
        let now = SystemClock::new().now();
        Self {
            mode: if held.mode == TokenMode::Plain { "plain" } else { "stable" },
            age: now.since(held.obtained).as_secs(),
            expires_in: held.expires.since(now).as_secs(),
            expires_at: held.expires.as_unix_secs(),
        }
    }
}

impl Record for Shown {
    const COLUMNS: &'static [&'static str] = &["mode", "age", "expires_in", "expires_at"];

    fn cells(&self) -> Vec<Cow<'_, str>> {
        let [age, expires_in] = [self.age, self.expires_in].map(|seconds| seconds.to_string());
        vec![self.mode.into(), age.into(), expires_in.into(), rfc3339(self.expires_at).into()]
    }
}

#[derive(Serialize)]
struct Revealed<'a> {
    #[serde(flatten)]
    shown: Shown,
    access_token: &'a str,
}

impl Record for Revealed<'_> {
    const COLUMNS: &'static [&'static str] = &["mode", "age", "expires_in", "expires_at", "access_token"];

    fn cells(&self) -> Vec<Cow<'_, str>> {
        let mut cells = self.shown.cells();
        cells.push(self.access_token.into());
        cells
    }
}
