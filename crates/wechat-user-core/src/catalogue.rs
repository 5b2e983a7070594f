//! Every endpoint there is. A test demands of each a golden request and answer, a route in the simulator, a client method and a row in
//! the documents; another scans the sources for endpoints that are missing here.

use crate::endpoint::Endpoint;
use crate::spec::Spec;
use crate::{groups, token, users};

/// All endpoints, by area.
pub const CATALOGUE: &[&Spec] = &[
    // token
    token::GetToken::SPEC,
    token::GetStableToken::SPEC,
    // groups
    groups::CreateGroup::SPEC,
    groups::GetGroups::SPEC,
    groups::GetGroupOf::SPEC,
    groups::RenameGroup::SPEC,
    groups::MoveUser::SPEC,
    groups::MoveUsers::SPEC,
    groups::DeleteGroup::SPEC,
    // users
    users::GetUser::SPEC,
    users::GetUsers::SPEC,
    users::SetRemark::SPEC,
    users::GetFollowers::SPEC,
];
