//! `wechat-user groups`

use std::borrow::Cow;

use clap::{Args, Subcommand};
use serde::Serialize;
use wechat_user::groups::{CreateGroup, DeleteGroup, GetGroups, MoveUser, MoveUsers, RenameGroup};
use wechat_user::{Batch, GroupId, GroupName, OpenId};

use super::classes::{Listed, Named};
use crate::batches::{Leftovers, in_batches};
use crate::change::{Change, users};
use crate::context::Context;
use crate::failure::Failure;
use crate::openids::People;
use crate::openids::openid;
use crate::output::Record;
use crate::plan::Plan;

/// What one call moves.
const BATCH: usize = 50;

#[derive(Debug, Subcommand)]
pub(crate) enum Groups {
    /// List all groups (查询所有分组). Columns: id, name, count.
    List,
    /// Create a group (创建分组). Columns: id, name.
    ///
    /// Not repeated when the answer is lost, because that could make a second group; `groups ensure` is the safe way.
    Create {
        /// Its name (分组名字), at most 30 characters.
        name: String,
        #[command(flatten)]
        change: Change,
    },
    /// Rename a group (修改分组名); not 0, 1 or 2.
    Rename {
        /// The group.
        id: i64,
        /// Its new name, at most 30 characters.
        name: String,
        #[command(flatten)]
        change: Change,
    },
    /// Delete a group (删除分组), whose members fall back to 0 (未分组); not 0, 1 or 2.
    Delete {
        /// The group.
        id: i64,
        #[command(flatten)]
        change: Change,
    },
    /// Tell which group a user is in (查询用户所在分组). Column: groupid.
    Of {
        /// The user.
        #[arg(value_parser = openid)]
        openid: OpenId,
    },
    /// Move users to a group (移动用户分组): one call for one, otherwise a call for every 50.
    ///
    /// Goes on after a refusal that is about people, and stops at any other. If it was done for some, the exit code is 6.
    Move(Move),
    /// Print the group of this name, and create it if there is none. Columns: id, name.
    Ensure {
        /// Its name, at most 30 characters.
        name: String,
        #[command(flatten)]
        change: Change,
    },
}

/// Who is moved, and where.
#[derive(Args, Debug)]
pub(crate) struct Move {
    /// The group they are moved to.
    id: i64,
    #[command(flatten)]
    people: People,
    #[command(flatten)]
    leftovers: Leftovers,
    #[command(flatten)]
    change: Change,
}

impl Groups {
    pub(crate) fn run(self, mut context: Context<'_, '_>) -> Result<(), Failure> {
        match self {
            Self::List => {
                let listed: Vec<_> = context.client()?.groups().list()?.into_iter().map(Listed::from).collect();
                Ok(context.output.list(&listed)?)
            }
            Self::Of { openid } => Ok(context.output.one(&Of { groupid: context.client()?.groups().of(&openid)? })?),
            Self::Create { name, change } => {
                let plan = |plan: &mut Plan| plan.add(&CreateGroup::new(&GroupName::new(&name)?));
                let question = format!("Create the group {name}");
                let Some(client) = change.client(&mut context, question, plan)? else { return Ok(()) };
                Ok(context.output.one(&Named::from(client.groups().create(&name)?))?)
            }
            Self::Ensure { name, change } => {
                let question = format!("Create the group {name} if there is none");
                let client = change.client(&mut context, question, |plan| {
                    plan.add(&GetGroups::new())?;
                    plan.add_if("no group has this name", &CreateGroup::new(&GroupName::new(&name)?))
                })?;
                let Some(client) = client else { return Ok(()) };
                Ok(context.output.one(&Named::from(client.groups().ensure(&name)?))?)
            }
            Self::Rename { id, name, change } => {
                let id = GroupId::new(id);
                let plan = |plan: &mut Plan| plan.add(&RenameGroup::new(id, &GroupName::new(&name)?)?);
                let question = format!("Rename group {id} to {name}");
                let Some(client) = change.client(&mut context, question, plan)? else { return Ok(()) };
                client.groups().rename(id, &name)?;
                Ok(context.output.done()?)
            }
            Self::Delete { id, change } => {
                let id = GroupId::new(id);
                let plan = |plan: &mut Plan| plan.add(&DeleteGroup::new(id)?);
                let question = format!("Delete group {id}");
                let Some(client) = change.client(&mut context, question, plan)? else { return Ok(()) };
                client.groups().delete(id)?;
                Ok(context.output.done()?)
            }
            Self::Move(who) => who.run(context),
        }
    }
}

impl Move {
    fn run(self, mut context: Context<'_, '_>) -> Result<(), Failure> {
        let openids = self.people.read()?;
        let to = GroupId::new(self.id);
        let question = format!("Move {} to group {to}", users(openids.len()));
        let client = self.change.client(&mut context, question, |plan| match openids.as_slice() {
            [openid] => plan.add(&MoveUser::new(openid, to)),
            many => many.chunks(BATCH).try_for_each(|batch| plan.add(&MoveUsers::new(Batch::new(batch)?, to))),
        })?;
        let Some(client) = client else { return Ok(()) };
        self.leftovers.check()?;
        let tally = in_batches(&openids, BATCH, context.interrupt, |batch| {
            match openids.as_slice() {
                [openid] => client.groups().move_user(openid, to)?,
                _ => client.groups().move_users(batch, to)?,
            }
            Ok(Vec::new())
        });
        self.leftovers.settle(tally)?;
        Ok(context.output.done()?)
    }
}

#[derive(Serialize)]
struct Of {
    groupid: GroupId,
}

impl Record for Of {
    const COLUMNS: &'static [&'static str] = &["groupid"];

    fn cells(&self) -> Vec<Cow<'_, str>> {
        vec![self.groupid.to_string().into()]
    }
}
