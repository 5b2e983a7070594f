//! A tag, and the followers to put it on or to take it off.

use clap::Args;
use wechat_user::tags::{TagUsers, UntagUsers};
use wechat_user::{Batch, Client, Error, OpenId, TagId};

use crate::action::Action;
use crate::change::users;
use crate::commands::bulk::BulkChange;
use crate::context::Context;
use crate::failure::Failure;
use crate::plan::Plan;

/// How many followers one call tags.
const BATCH: usize = 50;

#[derive(Args, Debug)]
pub(crate) struct Members {
    /// The tag.
    id: i64,
    #[command(flatten)]
    list: BulkChange,
}

impl Members {
    pub(super) fn add(&self, context: Context<'_, '_>) -> Result<(), Failure> {
        let (tag, openids) = (TagId::new(self.id), self.list.openids()?);
        let question = format!("Put tag {tag} on {}", users(openids.len()));
        self.list.run(context, question, &openids, BATCH, |openids| Ok(Tagging { tag, openids, add: true }))
    }

    pub(super) fn remove(&self, context: Context<'_, '_>) -> Result<(), Failure> {
        let (tag, openids) = (TagId::new(self.id), self.list.openids()?);
        let question = format!("Take tag {tag} off {}", users(openids.len()));
        self.list.run(context, question, &openids, BATCH, |openids| Ok(Tagging { tag, openids, add: false }))
    }
}

/// The call for a batch. The library sends the openids again that the service did not process (45171).
struct Tagging<'a> {
    tag: TagId,
    openids: &'a [OpenId],
    add: bool,
}

impl Action for Tagging<'_> {
    type Response = ();

    fn plan(&self, plan: &mut Plan) -> Result<(), Failure> {
        let batch = Batch::new(self.openids)?;
        if self.add { plan.add(&TagUsers::new(batch, self.tag)) } else { plan.add(&UntagUsers::new(batch, self.tag)) }
    }

    fn run(&self, client: &Client) -> Result<(), Error> {
        let tags = client.tags();
        if self.add { tags.add(self.tag, self.openids) } else { tags.remove(self.tag, self.openids) }
    }
}
