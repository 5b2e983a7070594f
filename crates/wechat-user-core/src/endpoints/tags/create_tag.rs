//! `POST /cgi-bin/tags/create`

use alloc::string::String;

use serde::{Deserialize, Serialize, Serializer};

use super::Wrapped;
use crate::values::bounds::tag_name;
use crate::values::ids::TagId;
use crate::values::input_error::InputError;
use crate::wire::endpoint::{Body, Endpoint};
use crate::wire::spec::Spec;

/// Creates a tag (创建标签).
///
/// Limits: 100 tags an account. A name of at most 30 characters by the page, of 30 bytes (10 Chinese characters)
/// by the error: up to 30 characters, the service decides (45158). Not repeated when the response is lost.
/// Source: <https://developers.weixin.qq.com/doc/service/api/usermanage/tag/api_createtag>
///
/// # Errors
///
/// 45157 the name is not legal, or another tag has it; 45158 it is too long; 45056 there are too many tags; 48001 the
/// account may not use it.
#[derive(Clone, Debug)]
pub struct CreateTag<'a> {
    name: &'a str,
}

/// The new tag.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "Wrapped<Wire>")]
#[non_exhaustive]
pub struct CreatedTag {
    /// Its id (标签id), assigned by WeChat.
    pub id: TagId,
    /// Its name (标签名), as the service keeps it.
    pub name: String,
}

#[derive(Deserialize)]
struct Wire {
    id: TagId,
    #[serde(default)]
    name: String,
}

#[derive(Serialize)]
struct Words<'a> {
    id: TagId,
    name: &'a str,
}

impl Serialize for CreatedTag {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Wrapped { tag: Words { id: self.id, name: &self.name } }.serialize(serializer)
    }
}

impl CreatedTag {
    /// A tag of this id and name, such as one that was there already.
    #[must_use]
    pub const fn new(id: TagId, name: String) -> Self {
        Self { id, name }
    }
}

impl From<Wrapped<Wire>> for CreatedTag {
    fn from(wire: Wrapped<Wire>) -> Self {
        Self::new(wire.tag.id, wire.tag.name)
    }
}

impl<'a> CreateTag<'a> {
    /// With this name.
    ///
    /// ```
    /// use wechat_user_core::tags::CreateTag;
    ///
    /// assert!(CreateTag::new("广东").is_ok());
    /// let refused = CreateTag::new("a name of thirty-one characters").unwrap_err();
    /// assert_eq!(refused.to_string(), "tag name (标签名): at most 30 characters, got 31");
    /// ```
    ///
    /// # Errors
    ///
    /// [`InputError::TagNameTooLong`] above 30 characters.
    pub fn new(name: &'a str) -> Result<Self, InputError> {
        Ok(Self { name: tag_name(name)? })
    }
}

#[derive(Serialize)]
struct Named<'a> {
    name: &'a str,
}

impl Endpoint for CreateTag<'_> {
    type Response = CreatedTag;
    const SPEC: &'static Spec = &Spec::post("create_tag", "/cgi-bin/tags/create");

    fn body(&self, body: &mut Body) {
        body.json(&Wrapped { tag: Named { name: self.name } });
    }
}
