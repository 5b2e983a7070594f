//! Tags, blacklist, migration, web authorization and operators' calls: other calls must see what one call changes.

use std::time::Duration;

use transport_mock::{FakeWeChat, Fault, OldAccount, TestClock, WebScope};
use wechat_user::{ErrorKind, OpenId, Remedy, TagId};

use crate::{GROUPS_GET, STABLE_TOKEN, client, openids};

#[test]
fn a_tag_is_seen_from_both_sides() {
    let wechat = FakeWeChat::new().with_followers(120);
    let client = client(&wechat);
    let followers = openids(&wechat, 50);
    let tag = client.tags().create("广东").unwrap();
    client.tags().add(tag.id, &followers).unwrap();
    assert_eq!(client.tags().of(&followers[7]).unwrap(), [tag.id]);
    assert_eq!(client.tags().members(tag.id).collect::<Result<Vec<_>, _>>().unwrap(), followers);
    assert_eq!(client.users().info(&followers[7]).unwrap().tagid_list, [tag.id]);
    let listed = client.tags().list().unwrap();
    assert_eq!(listed.iter().find(|listed| listed.id == tag.id).unwrap().count, Some(50));
    client.tags().remove(tag.id, &followers[..20]).unwrap();
    assert_eq!(wechat.members_of_tag(tag.id), followers[20..]);
    client.tags().rename(tag.id, "广东人").unwrap();
    assert_eq!(client.tags().ensure("广东人").unwrap().id, tag.id);
    client.tags().delete(tag.id).unwrap();
    assert_eq!(client.tags().of(&followers[30]).unwrap(), []);
}

#[test]
fn the_service_reports_the_limits_of_tags_with_their_codes() {
    let wechat = FakeWeChat::new().with_followers(3);
    let client = client(&wechat);
    let follower = [wechat.openid(0)];
    let code = |result: Result<(), wechat_user::Error>| result.unwrap_err().code().unwrap().get();
    let long = client.tags().create(&"长".repeat(11)).map(drop);
    assert_eq!(code(long), 45_158);
    client.tags().create("有").unwrap();
    assert_eq!(code(client.tags().create("有").map(drop)), 45_157);
    let tags: Vec<TagId> = (0..20).map(|number| wechat.create_tag(&format!("t{number}"))).collect();
    tags.iter().for_each(|tag| client.tags().add(*tag, &follower).unwrap());
    let one_more = wechat.create_tag("one more");
    assert_eq!(code(client.tags().add(one_more, &follower)), 45_059);
    let refused = client.tags().rename(TagId::STARRED, "x").unwrap_err();
    assert!(refused.is_input_error(), "{refused}");
}

#[test]
fn a_tag_that_does_not_exist_is_tried_a_few_times_and_no_more() {
    let wechat = FakeWeChat::new().with_followers(3);
    let error = client(&wechat).tags().add(TagId::new(4_711), &openids(&wechat, 2)).unwrap_err();
    assert_eq!((error.code().unwrap().get(), error.remedy()), (45_159, Remedy::RetryOneByOne));
    assert_eq!(wechat.calls_to("/cgi-bin/tags/members/batchtagging"), 4);
}

#[test]
fn a_false_45159_and_a_45169_are_retried() {
    for code in [45_159, 45_169] {
        let wechat = FakeWeChat::new().with_followers(3);
        wechat.add_fault(Fault::errcode(code).on("/cgi-bin/tags/members/batchtagging").times(2));
        let followers = openids(&wechat, 2);
        client(&wechat).tags().add(TagId::STARRED, &followers).unwrap();
        assert_eq!(wechat.members_of_tag(TagId::STARRED), followers, "{code}");
    }
}

#[test]
fn the_blacklist_is_walked_past_its_first_thousand() {
    let wechat = FakeWeChat::new().with_followers(2_500);
    let client = client(&wechat);
    let all = openids(&wechat, 2_500);
    for chunk in all.chunks(20) {
        client.blacklist().add(chunk).unwrap();
    }
    let mut walked: Vec<OpenId> = client.blacklist().iter().collect::<Result<_, _>>().unwrap();
    walked.sort();
    let mut expected = all.clone();
    expected.sort();
    assert_eq!(walked, expected);
    client.blacklist().remove(&all[..20]).unwrap();
    assert!(!wechat.is_blacklisted(&all[0]) && wechat.is_blacklisted(&all[20]));
    assert_eq!(client.blacklist().iter().count(), 2_480);
}

