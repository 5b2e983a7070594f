//! What is printed of a token.

use serde::Serialize;
use wechat_user::clock::Clock;
use wechat_user::machine::HeldToken;
use wechat_user::{SystemClock, Timestamp, TokenMode};

use crate::output::{Cell, Record};

#[derive(Serialize)]
pub(super) struct Shown {
    mode: &'static str,
    age: u64,
    expires_in: u64,
    expires_at: u64,
}

impl Shown {
    pub(super) fn of(held: &HeldToken, mode: TokenMode) -> Self {
        Self::at(mode, held.obtained, held.expires)
    }

    pub(super) fn at(mode: TokenMode, obtained: Timestamp, expires: Timestamp) -> Self {
        let now = SystemClock::new().now();
        Self {
            mode: if mode == TokenMode::Plain { "plain" } else { "stable" },
            age: now.since(obtained).as_secs(),
            expires_in: expires.since(now).as_secs(),
            expires_at: expires.as_unix_secs(),
        }
    }
}

impl Record for Shown {
    const COLUMNS: &'static [&'static str] = &["mode", "age", "expires_in", "expires_at"];

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![self.mode.into(), self.age.into(), self.expires_in.into(), Cell::Time(self.expires_at)]
    }
}

#[derive(Serialize)]
pub(super) struct Revealed<'a> {
    #[serde(flatten)]
    pub(super) shown: Shown,
    pub(super) access_token: &'a str,
}

impl Record for Revealed<'_> {
    const COLUMNS: &'static [&'static str] = &["mode", "age", "expires_in", "expires_at", "access_token"];

    fn cells(&self) -> Vec<Cell<'_>> {
        let mut cells = self.shown.cells();
        cells.push(self.access_token.into());
        cells
    }
}
