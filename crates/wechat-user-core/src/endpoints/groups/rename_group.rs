//! `POST /cgi-bin/groups/update`

use serde::Serialize;

use super::Wrapped;
use crate::values::bounds::group_name;
use crate::values::ids::GroupId;
use crate::values::input_error::InputError;
use crate::wire::ack::Ack;
use crate::wire::endpoint::{Body, Endpoint};
use crate::wire::spec::Spec;

/// Renames a group (修改分组名).
///
/// Limits: a name of at most 30 characters; not the groups 0, 1 and 2; 1000 calls a day.
/// Source: the group management page (分组管理接口) of 2014, gone from today's documents.
///
/// # Errors
///
/// 40050 no such group, 40051 or 40117 the name is refused, 45017 it is too long.
#[derive(Clone, Debug, Serialize)]
pub struct RenameGroup<'a> {
    id: GroupId,
    name: &'a str,
}

impl<'a> RenameGroup<'a> {
    /// This group, to that name.
    ///
    /// # Errors
    ///
    /// [`InputError::ReservedGroup`] for 0, 1 and 2, which the service would refuse (45016);
    /// [`InputError::GroupNameTooLong`] above 30 characters.
    pub fn new(id: GroupId, name: &'a str) -> Result<Self, InputError> {
        if id.is_reserved() { Err(InputError::ReservedGroup { id }) } else { Ok(Self { id, name: group_name(name)? }) }
    }
}

impl Endpoint for RenameGroup<'_> {
    type Response = Ack;
    const SPEC: &'static Spec = &Spec::post("rename_group", "/cgi-bin/groups/update").replayable();

    fn body(&self, body: &mut Body) {
        body.json(&Wrapped { group: self });
    }
}
