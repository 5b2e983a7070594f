//! One caller and its token. Rules 1, 3, 5 and 6 of `docs/architecture.md`.

use std::time::Duration;

use transport_mock::{FakeWeChat, Fault};
use wechat_user::{Client, Credentials, ErrorKind, Remedy, TokenMode};

use crate::{GROUPS_GET, STABLE_TOKEN, TOKEN, builder, client};

#[test]
fn the_first_call_fetches_a_token_and_the_next_uses_it() {
    let wechat = FakeWeChat::new();
    let client = client(&wechat);
    for _ in 0..10 {
        assert_eq!(client.groups().list().unwrap().len(), 3);
    }
    assert_eq!((wechat.calls_to(STABLE_TOKEN), wechat.calls_to(GROUPS_GET)), (1, 10));
}

#[test]
fn rule_1_a_token_that_another_process_replaced_is_renewed_and_the_call_goes_on() {
    for mode in [TokenMode::Stable, TokenMode::Plain] {
        let wechat = FakeWeChat::new();
        let client = builder(&wechat).token_mode(mode).build().unwrap();
        client.groups().list().unwrap();
        wechat.replace_token();
        wechat.clock().advance(Duration::from_secs(301)); // a plain token works on for five minutes
        assert_eq!(client.groups().list().unwrap().len(), 3);
        assert_eq!((wechat.token_requests(), wechat.calls_to(GROUPS_GET)), (2, 3), "{mode:?}");
    }
}

#[test]
fn a_token_that_expired_is_renewed_before_it_is_used() {
    let wechat = FakeWeChat::new();
    let client = client(&wechat);
    client.groups().list().unwrap();
    wechat.clock().advance(Duration::from_secs(7_201));
    client.groups().list().unwrap();
    assert_eq!(
        (wechat.token_requests(), wechat.calls_to(GROUPS_GET)),
        (2, 2),
        "no call was sent with the expired token"
    );
}

#[test]
fn a_token_that_the_service_expired_early_is_renewed_on_42001() {
    let wechat = FakeWeChat::new();
    let client = client(&wechat);
    client.groups().list().unwrap();
    wechat.expire_token();
    client.groups().list().unwrap();
    assert_eq!((wechat.token_requests(), wechat.calls_to(GROUPS_GET)), (2, 3));
}

#[test]
fn rule_3_a_service_that_rejects_every_token_costs_one_call_two_token_and_two_api_requests() {
    for (mode, api) in [(TokenMode::Plain, 2), (TokenMode::Stable, 1)] {
        let wechat = FakeWeChat::new();
        wechat.add_fault(Fault::errcode(40_001).on(GROUPS_GET).always());
        let client = builder(&wechat).token_mode(mode).build().unwrap();
        let error = client.groups().list().unwrap_err();
        assert_eq!((wechat.token_requests(), wechat.calls_to(GROUPS_GET)), (2, api), "{mode:?}: {error}");
        assert!(wechat.token_requests() <= 2 && wechat.calls_to(GROUPS_GET) <= 2);
    }
}

#[test]
fn rule_3_a_hundred_calls_against_such_a_service_do_not_empty_the_quota_of_tokens() {
    let wechat = FakeWeChat::new();
    wechat.add_fault(Fault::errcode(40_001).on(GROUPS_GET).always());
    let client = builder(&wechat).token_mode(TokenMode::Plain).build().unwrap();
    for _ in 0..100 {
        assert_eq!(client.groups().list().unwrap_err().code().unwrap().get(), 40_001);
    }
    assert_eq!(wechat.token_requests(), 101, "one for each call, and one at the start");
}

