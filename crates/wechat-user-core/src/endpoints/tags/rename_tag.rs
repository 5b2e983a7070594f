//! `POST /cgi-bin/tags/update`

use serde::Serialize;

use super::Wrapped;
use crate::values::bounds::tag_name;
use crate::values::ids::TagId;
use crate::values::input_error::InputError;
use crate::wire::ack::Ack;
use crate::wire::endpoint::{Body, Endpoint};
use crate::wire::spec::Spec;

/// Renames a tag (编辑标签).
///
/// Limits: not the tags 0, 1 and 2; the name like that of [`CreateTag`](super::CreateTag).
/// Source: <https://developers.weixin.qq.com/doc/service/api/usermanage/tag/api_updatetag> (whose sample leaves the
/// name out)
///
/// # Errors
///
/// 45157 the name is not legal, or another tag has it; 45158 it is too long.
#[derive(Clone, Debug, Serialize)]
pub struct RenameTag<'a> {
    id: TagId,
    name: &'a str,
}

impl<'a> RenameTag<'a> {
    /// This tag, to that name.
    ///
    /// # Errors
    ///
    /// [`InputError::ReservedTag`] for 0, 1 and 2, which the service would refuse (45058);
    /// [`InputError::TagNameTooLong`] above 30 characters.
    pub fn new(id: TagId, name: &'a str) -> Result<Self, InputError> {
        if id.is_reserved() { Err(InputError::ReservedTag { id }) } else { Ok(Self { id, name: tag_name(name)? }) }
    }
}

impl Endpoint for RenameTag<'_> {
    type Response = Ack;
    const SPEC: &'static Spec = &Spec::post("rename_tag", "/cgi-bin/tags/update").replayable();

    fn body(&self, body: &mut Body) {
        body.json(&Wrapped { tag: self });
    }
}
