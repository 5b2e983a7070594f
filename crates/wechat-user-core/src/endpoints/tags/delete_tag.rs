//! `POST /cgi-bin/tags/delete`

use serde::Serialize;

use super::Wrapped;
use crate::values::ids::TagId;
use crate::values::input_error::InputError;
use crate::wire::ack::Ack;
use crate::wire::endpoint::{Body, Endpoint};
use crate::wire::spec::Spec;

/// Deletes a tag (删除标签); its members lose it.
///
/// Limits: not the tags 0, 1 and 2; no tag with more than 100,000 followers. Not repeated when the response is lost.
/// Source: <https://developers.weixin.qq.com/doc/service/api/usermanage/tag/api_deletetag>
///
/// # Errors
///
/// 45057 the tag has more than 100,000 followers: take it off them first, 50 a call.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct DeleteTag {
    id: TagId,
}

impl DeleteTag {
    /// This tag.
    ///
    /// # Errors
    ///
    /// [`InputError::ReservedTag`] for 0, 1 and 2, which the service would refuse (45058).
    pub const fn new(id: TagId) -> Result<Self, InputError> {
        if id.is_reserved() { Err(InputError::ReservedTag { id }) } else { Ok(Self { id }) }
    }
}

impl Endpoint for DeleteTag {
    type Response = Ack;
    const SPEC: &'static Spec = &Spec::post("delete_tag", "/cgi-bin/tags/delete");

    fn body(&self, body: &mut Body) {
        body.json(&Wrapped { tag: self });
    }
}
