//! Tags and groups: what their names are looked up with.

use std::fmt;

use wechat_user::groups::GetGroups;
use wechat_user::tags::GetTags;
use wechat_user::{Client, Error};

use crate::failure::Failure;
use crate::plan::Plan;

/// Whether a command is about a tag (标签) or a group (分组).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Tag,
    Group,
}

impl Kind {
    /// All of them, with one call: ids and names.
    pub(crate) fn list(self, client: &Client) -> Result<Vec<(i64, String)>, Error> {
        Ok(match self {
            Self::Tag => client.tags().list()?.into_iter().map(|tag| (tag.id.get(), tag.name)).collect(),
            Self::Group => client.groups().list()?.into_iter().map(|group| (group.id.get(), group.name)).collect(),
        })
    }

    /// Adds the request of [`list`](Self::list).
    pub(super) fn plan_list(self, plan: &mut Plan) -> Result<(), Failure> {
        match self {
            Self::Tag => plan.add(&GetTags::new()),
            Self::Group => plan.add(&GetGroups::new()),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tag => "tag",
            Self::Group => "group",
        })
    }
}
