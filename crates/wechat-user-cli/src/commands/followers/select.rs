//! `wechat-user followers select`

use clap::Args;
use follower_mirror::{Mirror, Selection};
use wechat_user::{TagId, Timestamp};

use super::Database;
use crate::commands::target::{Kind, Target, target};
use crate::context::Context;
use crate::failure::Failure;
use crate::output::OpenIdRow;
use crate::text::trimmed;
use crate::time::moment;

/// How many are printed at once.
const PART: usize = 1_000;

#[derive(Args, Debug)]
pub(crate) struct Select {
    #[command(flatten)]
    database: Database,
    /// Have this tag (标签), an id or a name; several: have all of them
    #[arg(long, value_name = "ID|NAME", value_parser = target)]
    tag: Vec<Target>,
    /// Have at least one of the tags that are given like this
    #[arg(long, value_name = "ID|NAME", value_parser = target)]
    any_tag: Vec<Target>,
    /// Do not have this tag; several: have none of them
    #[arg(long, value_name = "ID|NAME", value_parser = target)]
    not_tag: Vec<Target>,
    /// Came through this channel (关注的渠道来源), such as ADD_SCENE_QR_CODE; several: through one of them
    #[arg(long, value_name = "SCENE", value_parser = trimmed)]
    scene: Vec<String>,
    /// Followed at this time or later: 2026-11-27, 2026-11-27T16:00:00+08:00
    #[arg(long, value_name = "DATE", value_parser = moment)]
    followed_after: Option<Timestamp>,
    /// Followed before this time
    #[arg(long, value_name = "DATE", value_parser = moment)]
    followed_before: Option<Timestamp>,
    /// Are on the blacklist (黑名单)
    #[arg(long, conflicts_with = "not_blocked")]
    blocked: bool,
    /// Are not on the blacklist
    #[arg(long)]
    not_blocked: bool,
}

impl Select {
    pub(super) fn print(self, context: Context<'_, '_>) -> Result<(), Failure> {
        let mirror = self.database.read()?;
        let selection = self.selection(&mirror)?;
        let mut openids = mirror.select(&selection);
        loop {
            let part: Vec<_> = openids.by_ref().take(PART).collect::<Result<_, _>>()?;
            if part.is_empty() {
                return Ok(context.output.end::<OpenIdRow<'_>>()?);
            }
            let rows: Vec<_> = part.iter().map(|openid| OpenIdRow(openid.as_str())).collect();
            context.output.part(&rows)?;
        }
    }

    fn selection(self, mirror: &Mirror) -> Result<Selection, Failure> {
        let mut names = None;
        let mut ids = |tags: &[Target]| -> Result<Vec<TagId>, Failure> {
            tags.iter().map(|tag| id(mirror, &mut names, tag)).collect()
        };
        let mut selection = Selection::new().all_of(ids(&self.tag)?).none_of(ids(&self.not_tag)?);
        if !self.any_tag.is_empty() {
            selection = selection.any_of(ids(&self.any_tag)?);
        }
        selection = self.scene.into_iter().fold(selection, Selection::scene);
        if let Some(time) = self.followed_after {
            selection = selection.followed_from(time);
        }
        if let Some(time) = self.followed_before {
            selection = selection.followed_before(time);
        }
        if self.blocked || self.not_blocked {
            selection = selection.blocked(self.blocked);
        }
        Ok(selection)
    }
}

/// The id of a tag. `names` has the names in the database once they are read.
fn id(mirror: &Mirror, names: &mut Option<Vec<(i64, String)>>, tag: &Target) -> Result<TagId, Failure> {
    let list = || {
        if names.is_none() {
            *names = Some(mirror.tags()?.into_iter().map(|(id, name)| (id.get(), name)).collect());
        }
        Ok(names.clone().unwrap_or_default())
    };
    Ok(tag.find(Kind::Tag, list)?.tag())
}
