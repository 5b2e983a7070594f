//! `wechat-user tags`

mod members;

use clap::Subcommand;
use serde::Serialize;
use wechat_user::tags::{CreateTag, CreatedTag, DeleteTag, GetTagMembers, GetTags, RenameTag};
use wechat_user::{Client, Error, OpenId, TagId};

use super::classes::{Listed, Named};
use super::listing::Listing;
use super::target::{Kind, Resolved, Target, target};
use crate::action::Action;
use crate::change::Change;
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::questions;
use crate::openids::openid;
use crate::output::{Cell, OpenIdRow, Prints, Record};
use crate::plan::Plan;
use members::Members;

pub(super) const RESULTS: &[Prints] = &[
    Prints::new::<Listed<TagId>>("tags list"),
    Prints::new::<Named<TagId>>("tags create"),
    Prints::new::<Named<TagId>>("tags ensure"),
    Prints::new::<Id>("tags of"),
    Prints::new::<OpenIdRow<'_>>("tags members"),
];

#[derive(Debug, Subcommand)]
pub(crate) enum Tags {
    /// List all tags (获取公众号已创建的标签).
    List,
    /// Create a tag (创建标签).
    ///
    /// Not repeated when the response is lost, because it may have been done; `tags ensure` can be repeated.
    Create {
        /// Its name (标签名), at most about 30 characters: the service counts bytes.
        name: String,
        #[command(flatten)]
        change: Change,
    },
    /// Rename a tag (编辑标签), not 0, 1 or 2.
    Rename {
        /// The tag: its id, or its name, which costs one call more.
        #[arg(value_name = "ID|NAME", value_parser = target)]
        tag: Target,
        /// Its new name.
        name: String,
        #[command(flatten)]
        change: Change,
    },
    /// Delete a tag (删除标签) and take it off its members; not 0, 1 or 2, and no tag with more than 100,000 followers.
    Delete {
        /// The tag: its id, or its name, which costs one call more.
        #[arg(value_name = "ID|NAME", value_parser = target)]
        tag: Target,
        #[command(flatten)]
        change: Change,
    },
    /// Print the tags of a follower (获取用户身上的标签列表), one a line.
    Of {
        /// The user.
        #[arg(value_parser = openid)]
        openid: OpenId,
    },
    /// Put a tag on followers (批量为用户打标签), with one call for every 50.
    Add(Members),
    /// Take a tag off followers (批量为用户取消标签), with one call for every 50.
    Remove(Members),
    /// List the openids of the followers with a tag (获取标签下粉丝列表), one a line.
    ///
    /// If the list ends early, the error names the --from to continue with.
    Members {
        /// The tag: its id, or its name, which costs one call more.
        #[arg(value_name = "ID|NAME", value_parser = target)]
        tag: Target,
        #[command(flatten)]
        listing: Listing,
    },
    /// Print the tag of this name, and create it if there is none.
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
            Self::Create { name, change } => {
                let question = questions::create_tag(&name);
                if let Some(tag) = change.make(&mut context, question, &CreateTag::new(&name)?)? {
                    context.output.one(&Named::from(tag))?;
                }
                Ok(())
            }
            Self::Ensure { name, change } => {
                let question = questions::ensure_tag(&name);
                if let Some(tag) = change.make(&mut context, question, &Ensure(name))? {
                    context.output.one(&Named::from(tag))?;
                }
                Ok(())
            }
            Self::Rename { tag, name, change } => {
                let question = |tag: &Resolved| questions::rename(tag, &name);
                tag.change(Kind::Tag, context, change, question, |id| RenameTag::new(TagId::new(id), &name))
            }
            Self::Delete { tag, change } => {
                let question = |tag: &Resolved| questions::delete(tag);
                tag.change(Kind::Tag, context, change, question, |id| DeleteTag::new(TagId::new(id)))
            }
            Self::Of { openid } => {
                let ids: Vec<_> = context.client()?.tags().of(&openid)?.into_iter().map(|id| Id { id }).collect();
                Ok(context.output.list(&ids)?)
            }
            Self::Add(members) => members.add(context),
            Self::Remove(members) => members.remove(context),
            Self::Members { tag, listing } => {
                let id = tag.find(Kind::Tag, || Ok(Kind::Tag.list(&context.client()?)?))?.tag();
                listing.print(context, |from| match from {
                    Some(cursor) => GetTagMembers::after(id, cursor),
                    None => GetTagMembers::new(id),
                })
            }
        }
    }
}

/// Looks for the tag first, so that it can be repeated. A create must not be repeated.
struct Ensure(String);

impl Action for Ensure {
    type Response = CreatedTag;

    fn plan(&self, plan: &mut Plan) -> Result<(), Failure> {
        plan.add(&GetTags::new())?;
        plan.add_if("no tag has this name", &CreateTag::new(&self.0)?)
    }

    fn run(&self, client: &Client) -> Result<CreatedTag, Error> {
        client.tags().ensure(&self.0)
    }
}

/// A plain number in JSON.
#[derive(Serialize)]
#[serde(transparent)]
struct Id {
    id: TagId,
}

impl Record for Id {
    const COLUMNS: &'static [&'static str] = &["id"];

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![self.id.get().into()]
    }
}
