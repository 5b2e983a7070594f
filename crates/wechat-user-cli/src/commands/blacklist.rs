//! `wechat-user blacklist`

use clap::Subcommand;
use wechat_user::blacklist::{BlockUsers, GetBlacklist, UnblockUsers};
use wechat_user::bulk::{Block, BulkRun, Unblock};
use wechat_user::{Batch, Client, OpenId};

use super::bulk::BulkChange;
use super::listing::Listing;
use crate::bulk::Operation;
use crate::change::users;
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::{Text, questions};
use crate::output::{OpenIdRow, Prints};
use crate::plan::Plan;

pub(super) const RESULTS: &[Prints] = &[Prints::new::<OpenIdRow<'_>>("blacklist list")];

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
            Self::Add(list) => list.run(context, &Add),
            Self::Remove(list) => list.run(context, &Remove),
        }
    }
}

struct Add;

struct Remove;

impl Operation for Add {
    type Item = OpenId;
    type Value = ();
    type Job = Block;

    fn name(&self) -> String {
        "blacklist add".to_owned()
    }

    fn question(&self, count: u64) -> Text {
        questions::block(users(count))
    }

    fn plan(&self, openids: &[OpenId], _is_alone: bool, plan: &mut Plan) -> Result<(), Failure> {
        plan.add(&BlockUsers::new(Batch::new(openids)?))
    }

    fn start<S: Iterator<Item = OpenId>>(&self, client: &Client, openids: S) -> BulkRun<Block, S> {
        client.blacklist().add_all(openids)
    }
}

impl Operation for Remove {
    type Item = OpenId;
    type Value = ();
    type Job = Unblock;

    fn name(&self) -> String {
        "blacklist remove".to_owned()
    }

    fn question(&self, count: u64) -> Text {
        questions::unblock(users(count))
    }

    fn plan(&self, openids: &[OpenId], _is_alone: bool, plan: &mut Plan) -> Result<(), Failure> {
        plan.add(&UnblockUsers::new(Batch::new(openids)?))
    }

    fn start<S: Iterator<Item = OpenId>>(&self, client: &Client, openids: S) -> BulkRun<Unblock, S> {
        client.blacklist().remove_all(openids)
    }
}
