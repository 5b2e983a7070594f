//! `wechat-user tags`

mod args;

use std::borrow::Cow;

use clap::Subcommand;
use serde::Serialize;
use wechat_user::tags::{CreateTag, DeleteTag, GetTagMembers, GetTags, RenameTag, TagUsers, UntagUsers};
use wechat_user::{Batch, OpenId, TagId};

use super::classes::{Listed, Named};
use super::listing::Listing;
use crate::batches::in_batches;
use crate::change::{Change, users};
use crate::context::Context;
use crate::failure::Failure;
use crate::openids::openid;
use crate::output::Record;
use crate::plan::Plan;
use args::Crowd;

/// What one call tags.
const BATCH: usize = 50;

#[derive(Debug, Subcommand)]
pub(crate) enum Tags {
    /// List all tags (获取公众号已创建的标签). Columns: id, name, count.
    List,
    /// Create a tag (创建标签). Columns: id, name.
    ///
    /// Not repeated when the answer is lost, because nobody knows whether it was done; `tags ensure` is the safe way.
    Create {
        /// Its name (标签名), at most 30 characters or so: the service counts bytes.
        name: String,
        #[command(flatten)]
        change: Change,
    },
    /// Rename a tag (编辑标签); not 0, 1 or 2.
    Rename {
        /// The tag.
        id: i64,
        /// Its new name.
        name: String,
        #[command(flatten)]
        change: Change,
    },
    /// Delete a tag (删除标签), which its members lose; not 0, 1 or 2, and no tag with more than 100,000 followers.
    Delete {
        /// The tag.
        id: i64,
        #[command(flatten)]
        change: Change,
    },
    /// Tell which tags a follower has (获取用户身上的标签列表). Column: id, a line each.
    Of {
        /// The user.
        #[arg(value_parser = openid)]
        openid: OpenId,
    },
    /// Put a tag on followers (批量为用户打标签): a call for every 50.
    Add(Crowd),
    /// Take a tag off followers (批量为用户取消标签): a call for every 50.
    Remove(Crowd),
    /// List the openids of those who have a tag (获取标签下粉丝列表), one a line.
    ///
    /// If it ends early, the error says with which --from to go on.
    Members {
        /// The tag.
        id: i64,
        #[command(flatten)]
        listing: Listing,
    },
    /// Print the tag of this name, and create it if there is none. Columns: id, name.
    Ensure {
        /// Its name.
        name: String,
        #[command(flatten)]
        change: Change,
    },
}

impl Tags {
    pub(crate) fn run(self, mut context: Context<'_, '_>) -> Result<(), Failure> {
        match self {
            Self::List => {
                let listed: Vec<_> = context.client()?.tags().list()?.into_iter().map(Listed::from).collect();
                Ok(context.output.list(&listed)?)
            }
            Self::Create { name, change } => create(context, &name, change),
            Self::Ensure { name, change } => ensure(context, &name, change),
            Self::Rename { id, name, change } => {
                let id = TagId::new(id);
                let question = format!("Rename tag {id} to {name}");
                let plan = |plan: &mut Plan| plan.add(&RenameTag::new(id, &name)?);
                let Some(client) = change.client(&mut context, question, plan)? else { return Ok(()) };
                client.tags().rename(id, &name)?;
                Ok(context.output.done()?)
            }
            Self::Delete { id, change } => {
                let id = TagId::new(id);
                let plan = |plan: &mut Plan| plan.add(&DeleteTag::new(id)?);
                let Some(client) = change.client(&mut context, format!("Delete tag {id}"), plan)? else {
                    return Ok(());
                };
                client.tags().delete(id)?;
                Ok(context.output.done()?)
            }
            Self::Of { openid } => {
                let ids: Vec<_> = context.client()?.tags().of(&openid)?.into_iter().map(|id| Id { id }).collect();
                Ok(context.output.list(&ids)?)
            }
            Self::Add(crowd) => change_members(context, &crowd, true),
            Self::Remove(crowd) => change_members(context, &crowd, false),
            Self::Members { id, listing } => {
                let id = TagId::new(id);
                listing.print(context, |from| match from {
                    Some(cursor) => GetTagMembers::after(id, cursor),
                    None => GetTagMembers::new(id),
                })
            }
        }
    }
}

fn create(mut context: Context<'_, '_>, name: &str, change: Change) -> Result<(), Failure> {
    let plan = |plan: &mut Plan| plan.add(&CreateTag::new(name));
    let Some(client) = change.client(&mut context, format!("Create the tag {name}"), plan)? else { return Ok(()) };
    Ok(context.output.one(&Named::from(client.tags().create(name)?))?)
}

fn ensure(mut context: Context<'_, '_>, name: &str, change: Change) -> Result<(), Failure> {
    let question = format!("Create the tag {name} if there is none");
    let client = change.client(&mut context, question, |plan| {
        plan.add(&GetTags::new())?;
        plan.add_if("no tag has this name", &CreateTag::new(name))
    })?;
    let Some(client) = client else { return Ok(()) };
    Ok(context.output.one(&Named::from(client.tags().ensure(name)?))?)
}

fn change_members(mut context: Context<'_, '_>, crowd: &Crowd, add: bool) -> Result<(), Failure> {
    let openids = crowd.people.read()?;
    let (id, users) = (TagId::new(crowd.id), users(openids.len()));
    let question = if add { format!("Put tag {id} on {users}") } else { format!("Take tag {id} off {users}") };
    let client = crowd.change.client(&mut context, question, |plan| {
        openids.chunks(BATCH).try_for_each(|batch| match add {
            true => plan.add(&TagUsers::new(Batch::new(batch)?, id)),
            false => plan.add(&UntagUsers::new(Batch::new(batch)?, id)),
        })
    })?;
    let Some(client) = client else { return Ok(()) };
    crowd.leftovers.check()?;
    let tally = in_batches(&openids, BATCH, context.interrupt, |batch| {
        if add {
            client.tags().add(id, batch)?
        } else {
            client.tags().remove(id, batch)?
        }
        Ok(Vec::new())
    });
    crowd.leftovers.settle(tally)?;
    Ok(context.output.done()?)
}

/// In JSON the bare number.
#[derive(Serialize)]
#[serde(transparent)]
struct Id {
    id: TagId,
}

impl Record for Id {
    const COLUMNS: &'static [&'static str] = &["id"];

    fn cells(&self) -> Vec<Cow<'_, str>> {
        vec![self.id.to_string().into()]
    }
}
