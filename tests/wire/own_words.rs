//! Responses written again in the service's own words: what is written is read as the same value.

use std::fmt::Debug;

use serde::Serialize;
use wechat_user_core::endpoint::{CATALOGUE, Endpoint};
use wechat_user_core::transport::Response;
use wechat_user_core::{
    blacklist, decode, groups, migration, network, oauth, qrcode, quota, shorten, statistics, tags, users,
};
use wechat_user_tests::golden::reply;

/// Responses with a secret in them, which is never written: tokens, tickets, and requests that quote a URL.
const WITH_A_SECRET: &[&str] =
    &["get_token", "get_stable_token", "exchange_code", "refresh_user_token", "get_ticket", "get_rid_info"];

/// Reads the golden reply, writes it, reads it again; the name of the endpoint.
fn again<E: Endpoint>() -> &'static str
where
    E::Response: Serialize + PartialEq + Debug,
{
    let name = E::SPEC.name();
    let read = |body: Vec<u8>| decode::<E>(&Response::new(body)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let first = read(reply(name, "reply.json"));
    let written = serde_json::to_vec(&first).unwrap();
    assert_eq!(read(written.clone()), first, "{name}: {}", String::from_utf8_lossy(&written));
    let keys = |body: &[u8]| serde_json::from_slice::<serde_json::Value>(body).unwrap();
    let (sent, written) = (keys(&reply(name, "reply.json")), keys(&written));
    for (key, value) in written.as_object().unwrap() {
        let same_kind = sent.get(key).is_none_or(|sent| sent.is_object() == value.is_object());
        assert!(same_kind, "{name}: {key} has another shape");
        assert!(sent.get(key).is_some() || ["errcode", "errmsg", "data"].contains(&key.as_str()), "{name}: {key}");
    }
    name
}

#[test]
fn step_4_every_response_without_a_secret_is_written_in_the_words_of_the_service() {
    let mut written = vec![
        again::<groups::CreateGroup<'_>>(),
        again::<groups::GetGroups>(),
        again::<groups::GetGroupOf<'_>>(),
        again::<groups::RenameGroup<'_>>(),
        again::<groups::MoveUser<'_>>(),
        again::<groups::MoveUsers<'_>>(),
        again::<groups::DeleteGroup>(),
        again::<users::GetUser<'_>>(),
        again::<users::GetUsers<'_>>(),
        again::<users::SetRemark<'_>>(),
        again::<users::GetFollowers>(),
        again::<tags::CreateTag<'_>>(),
        again::<tags::GetTags>(),
        again::<tags::RenameTag<'_>>(),
        again::<tags::DeleteTag>(),
        again::<tags::TagUsers<'_>>(),
        again::<tags::UntagUsers<'_>>(),
        again::<tags::GetTagsOf<'_>>(),
        again::<tags::GetTagMembers>(),
        again::<blacklist::GetBlacklist>(),
        again::<blacklist::BlockUsers<'_>>(),
        again::<blacklist::UnblockUsers<'_>>(),
        again::<migration::ChangeOpenIds<'_>>(),
        again::<oauth::CheckUserToken<'_>>(),
        again::<oauth::GetProfile<'_>>(),
        again::<qrcode::CreateQrCode<'_>>(),
        again::<shorten::CreateShortKey<'_>>(),
        again::<shorten::FetchLongData<'_>>(),
        again::<statistics::GetUserSummary>(),
        again::<statistics::GetUserCumulate>(),
        again::<quota::GetApiQuota<'_>>(),
        again::<quota::ClearApiQuota<'_>>(),
        again::<quota::ClearQuota<'_>>(),
        again::<quota::ClearQuotaByAppSecret<'_>>(),
        again::<network::GetCallbackIps>(),
        again::<network::GetApiIps>(),
        again::<network::CheckCallback>(),
    ];
    written.extend(WITH_A_SECRET);
    for spec in CATALOGUE {
        assert!(written.contains(&spec.name()), "{} is neither written again nor listed as a secret", spec.name());
    }
}

#[test]
fn a_profile_of_a_list_is_written_like_a_profile() {
    let list = decode::<users::GetUsers<'_>>(&Response::new(reply("get_users", "reply.json"))).unwrap();
    assert!(!list.is_empty());
    for user in &list {
        assert_eq!(serde_json::to_string(&user).unwrap(), serde_json::to_string(&user.to_user()).unwrap());
    }
    assert_eq!(list.iter().map(users::UserRef::to_user).collect::<Vec<_>>(), list.clone().into_users());
}