#[test]
fn openids_are_changed_to_those_of_the_new_account_item_by_item() {
    for from in ["wxaaaaaaaaaaaaaaaa", "gh_91ae50dfeb1c"] {
        let old = OldAccount::new("wxaaaaaaaaaaaaaaaa", "gh_91ae50dfeb1c", 100, TestClock::START);
        let wechat = FakeWeChat::new().with_followers(100).with_old_account(old);
        let stranger = OpenId::new("oStrangerStrangerStrangerStr").unwrap();
        let asked = [wechat.old_openid(3).unwrap(), stranger.clone(), wechat.old_openid(9).unwrap()];
        let changed = client(&wechat).migration().convert(from, &asked).unwrap();
        assert_eq!(changed.get(&asked[0]).unwrap().result(), Ok(&wechat.openid(3)));
        assert_eq!(changed.get(&asked[2]).unwrap().result(), Ok(&wechat.openid(9)));
        assert!(changed.get(&stranger).unwrap().result().is_err(), "{from}");
        assert!(changed.missing(&asked).is_empty());
    }
}

#[test]
fn a_migration_is_over_after_fifteen_days() {
    let old = OldAccount::new("wxaaaaaaaaaaaaaaaa", "gh_91ae50dfeb1c", 100, TestClock::START);
    let wechat = FakeWeChat::new().with_followers(100).with_old_account(old);
    wechat.clock().advance(Duration::from_secs(16 * 86_400));
    let asked = [wechat.old_openid(3).unwrap()];
    client(&wechat).migration().convert("wxaaaaaaaaaaaaaaaa", &asked).unwrap_err();
}

#[test]
fn a_user_signs_in_and_the_code_works_once() {
    let wechat = FakeWeChat::new().with_followers(5);
    let client = client(&wechat);
    let code = wechat.authorize(&wechat.openid(2), WebScope::UserInfo).unwrap();
    let token = client.oauth().exchange(code.clone()).unwrap();
    assert_eq!((&token.openid, token.is_snapshotuser), (&wechat.openid(2), false));
    assert!(client.oauth().user(&token.access_token, &token.openid).unwrap().nickname.is_some());
    let again = client.oauth().exchange(code).unwrap_err();
    assert_eq!((again.code().unwrap().get(), again.remedy()), (40_163, Remedy::Reauthorize));
    assert_eq!(wechat.token_requests(), 0, "none of it needs the account's token");
}

#[test]
fn a_code_exchange_is_never_repeated_after_it_may_have_arrived() {
    const PATH: &str = "/sns/oauth2/access_token";
    for fault in [Fault::lose_response(), Fault::lose_request(), Fault::status(502)] {
        let wechat = FakeWeChat::new().with_followers(5);
        let code = wechat.authorize(&wechat.openid(2), WebScope::Base).unwrap();
        wechat.add_fault(fault.clone().on(PATH));
        let error = client(&wechat).oauth().exchange(code).unwrap_err();
        assert!(error.may_have_been_done(), "{fault:?}: {error:?}");
        assert_eq!(wechat.calls_to(PATH), 1, "{fault:?}");
    }
}

#[test]
fn a_code_gives_the_user_with_what_the_scope_allows() {
    let wechat = FakeWeChat::new().with_followers(5);
    let client = client(&wechat);
    let code = wechat.authorize(&wechat.openid(2), WebScope::UserInfo).unwrap();
    let user = client.oauth().user_by_code(code.clone()).unwrap();
    assert_eq!(user.token.openid, wechat.openid(2));
    assert_eq!(user.profile.unwrap().openid, wechat.openid(2));
    let again = client.oauth().user_by_code(code).unwrap_err();
    assert_eq!((again.code().unwrap().get(), again.remedy()), (40_163, Remedy::Reauthorize));

    // What the scope does not allow is not asked for, nor is the virtual user of a snapshot page.
    let asked = wechat.calls_to("/sns/userinfo");
    let base = wechat.authorize(&wechat.openid(1), WebScope::Base).unwrap();
    for (code, is_snapshot) in [(base, false), (wechat.authorize_snapshot(WebScope::UserInfo), true)] {
        let user = client.oauth().user_by_code(code).unwrap();
        assert_eq!(user.token.is_snapshotuser, is_snapshot);
        assert!(user.profile.is_none() && user.profile_error.is_none());
    }
    assert_eq!(wechat.calls_to("/sns/userinfo"), asked);
}

