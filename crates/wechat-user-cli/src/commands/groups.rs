//! `wechat-user groups`

use std::borrow::Cow;

use clap::Subcommand;
use serde::Serialize;
use wechat_user::groups::{CreatedGroup, Group};
use wechat_user::{Client, GroupId, OpenId};

use super::{Context, openid};
use crate::exit::Exit;
use crate::failure::{Failure, Partial};
use crate::interrupt::Interrupt;
use crate::output::Record;

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
    },
    /// Rename a group (修改分组名); not 0, 1 or 2.
    Rename {
        /// The group.
        id: i64,
        /// Its new name, at most 30 characters.
        name: String,
    },
    /// Delete a group (删除分组), whose members fall back to 0 (未分组); not 0, 1 or 2.
    Delete {
        /// The group.
        id: i64,
    },
    /// Tell which group a user is in (查询用户所在分组). Column: groupid.
    Of {
        /// The user.
        #[arg(value_parser = openid)]
        openid: OpenId,
    },
    /// Move users to a group (移动用户分组): one call for one, otherwise a call for every 50.
    ///
    /// Stops at the first call that fails; if others succeeded before, the exit code is 6, and the error says how many were moved: in the order in which they were given.
    Move {
        /// The group they are moved to.
        id: i64,
        /// The users.
        #[arg(required = true, value_name = "OPENID", value_parser = openid)]
        openids: Vec<OpenId>,
    },
    /// Print the group of this name, and create it if there is none. Columns: id, name.
    Ensure {
        /// Its name, at most 30 characters.
        name: String,
    },
}

impl Groups {
    pub(crate) fn run(self, context: Context<'_, '_>) -> Result<(), Failure> {
        let client = context.client()?;
        let (groups, output) = (client.groups(), context.output);
        match self {
            Self::List => {
                let listed: Vec<_> = groups.list()?.into_iter().map(Listed::from).collect();
                output.list(&listed)?;
            }
            Self::Create { name } => output.one(&Named::from(groups.create(name)?))?,
            Self::Ensure { name } => output.one(&Named::from(groups.ensure(name)?))?,
            Self::Of { openid } => output.one(&Of { groupid: groups.of(&openid)? })?,
            Self::Rename { id, name } => {
                groups.rename(GroupId::new(id), name)?;
                output.done()?;
            }
            Self::Delete { id } => {
                groups.delete(GroupId::new(id))?;
                output.done()?;
            }
            Self::Move { id, openids } => {
                move_users(&client, GroupId::new(id), &openids, context.interrupt)?;
                output.done()?;
            }
        }
        Ok(())
    }
}

fn move_users(client: &Client, to: GroupId, openids: &[OpenId], interrupt: &Interrupt) -> Result<(), Failure> {
    if let [openid] = openids {
        return Ok(client.groups().move_user(openid, to)?);
    }
    let total = openids.len();
    let mut done = 0;
    for batch in openids.chunks(BATCH) {
        match client.groups().move_users(batch, to) {
            Ok(()) => done += batch.len(),
            Err(error) if done == 0 || Exit::of(&error) == Exit::Interrupted => return Err(error.into()),
            Err(error) => {
                let message = format!("the first {done} of {total} users were moved, the rest was not");
                return Err(Failure::Partial(Partial { message, done, total, failed: Vec::new(), error: Some(error) }));
            }
        }
        interrupt.note_hint(format!("the first {done} of {total} users were moved"));
    }
    Ok(())
}

#[derive(Serialize)]
struct Listed {
    id: GroupId,
    name: String,
    count: Option<u64>,
}

impl From<Group> for Listed {
    fn from(group: Group) -> Self {
        Self { id: group.id, name: group.name, count: group.count }
    }
}

impl Record for Listed {
    const COLUMNS: &'static [&'static str] = &["id", "name", "count"];

    fn cells(&self) -> Vec<Cow<'_, str>> {
        let count = self.count.map(|count| count.to_string()).unwrap_or_default();
        vec![self.id.to_string().into(), (&self.name).into(), count.into()]
    }
}

#[derive(Serialize)]
struct Named {
    id: GroupId,
    name: String,
}

impl From<CreatedGroup> for Named {
    fn from(group: CreatedGroup) -> Self {
        Self { id: group.id, name: group.name }
    }
}

impl Record for Named {
    const COLUMNS: &'static [&'static str] = &["id", "name"];

    fn cells(&self) -> Vec<Cow<'_, str>> {
        vec![self.id.to_string().into(), (&self.name).into()]
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
