//! `wechat-user shorten`

use std::time::Duration;

use clap::Subcommand;
use serde::Serialize;
use wechat_user::Timestamp;
use wechat_user::shorten::CreateShortKey;

use crate::change::Change;
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::questions;
use crate::output::{Cell, Prints, Record};
use crate::text::trimmed;

pub(super) const RESULTS: &[Prints] = &[Prints::new::<Key>("shorten create"), Prints::new::<Kept>("shorten fetch")];

#[derive(Debug, Subcommand)]
pub(crate) enum Shorten {
    /// Keep a text under a short key (长信息转短链).
    ///
    /// Not repeated when the response is lost, because it may have been done.
    Create {
        /// The text, 1 to 4096 bytes.
        text: String,
        /// How many days it is kept, at most 30.
        #[arg(long, value_name = "DAYS", default_value_t = 30)]
        days: u32,
        #[command(flatten)]
        change: Change,
    },
    /// Print the text that is kept under a short key (短链转长信息).
    Fetch {
        /// The short key, such as iTqRJFSEqk9RvPk.
        #[arg(value_parser = trimmed)]
        key: String,
    },
}

impl Shorten {
    pub(crate) fn run(self, mut context: Context<'_, '_>) -> Result<(), Failure> {
        match self {
            Self::Create { text, days, change } => {
                let lifetime = Duration::from_secs(u64::from(days) * 86_400);
                let create = CreateShortKey::new(&text)?.lasting(lifetime)?;
                let question = questions::keep_bytes(text.len(), days);
                if let Some(key) = change.make(&mut context, question, &create)? {
                    context.output.one(&Key { short_key: key.short_key })?;
                }
                Ok(())
            }
            Self::Fetch { key } => {
                let data = context.client()?.shorten().fetch(&key)?;
                Ok(context.output.one(&Kept {
                    long_data: data.long_data,
                    create_time: data.create_time.map(Timestamp::as_unix_secs),
                    expire_seconds: data.expire_seconds,
                })?)
            }
        }
    }
}

#[derive(Serialize)]
struct Key {
    short_key: String,
}

impl Record for Key {
    const COLUMNS: &'static [&'static str] = &["short_key"];

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![Cell::whole(&self.short_key)]
    }
}

#[derive(Serialize)]
struct Kept {
    long_data: String,
    create_time: Option<u64>,
    expire_seconds: Option<u64>,
}

impl Record for Kept {
    const COLUMNS: &'static [&'static str] = &["long_data", "create_time", "expire_seconds"];

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![(&self.long_data).into(), Cell::time(self.create_time), self.expire_seconds.into()]
    }
}