#[test]
fn a_code_is_exchanged_once_and_its_profile_is_read_again() {
    const EXCHANGE: &str = "/sns/oauth2/access_token";
    const PROFILE: &str = "/sns/userinfo";
    // The exchange: never repeated once it may have arrived.
    let wechat = FakeWeChat::new().with_followers(5);
    let code = wechat.authorize(&wechat.openid(2), WebScope::UserInfo).unwrap();
    wechat.add_fault(Fault::lose_response().on(EXCHANGE));
    let error = client(&wechat).oauth().user_by_code(code).unwrap_err();
    assert!(error.may_have_been_done(), "{error:?}");
    assert_eq!((wechat.calls_to(EXCHANGE), wechat.calls_to(PROFILE)), (1, 0));

    // The profile: retried. If it fails for good, the token is not lost with it, since the code is used up.
    for (times, fetched, calls) in [(2, true, 3), (9, false, 4)] {
        let wechat = FakeWeChat::new().with_followers(5);
        let client = client(&wechat);
        let code = wechat.authorize(&wechat.openid(2), WebScope::UserInfo).unwrap();
        wechat.add_fault(Fault::lose_response().on(PROFILE).times(times));
        let user = client.oauth().user_by_code(code).unwrap();
        assert_eq!((user.profile.is_some(), user.profile_error.is_none()), (fetched, fetched));
        assert_eq!((wechat.calls_to(EXCHANGE), wechat.calls_to(PROFILE)), (1, calls));
        wechat.clear_faults();
        assert!(client.oauth().user(&user.token.access_token, &user.token.openid).is_ok());
    }
}

#[test]
fn a_snapshot_user_is_flagged_and_a_base_scope_sees_no_profile() {
    let wechat = FakeWeChat::new().with_followers(5);
    let client = client(&wechat);
    assert!(client.oauth().exchange(wechat.authorize_snapshot(WebScope::UserInfo)).unwrap().is_snapshotuser);
    let code = wechat.authorize(&wechat.openid(1), WebScope::Base).unwrap();
    let token = client.oauth().exchange(code).unwrap();
    let error = client.oauth().user(&token.access_token, &token.openid).unwrap_err();
    assert_eq!(error.code().unwrap().get(), 48_001);
    assert!(client.oauth().check(&token.access_token, &token.openid).unwrap());
    wechat.clock().advance(Duration::from_secs(7_201));
    assert!(!client.oauth().check(&token.access_token, &token.openid).unwrap());
    let fresh = client.oauth().refresh(&token.refresh_token.unwrap()).unwrap();
    assert!(client.oauth().check(&fresh.access_token, &fresh.openid).unwrap());
}

#[test]
fn a_used_up_quota_is_read_and_cleared() {
    let wechat = FakeWeChat::new();
    wechat.limit_per_day(GROUPS_GET, 2);
    let client = client(&wechat);
    client.groups().list().unwrap();
    client.groups().list().unwrap();
    assert_eq!(client.groups().list().unwrap_err().code().unwrap().get(), 45_009);
    let quota = client.quota().of(GROUPS_GET).unwrap();
    assert_eq!((quota.daily_limit, quota.remain), (Some(2), Some(0)));
    client.quota().clear(GROUPS_GET).unwrap();
    assert_eq!(client.groups().list().unwrap().len(), 3);
}

#[test]
fn when_the_tokens_are_used_up_the_secret_clears_the_quotas() {
    let wechat = FakeWeChat::new();
    wechat.limit_per_day(STABLE_TOKEN, 0);
    let client = client(&wechat);
    assert!(client.groups().list().unwrap_err().is_quota());
    client.quota().clear_all_by_secret().unwrap();
    assert_eq!(wechat.calls_to("/cgi-bin/clear_quota/v2"), 1);
    for _ in 0..9 {
        client.quota().clear_all_by_secret().unwrap();
    }
    let error = client.quota().clear_all_by_secret().unwrap_err();
    assert_eq!(error.code().unwrap().get(), 48_006, "ten a month");
}

#[test]
fn a_rid_of_an_error_is_looked_up() {
    let wechat = FakeWeChat::new().with_followers(1);
    let client = client(&wechat);
    let stranger = OpenId::new("oStrangerStrangerStrangerStr").unwrap();
    let error = client.groups().of(&stranger).unwrap_err();
    let info = client.rid().look_up(error.rid().unwrap()).unwrap();
    assert!(info.response_body.contains("40003"), "{info:?}");
    let unknown = client.rid().look_up("61725984-6126f6f9-040f19c4").unwrap_err();
    assert!(matches!(unknown.kind(), ErrorKind::Service(_)), "{unknown:?}");
}

#[test]
fn any_other_path_is_called_through_raw() {
    let wechat = FakeWeChat::new();
    let client = client(&wechat);
    let created = client.raw().post("/cgi-bin/tags/create", serde_json::json!({ "tag": { "name": "广东" } })).unwrap();
    assert_eq!(
        wechat.tags().last().map(|(id, name, _)| (id.get(), name.as_str())),
        Some((created["tag"]["id"].as_i64().unwrap(), "广东"))
    );
    assert_eq!(
        client.raw().get("/cgi-bin/tags/get", &[]).unwrap()["tags"].as_array().unwrap().len(),
        wechat.tags().len()
    );
    assert!(client.raw().get("/cgi-bin/tags/get?access_token=x", &[]).unwrap_err().is_input_error());
    let unknown = client.raw().get("/cgi-bin/no/such/thing", &[]).unwrap_err();
    assert_eq!(unknown.code().unwrap().get(), 40_066);
}
