//! Groups and tags as rows: both have an id, a name and a count.

use std::fmt::Display;

use serde::Serialize;
use wechat_user::groups::{CreatedGroup, Group};
use wechat_user::tags::{CreatedTag, Tag};
use wechat_user::{GroupId, TagId};

use crate::output::{Cell, Record};

/// A row of the list.
#[derive(Serialize)]
pub(crate) struct Listed<I> {
    id: I,
    name: String,
    count: Option<u64>,
}

/// A group or tag that was created or found.
#[derive(Serialize)]
pub(crate) struct Named<I> {
    id: I,
    name: String,
}

impl<I: Display + Serialize> Record for Listed<I> {
    const COLUMNS: &'static [&'static str] = &["id", "name", "count"];

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![Cell::whole(self.id.to_string()), (&self.name).into(), self.count.into()]
    }
}

impl<I: Display + Serialize> Record for Named<I> {
    const COLUMNS: &'static [&'static str] = &["id", "name"];

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![Cell::whole(self.id.to_string()), (&self.name).into()]
    }
}

impl From<Group> for Listed<GroupId> {
    fn from(group: Group) -> Self {
        Self { id: group.id, name: group.name, count: group.count }
    }
}

impl From<Tag> for Listed<TagId> {
    fn from(tag: Tag) -> Self {
        Self { id: tag.id, name: tag.name, count: tag.count }
    }
}

impl From<CreatedGroup> for Named<GroupId> {
    fn from(group: CreatedGroup) -> Self {
        Self { id: group.id, name: group.name }
    }
}

impl From<CreatedTag> for Named<TagId> {
    fn from(tag: CreatedTag) -> Self {
        Self { id: tag.id, name: tag.name }
    }
}
