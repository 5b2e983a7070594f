//! `GET /cgi-bin/groups/get`

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::values::ids::GroupId;
use crate::values::lenient;
use crate::wire::endpoint::Endpoint;
use crate::wire::spec::Spec;

/// Lists all groups (查询所有分组), the reserved ones 0, 1 and 2 included.
///
/// Limits: 1000 calls a day.
/// Source: the group management page (分组管理接口) of 2014, gone from today's documents.
///
/// # Errors
///
/// 48001 the account may not use it.
#[derive(Clone, Copy, Debug, Default)]
pub struct GetGroups(());

/// All groups.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct GroupList {
    /// The groups (公众平台分组信息列表), in the service's order.
    #[serde(default, deserialize_with = "lenient::list")]
    pub groups: Vec<Group>,
}

/// A group (分组).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Group {
    /// Its id (分组id).
    pub id: GroupId,
    /// Its name (分组名字).
    #[serde(default)]
    pub name: String,
    /// How many users are in it (分组内用户数量).
    #[serde(default, deserialize_with = "lenient::optional_count", skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
}

impl GetGroups {
    /// Lists all of them; the call has no parameters.
    #[must_use]
    pub const fn new() -> Self {
        Self(())
    }
}

impl Endpoint for GetGroups {
    type Response = GroupList;
    const SPEC: &'static Spec = &Spec::get("get_groups", "/cgi-bin/groups/get").replayable();
}
