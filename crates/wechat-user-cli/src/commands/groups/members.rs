//! A group, and the users to move to it.

use clap::Args;
use wechat_user::bulk::BulkRun;
use wechat_user::groups::{MoveUser, MoveUsers};
use wechat_user::{Batch, Client, Error, OpenId, bulk};

use crate::bulk::Operation;
use crate::change::users;
use crate::commands::bulk::BulkChange;
use crate::commands::target::{Kind, Resolved, Target, target};
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::{Text, questions};
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
        let to = self.list.resolve(&self.group, Kind::Group, &context)?;
        self.list.run(context, &MoveTo(to))
    }
}

struct MoveTo(Resolved);

impl Operation for MoveTo {
    type Item = OpenId;
    type Value = ();
    type Job = bulk::Move;

    fn name(&self) -> String {
        format!("groups move {}", self.0.id())
    }

    fn question(&self, count: u64) -> Text {
        questions::move_users(users(count), &self.0)
    }

    fn plan_first(&self, plan: &mut Plan) -> Result<(), Failure> {
        self.0.plan_list(plan)
    }

    fn plan(&self, openids: &[OpenId], is_alone: bool, plan: &mut Plan) -> Result<(), Failure> {
        self.0.stand_in(plan);
        match openids {
            [openid] if is_alone => plan.add(&MoveUser::new(openid, self.0.group())),
            many => plan.add(&MoveUsers::new(Batch::new(many)?, self.0.group())),
        }
    }

    fn start<S: Iterator<Item = OpenId>>(&self, client: &Client, openids: S) -> BulkRun<bulk::Move, S> {
        client.groups().move_all(openids, self.0.group())
    }

    fn alone(&self, client: &Client, openid: &OpenId) -> Option<Result<(), Error>> {
        Some(client.groups().move_user(openid, self.0.group()))
    }
}
