//! Responses that other clients read wrongly, one test for each. 45171, 45159 and 45169 need a machine with a memory,
//! and are tested with `TagMembers`.

use std::time::Duration;

use wechat_user_core::blacklist::{BlockUsers, GetBlacklist};
use wechat_user_core::groups::GetGroups;
use wechat_user_core::machine::{Outcome, Pages, Stop};
use wechat_user_core::migration::ChangeOpenIds;
use wechat_user_core::oauth::{CheckUserToken, ExchangeCode, GetProfile, RefreshUserToken, UserToken};
use wechat_user_core::quota::{ClearQuotaByAppSecret, GetApiQuota};
use wechat_user_core::rid::GetRidInfo;
use wechat_user_core::secret::AuthorizationCode;
use wechat_user_core::tags::{CreateTag, GetTagMembers, GetTags, GetTagsOf, TagUsers};
use wechat_user_core::token::{GetStableToken, GetToken};
use wechat_user_core::transport::{Response, TransportError};
use wechat_user_core::users::{GetFollowers, GetUser, GetUsers, Sex, UserRef};
use wechat_user_core::{AppId, AppSecret, Batch, Call, Endpoint, Error, OpenId, Remedy, TagId, decode};
use wechat_user_tests::fixture;

use crate::script::{START, response, run};

const BUSY: &str = r#"{"errcode":268487001,"errmsg":"system busy"}"#;
const OK: &str = r#"{"errcode":0,"errmsg":"ok"}"#;

fn openid(text: &str) -> OpenId {
    OpenId::new(text).unwrap()
}

fn read<E: Endpoint>(body: impl Into<Vec<u8>>) -> Result<E::Response, Error> {
    decode::<E>(&Response::new(body.into()))
}

