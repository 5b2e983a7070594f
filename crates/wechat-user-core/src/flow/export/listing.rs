//! Which users an export is of.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::values::ids::TagId;

/// The list of users that is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Listing {
    /// All followers (关注者列表).
    Followers,
    /// The followers that have a tag (标签).
    Tag(TagId),
    /// The users on the blacklist (黑名单).
    Blacklist,
    /// Openids that the caller gives.
    Given,
}

impl fmt::Display for Listing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Followers => f.write_str("all followers"),
            Self::Tag(tag) => write!(f, "the followers with tag {tag}"),
            Self::Blacklist => f.write_str("the users on the blacklist"),
            Self::Given => f.write_str("given openids"),
        }
    }
}
