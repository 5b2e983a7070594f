//! `POST /cgi-bin/groups/delete`

use serde::Serialize;

use super::Wrapped;
use crate::values::ids::GroupId;
use crate::values::input_error::InputError;
use crate::wire::ack::Ack;
use crate::wire::endpoint::{Body, Endpoint};
use crate::wire::spec::Spec;

/// Deletes a group (删除分组); its members fall back to group 0 (未分组).
///
/// Limits: not the groups 0, 1 and 2. Not repeated when the response is lost.
/// Source: observed in the libraries that still have it; gone from today's documents.
///
/// # Errors
///
/// 40050 no such group.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct DeleteGroup {
    id: GroupId,
}

impl DeleteGroup {
    /// This group.
    ///
    /// # Errors
    ///
    /// [`InputError::ReservedGroup`] for 0, 1 and 2, which the service would refuse (45016).
    pub const fn new(id: GroupId) -> Result<Self, InputError> {
        if id.is_reserved() { Err(InputError::ReservedGroup { id }) } else { Ok(Self { id }) }
    }
}

impl Endpoint for DeleteGroup {
    type Response = Ack;
    const SPEC: &'static Spec = &Spec::post("delete_group", "/cgi-bin/groups/delete");

    fn body(&self, body: &mut Body) {
        body.json(&Wrapped { group: self });
    }
}
