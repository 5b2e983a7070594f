//! Every endpoint there is. A test demands of each a golden request and response, a route in the simulator, a client
//! method and a row in the documents; another scans the sources for endpoints that are missing here.

use crate::endpoints::{
    blacklist, groups, jssdk, migration, network, oauth, qrcode, quota, rid, shorten, statistics, tags, token, users,
};
use crate::wire::endpoint::Endpoint;
use crate::wire::spec::Spec;

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
    // tags
    tags::CreateTag::SPEC,
    tags::GetTags::SPEC,
    tags::RenameTag::SPEC,
    tags::DeleteTag::SPEC,
    tags::TagUsers::SPEC,
    tags::UntagUsers::SPEC,
    tags::GetTagsOf::SPEC,
    tags::GetTagMembers::SPEC,
    // blacklist
    blacklist::GetBlacklist::SPEC,
    blacklist::BlockUsers::SPEC,
    blacklist::UnblockUsers::SPEC,
    // migration
    migration::ChangeOpenIds::SPEC,
    // oauth
    oauth::ExchangeCode::SPEC,
    oauth::RefreshUserToken::SPEC,
    oauth::GetProfile::SPEC,
    oauth::CheckUserToken::SPEC,
    // jssdk
    jssdk::GetTicket::SPEC,
    // qrcode
    qrcode::CreateQrCode::SPEC,
    // shorten
    shorten::CreateShortKey::SPEC,
    shorten::FetchLongData::SPEC,
    // statistics
    statistics::GetUserSummary::SPEC,
    statistics::GetUserCumulate::SPEC,
    // quota
    quota::GetApiQuota::SPEC,
    quota::ClearApiQuota::SPEC,
    quota::ClearQuota::SPEC,
    quota::ClearQuotaByAppSecret::SPEC,
    // rid
    rid::GetRidInfo::SPEC,
    // network
    network::GetCallbackIps::SPEC,
    network::GetApiIps::SPEC,
    network::CheckCallback::SPEC,
];
