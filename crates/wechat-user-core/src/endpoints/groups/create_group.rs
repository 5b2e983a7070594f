//! `POST /cgi-bin/groups/create`

use alloc::string::String;

use serde::{Deserialize, Serialize, Serializer};

use super::Wrapped;
use crate::values::bounds::group_name;
use crate::values::ids::GroupId;
use crate::values::input_error::InputError;
use crate::wire::endpoint::{Body, Endpoint};
use crate::wire::spec::Spec;

/// Creates a group (创建分组).
///
/// Limits: a name of at most 30 characters; 500 groups an account (100 in later texts). Not repeated when the response
/// is lost: a second create is a second group.
/// Source: the group management page (分组管理接口) of 2014, gone from today's documents.
///
/// # Errors
///
/// 40051 or 40117 the name is refused, 45017 it is too long, 45018 there are too many groups.
#[derive(Clone, Debug)]
pub struct CreateGroup<'a> {
    name: &'a str,
}

/// The new group.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "Wire")]
#[non_exhaustive]
pub struct CreatedGroup {
    /// Its id (分组id), assigned by WeChat, from 100 up.
    pub id: GroupId,
    /// Its name (分组名字), as the service keeps it.
    pub name: String,
}

#[derive(Deserialize)]
struct Wire {
    group: WireGroup,
}

#[derive(Deserialize)]
struct WireGroup {
    id: GroupId,
    #[serde(default)]
    name: String,
}

#[derive(Serialize)]
struct Words<'a> {
    id: GroupId,
    name: &'a str,
}

impl Serialize for CreatedGroup {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Wrapped { group: Words { id: self.id, name: &self.name } }.serialize(serializer)
    }
}

impl CreatedGroup {
    /// A group of this id and name, such as one that was there already.
    #[must_use]
    pub const fn new(id: GroupId, name: String) -> Self {
        Self { id, name }
    }
}

impl From<Wire> for CreatedGroup {
    fn from(wire: Wire) -> Self {
        Self::new(wire.group.id, wire.group.name)
    }
}

impl<'a> CreateGroup<'a> {
    /// With this name.
    ///
    /// ```
    /// use wechat_user_core::groups::CreateGroup;
    ///
    /// assert!(CreateGroup::new("华东客户").is_ok());
    /// let refused = CreateGroup::new("a name of thirty-one characters").unwrap_err();
    /// assert_eq!(refused.to_string(), "group name (分组名字): at most 30 characters, got 31");
    /// ```
    ///
    /// # Errors
    ///
    /// [`InputError::GroupNameTooLong`] above 30 characters.
    pub fn new(name: &'a str) -> Result<Self, InputError> {
        Ok(Self { name: group_name(name)? })
    }
}

#[derive(Serialize)]
struct Named<'a> {
    name: &'a str,
}

impl Endpoint for CreateGroup<'_> {
    type Response = CreatedGroup;
    const SPEC: &'static Spec = &Spec::post("create_group", "/cgi-bin/groups/create");

    fn body(&self, body: &mut Body) {
        body.json(&Wrapped { group: Named { name: self.name } });
    }
}