#[test]
fn tags_getidlist_returns_integers() {
    assert_eq!(
        read::<GetTagsOf<'_>>(r#"{"tagid_list":[134,2]}"#).unwrap().tagid_list,
        [TagId::new(134), TagId::new(2)]
    );
    assert!(read::<GetTagsOf<'_>>(r#"{"tagid_list":[]}"#).unwrap().tagid_list.is_empty());
}

#[test]
fn user_tag_get_past_the_end_returns_count_0_and_nothing_else() {
    let page = read::<GetTagMembers>(fixture("anonymised/user_tag_get_past_end.json")).unwrap();
    assert_eq!((page.count, page.openids.len(), page.next_openid), (Some(0), 0, None));

    let full = r#"{"count":2,"data":{"openid":["o1","o2"]},"next_openid":"o2"}"#;
    let mut pages = Pages::new(GetTagMembers::new(TagId::new(134)));
    let (items, sent, _) = run(&mut pages, [response(full), response(r#"{"count":0}"#)]);
    assert_eq!((items.len(), sent, pages.stopped()), (1, 2, Some(Stop::EmptyPage)));
    assert_eq!(pages.cursor(), Some(&openid("o2")));
}

/// It is unknown whether a page of the blacklist begins with its cursor. If it does, the last page is the cursor alone.
#[test]
fn a_list_whose_pages_begin_with_their_cursor_ends() {
    let page =
        |openids: &str, next: &str| response(&format!(r#"{{"data":{{"openid":[{openids}]}},"next_openid":"{next}"}}"#));
    let mut pages = Pages::new(GetBlacklist::new());
    let outcomes =
        [page(r#""o1","o2""#, "o2"), page(r#""o2","o3""#, "o3"), page(r#""o3","o4""#, "o4"), page(r#""o4""#, "o4")];
    let (items, sent, _) = run(&mut pages, outcomes);
    assert_eq!((items.len(), sent, pages.stopped()), (4, 4, Some(Stop::CursorRepeated)));
}

#[test]
fn a_45171_names_the_failed_openids() {
    let error = read::<TagUsers<'_>>(fixture("anonymised/batchtagging_partial_failure.json")).unwrap_err();
    assert_eq!(error.failed_openids(), [openid("o1"), openid("o9")]);
    assert_eq!(error.remedy(), Remedy::RetryFailed);
    assert!(error.may_have_been_done());
}

#[test]
fn the_busy_signals_of_the_newer_range_are_busy_signals() {
    let two = [openid("o1"), openid("o2")];
    let block = Call::new(&BlockUsers::new(Batch::new(&two).unwrap()));
    let (items, sent, waited) = run(block, [response(BUSY), response(BUSY), response(OK)]);
    assert!(items[0].is_ok() && sent == 3 && waited > Duration::ZERO);

    let busy = String::from_utf8(fixture("anonymised/err_big_code.json")).unwrap();
    let (items, sent, _) =
        run(Call::new(&GetFollowers::new()), [response(&busy), response(r#"{"total":0,"count":0}"#)]);
    assert!(items[0].is_ok() && sent == 2);
}

#[test]
fn a_create_that_met_a_busy_service_is_not_sent_again() {
    let (items, sent, _) = run(Call::new(&CreateTag::new("广东").unwrap()), [response(BUSY)]);
    assert!(items[0].as_ref().is_err_and(Error::may_have_been_done) && sent == 1);
}

#[test]
fn the_blocked_address_of_a_40164_is_a_field() {
    let error = read::<GetToken<'_>>(fixture("anonymised/err_40164.json")).unwrap_err();
    assert_eq!(error.blocked_ip(), Some("192.0.2.15"));
}

#[test]
fn a_45009_names_the_path_and_the_quota_and_tomorrow() {
    let spent =
        response(r#"{"errcode":45009,"errmsg":"reach max api daily quota limit rid: 617682e0-09059ac5-34a8e2ea"}"#);
    let (items, sent, _) = run(Call::new(&GetTagMembers::new(TagId::new(134))), [spent]);
    let error = items[0].as_ref().unwrap_err();
    let shown = error.to_string();
    assert!(shown.starts_with("/cgi-bin/user/tag/get: errcode 45009 reach max api daily quota limit"), "{shown}");
    assert!(error.is_quota() && sent == 1);
    assert_eq!(error.retry_at(), Some(START.next_midnight_in_china()));
}

#[test]
fn a_45011_says_when_to_try_again() {
    let slower =
        || response(r#"{"errcode":45011,"errmsg":"api minute-quota reach limit, must slower, retry next minute"}"#);
    let (items, sent, _) = run(Call::new(&GetGroups::new()), [slower()]);
    assert_eq!(items[0].as_ref().unwrap_err().retry_at(), Some(START.next_minute()));
    assert_eq!(sent, 1, "the next minute is after the deadline of the call");

    let patient = Call::new(&GetGroups::new()).with_timeout(Duration::from_secs(90));
    let (items, sent, waited) = run(patient, [slower(), response(r#"{"groups":[]}"#)]);
    assert!(items[0].is_ok() && sent == 2);
    assert_eq!(waited, START.next_minute().since(START));
}

#[test]
fn a_code_exchange_is_never_repeated_after_it_may_have_arrived() {
    let exchange = || -> Call<UserToken> {
        let (app_id, secret) = (AppId::from("wx1"), AppSecret::from("s"));
        Call::new(&ExchangeCode::new(&app_id, &secret, &AuthorizationCode::from("c")))
    };
    let gateway = || {
        let mut page = Response::new(b"<html>bad gateway</html>".to_vec());
        *page.status_mut() = wechat_user_core::http::StatusCode::BAD_GATEWAY;
        Outcome::Response(page)
    };
    let lost = || Outcome::Failed(TransportError::unknown("connection reset"));
    for outcome in [lost(), gateway(), response("<html>"), response(r#"{"errcode":-1,"errmsg":"system error"}"#)] {
        let (items, sent, _) = run(exchange(), [outcome]);
        assert!(items[0].as_ref().is_err_and(Error::may_have_been_done) && sent == 1);
    }

    let refused = || Outcome::Failed(TransportError::not_sent("connection refused"));
    let token = r#"{"access_token":"t","openid":"o1"}"#;
    let (items, sent, _) = run(exchange(), [refused(), response(token)]);
    assert!(items[0].is_ok() && sent == 2, "a request that was certainly not sent may be sent again");
}

#[test]
fn a_used_code_is_explained() {
    let error = read::<ExchangeCode<'_>>(fixture("anonymised/err_40163_sns.json")).unwrap_err();
    assert_eq!((error.remedy(), error.rid()), (Remedy::Reauthorize, Some("OsIKda0848th19")));
}

/// 40001 means three things.
#[test]
fn the_meaning_of_40001_depends_on_the_call() {
    const REFUSED: &str = r#"{"errcode":40001,"errmsg":"invalid credential, access_token is invalid or not latest"}"#;
    for remedy in [
        read::<GetToken<'_>>(REFUSED).unwrap_err().remedy(),
        read::<GetStableToken<'_>>(REFUSED).unwrap_err().remedy(),
        read::<ClearQuotaByAppSecret<'_>>(REFUSED).unwrap_err().remedy(),
    ] {
        assert_eq!(remedy, Remedy::FixConfiguration, "the AppSecret is wrong");
    }
    assert_eq!(
        read::<GetProfile<'_>>(REFUSED).unwrap_err().remedy(),
        Remedy::Reauthorize,
        "the user's token is invalid"
    );
    assert_eq!(read::<GetGroups>(REFUSED).unwrap_err().remedy(), Remedy::RenewToken, "the account's token is invalid");
}

#[test]
fn sex_may_be_a_string() {
    for (sex, expected) in [(r#""1""#, Some(Sex::Male)), ("2", Some(Sex::Female)), (r#""0""#, None), ("0", None)] {
        let body = format!(r#"{{"openid":"o1","nickname":"n","sex":{sex}}}"#);
        assert_eq!(read::<GetProfile<'_>>(body).unwrap().sex, expected, "{sex}");
        let body = format!(r#"{{"subscribe":1,"openid":"o1","sex":{sex}}}"#);
        assert_eq!(read::<GetUser<'_>>(body).unwrap().sex, expected, "{sex}");
    }
}

#[test]
fn unionid_may_come_with_a_leading_space() {
    let user = read::<GetUser<'_>>(r#"{"subscribe":1,"openid":"o1","unionid":" o6_b"}"#).unwrap();
    let profile = read::<GetProfile<'_>>(r#"{"openid":"o1","unionid":" o6_b"}"#).unwrap();
    let token = read::<RefreshUserToken<'_>>(r#"{"access_token":"t","openid":"o1","unionid":" o6_b"}"#).unwrap();
    for unionid in [user.unionid, profile.unionid, token.unionid] {
        assert_eq!(unionid.unwrap().as_str(), "o6_b");
    }
}

#[test]
fn non_followers_carry_an_empty_list_of_tags() {
    let user = read::<GetUser<'_>>(fixture("anonymised/user_info_not_subscribed.json")).unwrap();
    assert!(!user.subscribe && user.tagid_list.is_empty());
}

#[test]
fn a_batch_of_profiles_may_be_shorter_and_in_another_order() {
    let asked = [openid("o1"), openid("o2"), openid("o3")];
    let users = read::<GetUsers<'_>>(
        r#"{"user_info_list":[{"subscribe":0,"openid":"o3"},{"subscribe":1,"openid":"o1","remark":"first"}]}"#,
    )
    .unwrap();
    assert_eq!(users.get(&asked[0]).and_then(UserRef::remark), Some("first"));
    assert!(users.get(&asked[2]).is_some_and(|user| !user.subscribe()));
    assert_eq!(users.missing(&asked), [&asked[1]]);
}

#[test]
fn a_migrated_batch_may_be_shorter_and_in_another_order() {
    let asked = [openid("o1"), openid("o2"), openid("o3")];
    let changed = read::<ChangeOpenIds<'_>>(
        r#"{"errcode":0,"errmsg":"ok","result_list":[
            {"ori_openid":"o3","err_msg":"ori_openid error"},{"ori_openid":"o1","new_openid":"n1","err_msg":"ok"}]}"#,
    )
    .unwrap();
    assert_eq!(changed.get(&asked[0]).unwrap().result(), Ok(&openid("n1")));
    assert_eq!(changed.get(&asked[2]).unwrap().result(), Err("ori_openid error"));
    assert_eq!(changed.missing(&asked), [&asked[1]]);
}

#[test]
fn a_list_that_is_missing_null_or_empty_is_an_empty_list_and_one_element_is_a_list_of_one() {
    for (missing, null) in [(r#"{"errcode":0,"errmsg":"ok"}"#, "null"), ("{}", r#""""#)] {
        assert!(read::<ChangeOpenIds<'_>>(missing).unwrap().result_list.is_empty());
        assert!(read::<GetGroups>(missing).unwrap().groups.is_empty());
        assert!(read::<GetTags>(missing).unwrap().tags.is_empty());
        assert!(read::<GetFollowers>(format!(r#"{{"data":{null}}}"#)).unwrap().openids.is_empty());
        assert!(read::<GetFollowers>(format!(r#"{{"data":{{"openid":{null}}}}}"#)).unwrap().openids.is_empty());
        assert!(read::<GetTags>(format!(r#"{{"tags":{null}}}"#)).unwrap().tags.is_empty());
    }
    assert_eq!(read::<ChangeOpenIds<'_>>(r#"{"errcode":0}"#).unwrap().missing(&[openid("o1")]), [&openid("o1")]);
    assert_eq!(read::<GetTags>(r#"{"tags":{"id":9,"name":"x"}}"#).unwrap().tags[0].id.get(), 9);
    let one = read::<GetFollowers>(r#"{"data":{"openid":"o1"}}"#).unwrap();
    assert_eq!(one.openids.texts().collect::<Vec<_>>(), ["o1"]);
}

#[test]
fn a_snapshot_user_is_flagged_and_no_other_user_is() {
    for (flag, expected) in [(r#","is_snapshotuser":1"#, true), (r#","is_snapshotuser":0"#, false), ("", false)] {
        let token = read::<ExchangeCode<'_>>(format!(r#"{{"access_token":"t","openid":"o1"{flag}}}"#)).unwrap();
        assert_eq!(token.is_snapshotuser, expected, "{flag}");
    }
}

#[test]
fn an_invalid_user_token_is_distinguished_from_a_check_that_failed() {
    for (code, expected) in
        [(40_001, true), (40_003, true), (40_014, true), (42_001, true), (-1, false), (45_011, false)]
    {
        let error = read::<CheckUserToken<'_>>(format!(r#"{{"errcode":{code},"errmsg":""}}"#)).unwrap_err();
        assert_eq!(CheckUserToken::says_no(&error), expected, "{code}");
    }
}

#[test]
fn a_quota_has_its_rates_where_the_service_reports_them() {
    let quota = read::<GetApiQuota<'_>>(
        r#"{"errcode":0,"errmsg":"ok","quota":{"daily_limit":500,"used":12,"remain":488},
            "rate_limit":{"call_count":10,"refresh_second":60},"component_rate_limit":{"call_count":5,"refresh_second":1}}"#,
    )
    .unwrap();
    assert_eq!((quota.daily_limit, quota.used, quota.remain), (Some(500), Some(12), Some(488)));
    let rates = [quota.rate_limit, quota.component_rate_limit]
        .map(|rate| rate.map(|rate| (rate.call_count, rate.refresh_second)));
    assert_eq!(rates, [Some((Some(10), Some(60))), Some((Some(5), Some(1)))]);
}

#[test]
fn the_token_in_a_remembered_request_is_not_printed() {
    let request = read::<GetRidInfo<'_>>(fixture("anonymised/rid_get.json")).unwrap();
    let shown = format!("{request:?} {request:#?}");
    assert!(!shown.contains("50_Im7xxxx") && !shown.contains("45009") && shown.contains("113.xx.70.51"), "{shown}");
}