#[test]
fn rule_5_the_same_stable_token_again_is_stuck_and_the_next_calls_do_not_ask_again() {
    let wechat = FakeWeChat::new();
    wechat.add_fault(Fault::errcode(40_001).on(GROUPS_GET).always());
    let client = client(&wechat);
    for _ in 0..5 {
        let error = client.groups().list().unwrap_err();
        let ErrorKind::Token(inner) = error.kind() else { panic!("{error:?}") };
        assert!(matches!(inner.kind(), ErrorKind::TokenStuck), "{error:?}");
        assert_eq!((inner.path(), error.remedy()), (STABLE_TOKEN, Remedy::FixConfiguration));
    }
    assert_eq!((wechat.token_requests(), wechat.calls_to(GROUPS_GET)), (2, 1));
    // The service recovers, and the cooling ends.
    wechat.clear_faults();
    wechat.clock().advance(Duration::from_secs(11));
    assert_eq!(client.groups().list().unwrap().len(), 3);
}

#[test]
fn rule_5_a_forced_refresh_is_opt_in_and_helps() {
    let wechat = FakeWeChat::new();
    let client = builder(&wechat).forced_refresh(true).build().unwrap();
    client.groups().list().unwrap();
    wechat.clock().advance(Duration::from_secs(60));
    wechat.add_fault(Fault::errcode(40_001).on(GROUPS_GET));
    assert_eq!(client.groups().list().unwrap().len(), 3);
    assert_eq!(wechat.token_requests(), 3, "the first, the same again, the forced one");
}

#[test]
fn rule_6_a_stable_token_with_a_short_life_left_is_accepted() {
    let wechat = FakeWeChat::new();
    let _ = wechat.stable_token(); // another process has it already
    wechat.clock().advance(Duration::from_secs(7_200 - 400));
    let client = client(&wechat);
    for _ in 0..10 {
        client.groups().list().unwrap();
    }
    assert_eq!(wechat.calls_to(STABLE_TOKEN), 1, "400 s of life are enough for all of them");
}

#[test]
fn cloud_hosting_needs_no_token_and_no_secret() {
    let wechat = FakeWeChat::new().without_tokens();
    let client = Client::builder_with(Credentials::no_token(wechat.app_id()))
        .transport(wechat.clone())
        .clock(wechat.clock())
        .build()
        .unwrap();
    assert_eq!(client.groups().list().unwrap().len(), 3);
    assert_eq!((wechat.calls_to(STABLE_TOKEN), wechat.calls_to(TOKEN)), (0, 0));
}

#[test]
fn a_supplied_token_is_never_fetched_and_its_rejection_is_an_error() {
    let wechat = FakeWeChat::new();
    let client = Client::builder_with(Credentials::supplied(wechat.app_id()))
        .transport(wechat.clone())
        .clock(wechat.clock())
        .build()
        .unwrap();
    assert!(matches!(client.groups().list().unwrap_err().kind(), ErrorKind::TokenMissing));
    client.supply_token(wechat.stable_token(), None).unwrap();
    assert_eq!(client.groups().list().unwrap().len(), 3);
    wechat.replace_token();
    assert_eq!(client.groups().list().unwrap_err().code().unwrap().get(), 40_001);
    assert!(matches!(client.groups().list().unwrap_err().kind(), ErrorKind::TokenMissing));
    client.supply_token(wechat.stable_token(), None).unwrap();
    assert_eq!(client.groups().list().unwrap().len(), 3);
    assert_eq!(wechat.token_requests(), 0);
}

#[test]
fn the_token_serves_other_interfaces_and_can_be_rejected_from_there() {
    let wechat = FakeWeChat::new();
    let client = client(&wechat);
    let first = client.token().unwrap();
    assert_eq!(client.token().unwrap().generation, first.generation);
    assert_eq!(first.expires.since(first.obtained), Duration::from_secs(7_200));
    wechat.replace_token();
    client.reject(&first);
    let second = client.token().unwrap();
    assert!(second.generation > first.generation && second.token.expose() != first.token.expose());
    client.reject(&first); // late: it has been renewed already
    assert_eq!(client.token().unwrap().generation, second.generation);
    assert_eq!(wechat.token_requests(), 2);
}
