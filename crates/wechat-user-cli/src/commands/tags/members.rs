//! A tag, and the followers to put it on or to take it off.

use clap::Args;
use wechat_user::bulk::{BulkRun, Tagging, Untagging};
use wechat_user::tags::{TagUsers, UntagUsers};
use wechat_user::{Batch, Client, OpenId};

use crate::bulk::Operation;
use crate::change::users;
use crate::commands::bulk::BulkChange;
use crate::commands::target::{Kind, Resolved, Target, target};
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::{Text, questions};
use crate::plan::Plan;

#[derive(Args, Debug)]
pub(crate) struct Members {
    /// The tag: its id, or its name, which costs one call more.
    #[arg(value_name = "ID|NAME", value_parser = target)]
    tag: Target,
    #[command(flatten)]
    list: BulkChange,
}

impl Members {
    pub(super) fn add(&self, context: Context<'_, '_>) -> Result<(), Failure> {
        let tag = self.tag(&context)?;
        self.list.run(context, &Add(tag))
    }

    pub(super) fn remove(&self, context: Context<'_, '_>) -> Result<(), Failure> {
        let tag = self.tag(&context)?;
        self.list.run(context, &Remove(tag))
    }

    fn tag(&self, context: &Context<'_, '_>) -> Result<Resolved, Failure> {
        self.list.resolve(&self.tag, Kind::Tag, context)
    }
}

/// The library sends the openids again that the service did not process (45171).
struct Add(Resolved);

struct Remove(Resolved);

impl Operation for Add {
    type Item = OpenId;
    type Value = ();
    type Job = Tagging;

    fn name(&self) -> String {
        format!("tags add {}", self.0.id())
    }

    fn question(&self, count: u64) -> Text {
        questions::put_tag(&self.0, users(count))
    }

    fn plan_first(&self, plan: &mut Plan) -> Result<(), Failure> {
        self.0.plan_list(plan)
    }

    fn plan(&self, openids: &[OpenId], _is_alone: bool, plan: &mut Plan) -> Result<(), Failure> {
        self.0.stand_in(plan);
        plan.add(&TagUsers::new(Batch::new(openids)?, self.0.tag()))
    }

    fn start<S: Iterator<Item = OpenId>>(&self, client: &Client, openids: S) -> BulkRun<Tagging, S> {
        client.tags().add_all(self.0.tag(), openids)
    }
}

impl Operation for Remove {
    type Item = OpenId;
    type Value = ();
    type Job = Untagging;

    fn name(&self) -> String {
        format!("tags remove {}", self.0.id())
    }

    fn question(&self, count: u64) -> Text {
        questions::take_tag(&self.0, users(count))
    }

    fn plan_first(&self, plan: &mut Plan) -> Result<(), Failure> {
        self.0.plan_list(plan)
    }

    fn plan(&self, openids: &[OpenId], _is_alone: bool, plan: &mut Plan) -> Result<(), Failure> {
        self.0.stand_in(plan);
        plan.add(&UntagUsers::new(Batch::new(openids)?, self.0.tag()))
    }

    fn start<S: Iterator<Item = OpenId>>(&self, client: &Client, openids: S) -> BulkRun<Untagging, S> {
        client.tags().remove_all(self.0.tag(), openids)
    }
}
