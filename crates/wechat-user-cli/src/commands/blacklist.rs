//! `wechat-user blacklist`

use clap::{Args, Subcommand};
use wechat_user::Batch;
use wechat_user::blacklist::{BlockUsers, GetBlacklist, UnblockUsers};

use super::listing::Listing;
use crate::batches::{Leftovers, in_batches};
use crate::change::{Change, users};
use crate::context::Context;
use crate::failure::Failure;
use crate::openids::People;

/// What one call blocks.
const BATCH: usize = 20;

#[derive(Debug, Subcommand)]
pub(crate) enum Blacklist {
    /// List the openids on the blacklist (获取公众号的黑名单列表), one a line: a call for every 1,000.
    ///
    /// If it ends early, the error says with which --from to go on.
    List(Listing),
    /// Put followers on the blacklist (拉黑用户): a call for every 20.
    Add(Crowd),
    /// Take users off the blacklist (取消拉黑用户): a call for every 20.
    Remove(Crowd),
}

/// Goes on after a refusal that is about people, and stops at any other. If it was done for some, the exit code is 6.
#[derive(Args, Debug)]
pub(crate) struct Crowd {
    #[command(flatten)]
    people: People,
    #[command(flatten)]
    leftovers: Leftovers,
    #[command(flatten)]
    change: Change,
}

impl Blacklist {
    pub(crate) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        match self {
            Self::List(listing) => {
                listing.print(context, |from| from.map_or_else(GetBlacklist::new, GetBlacklist::after))
            }
            Self::Add(crowd) => crowd.run(context, true),
            Self::Remove(crowd) => crowd.run(context, false),
        }
    }
}

impl Crowd {
    fn run(self, mut context: Context<'_, '_>, add: bool) -> Result<(), Failure> {
        let openids = self.people.read()?;
        let what = if add { "on" } else { "off" };
        let question =
            format!("{} {} {what} the blacklist (黑名单)", if add { "Put" } else { "Take" }, users(openids.len()));
        let client = self.change.client(&mut context, question, |plan| {
            openids.chunks(BATCH).try_for_each(|batch| match add {
                true => plan.add(&BlockUsers::new(Batch::new(batch)?)),
                false => plan.add(&UnblockUsers::new(Batch::new(batch)?)),
            })
        })?;
        let Some(client) = client else { return Ok(()) };
        self.leftovers.check()?;
        let tally = in_batches(&openids, BATCH, context.interrupt, |batch| {
            if add {
                client.blacklist().add(batch)?
            } else {
                client.blacklist().remove(batch)?
            }
            Ok(Vec::new())
        });
        self.leftovers.settle(tally)?;
        Ok(context.output.done()?)
    }
}
