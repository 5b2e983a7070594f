//! `wechat-user blacklist`

use clap::Subcommand;
use wechat_user::Batch;
use wechat_user::blacklist::{BlockUsers, GetBlacklist, UnblockUsers};

use super::bulk::BulkChange;
use super::listing::Listing;
use crate::change::users;
use crate::context::Context;
use crate::failure::Failure;

/// How many users one call blocks.
const BATCH: usize = 20;

#[derive(Debug, Subcommand)]
pub(crate) enum Blacklist {
    /// List the openids on the blacklist (获取公众号的黑名单列表), one a line, with one call for every 1,000.
    ///
    /// If the list ends early, the error names the --from to continue with.
    List(Listing),
    /// Put followers on the blacklist (拉黑用户), with one call for every 20.
    Add(BulkChange),
    /// Take users off the blacklist (取消拉黑用户), with one call for every 20.
    Remove(BulkChange),
}

impl Blacklist {
    pub(crate) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        match self {
            Self::List(listing) => {
                listing.print(context, |from| from.map_or_else(GetBlacklist::new, GetBlacklist::after))
            }
            Self::Add(list) => {
                let openids = list.openids()?;
                let question = format!("Put {} on the blacklist (黑名单)", users(openids.len()));
                list.run(context, question, &openids, BATCH, |batch| Ok(BlockUsers::new(Batch::new(batch)?)))
            }
            Self::Remove(list) => {
                let openids = list.openids()?;
                let question = format!("Take {} off the blacklist (黑名单)", users(openids.len()));
                list.run(context, question, &openids, BATCH, |batch| Ok(UnblockUsers::new(Batch::new(batch)?)))
            }
        }
    }
}
