//! A group, and the users to move to it.

use clap::Args;
use wechat_user::bulk::BulkRun;
use wechat_user::groups::{MoveUser, MoveUsers};
use wechat_user::{Batch, Client, Error, GroupId, OpenId, bulk};

use crate::bulk::Operation;
use crate::change::users;
use crate::commands::bulk::BulkChange;
use crate::commands::target::{Target, target};
use crate::context::Context;
use crate::failure::Failure;
use crate::plan::Plan;

/// The users to move, and the group.
#[derive(Args, Debug)]
pub(crate) struct Move {
    /// The group to move them to: its id, or its name, which costs one call more.
    #[arg(value_name = "ID|NAME", value_parser = target)]
    group: Target,
    #[command(flatten)]
    list: BulkChange,
}

impl Move {
    pub(super) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        let list = || {
            let groups = context.client()?.groups().list()?;
            Ok(groups.into_iter().map(|group| (group.id.get(), group.name)).collect())
        };
        let to = self.group.resolve("group", self.list.is_dry_run(), list).map(GroupId::new)?;
        self.list.run(context, &MoveTo(to))
    }
}

struct MoveTo(GroupId);

impl Operation for MoveTo {
    type Item = OpenId;
    type Value = ();
    type Job = bulk::Move;

    fn name(&self) -> String {
        format!("groups move {}", self.0)
    }

    fn question(&self, count: u64) -> String {
        format!("Move {} to group {}", users(count), self.0)
    }

    fn plan(&self, openids: &[OpenId], is_alone: bool, plan: &mut Plan) -> Result<(), Failure> {
        match openids {
            [openid] if is_alone => plan.add(&MoveUser::new(openid, self.0)),
            many => plan.add(&MoveUsers::new(Batch::new(many)?, self.0)),
        }
    }

    fn start<S: Iterator<Item = OpenId>>(&self, client: &Client, openids: S) -> BulkRun<bulk::Move, S> {
        client.groups().move_all(openids, self.0)
    }

    fn alone(&self, client: &Client, openid: &OpenId) -> Option<Result<(), Error>> {
        Some(client.groups().move_user(openid, self.0))
    }
}
