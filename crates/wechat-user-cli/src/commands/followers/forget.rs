//! `wechat-user followers forget`

use clap::Args;
use follower_mirror::Mirror;
use serde::Serialize;
use wechat_user::OpenId;

use super::Database;
use crate::bulk::{Source, Spool};
use crate::change::{confirm, users};
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::questions;
use crate::openids::OpenIdList;
use crate::output::{Cell, Record};

/// How many users are deleted in one transaction.
const PART: usize = 1_000;

#[derive(Args, Debug)]
pub(crate) struct Forget {
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    list: OpenIdList,
    /// Print the same counts, and delete nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask. Without this flag, the command asks if standard input and standard error are a terminal
    #[arg(long, short)]
    yes: bool,
}

impl Forget {
    pub(super) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        // A database that is not there is not created.
        let reader = self.database.read()?;
        let list = Spool::new::<Failure>(None, |add| self.list.read(|openid| add(openid.as_str())))?;
        let (openids, mut forgotten) = (list.total(), 0);
        let mut source = Source::<OpenId>::new(&list);
        if self.dry_run {
            for openid in source.by_ref() {
                forgotten += u64::from(reader.knows(&openid)?);
            }
        } else if openids > 0 {
            confirm(self.yes, questions::forget(users(openids), &self.database.db), reader.app_id())?;
            let mut mirror = Mirror::open(&self.database.db, reader.app_id())?;
            drop(reader);
            loop {
                let part: Vec<_> = source.by_ref().take(PART).collect();
                if part.is_empty() {
                    break;
                }
                forgotten += mirror.forget_all(&part)?;
            }
        }
        match source.taken().borrow_mut().error.take() {
            Some(error) => Err(Failure::from(error)),
            None => Ok(context.output.one(&Forgotten { openids, forgotten })?),
        }
    }
}

#[derive(Serialize)]
pub(super) struct Forgotten {
    openids: u64,
    forgotten: u64,
}

impl Record for Forgotten {
    const COLUMNS: &'static [&'static str] = &["openids", "forgotten"];

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![self.openids.into(), self.forgotten.into()]
    }
}
