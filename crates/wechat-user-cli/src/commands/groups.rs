//! `wechat-user groups`

mod members;

use clap::Subcommand;
use serde::Serialize;
use wechat_user::groups::{CreateGroup, CreatedGroup, DeleteGroup, GetGroups, RenameGroup};
use wechat_user::{Client, Error, GroupId, OpenId};

use super::classes::{Listed, Named};
use super::target::{Kind, Resolved, Target, target};
use crate::action::Action;
use crate::change::Change;
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::questions;
use crate::openids::openid;
use crate::output::{Cell, Prints, Record};
use crate::plan::Plan;

pub(super) const RESULTS: &[Prints] = &[
    Prints::new::<Listed<GroupId>>("groups list"),
    Prints::new::<Named<GroupId>>("groups create"),
    Prints::new::<Named<GroupId>>("groups ensure"),
    Prints::new::<Of>("groups of"),
];

#[derive(Debug, Subcommand)]
pub(crate) enum Groups {
    /// List all groups (查询所有分组).
    List,
    /// Create a group (创建分组).
    ///
    /// Not repeated when the response is lost, because that could create a second group; `groups ensure` can be
    /// repeated.
    Create {
        /// Its name (分组名字), at most 30 characters.
        name: String,
        #[command(flatten)]
        change: Change,
    },
    /// Rename a group (修改分组名), not 0, 1 or 2.
    Rename {
        /// The group: its id, or its name, which costs one call more.
        #[arg(value_name = "ID|NAME", value_parser = target)]
        group: Target,
        /// Its new name, at most 30 characters.
        name: String,
        #[command(flatten)]
        change: Change,
    },
    /// Delete a group (删除分组), not 0, 1 or 2. Its members return to group 0 (未分组).
    Delete {
        /// The group: its id, or its name, which costs one call more.
        #[arg(value_name = "ID|NAME", value_parser = target)]
        group: Target,
        #[command(flatten)]
        change: Change,
    },
    /// Print the group of a user (查询用户所在分组).
    Of {
        /// The user.
        #[arg(value_parser = openid)]
        openid: OpenId,
    },
    /// Move users to a group (移动用户分组): one call for a single user, otherwise one call for every 50.
    ///
    /// Continues after an error that concerns single users, and stops at any other error. If the change was made for
    /// some of the users, the exit code is 6.
    Move(members::Move),
    /// Print the group of this name, and create it if there is none.
    Ensure {
        /// Its name, at most 30 characters.
        name: String,
        #[command(flatten)]
        change: Change,
    },
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
                let question = questions::create_group(&name);
                if let Some(group) = change.make(&mut context, question, &CreateGroup::new(&name)?)? {
                    context.output.one(&Named::from(group))?;
                }
                Ok(())
            }
            Self::Ensure { name, change } => {
                let question = questions::ensure_group(&name);
                if let Some(group) = change.make(&mut context, question, &Ensure(name))? {
                    context.output.one(&Named::from(group))?;
                }
                Ok(())
            }
            Self::Rename { group, name, change } => {
                let question = |group: &Resolved| questions::rename(group, &name);
                group.change(Kind::Group, context, change, question, |id| RenameGroup::new(GroupId::new(id), &name))
            }
            Self::Delete { group, change } => {
                let question = |group: &Resolved| questions::delete(group);
                group.change(Kind::Group, context, change, question, |id| DeleteGroup::new(GroupId::new(id)))
            }
            Self::Move(users) => users.run(context),
        }
    }
}

/// Looks for the group first, so that it can be repeated. A create must not be repeated.
struct Ensure(String);

impl Action for Ensure {
    type Response = CreatedGroup;

    fn plan(&self, plan: &mut Plan) -> Result<(), Failure> {
        plan.add(&GetGroups::new())?;
        plan.add_if("no group has this name", &CreateGroup::new(&self.0)?)
    }

    fn run(&self, client: &Client) -> Result<CreatedGroup, Error> {
        client.groups().ensure(&self.0)
    }
}

#[derive(Serialize)]
struct Of {
    groupid: GroupId,
}

impl Record for Of {
    const COLUMNS: &'static [&'static str] = &["groupid"];

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![self.groupid.get().into()]
    }
}
