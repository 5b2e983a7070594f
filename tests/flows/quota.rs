//! Quotas: that of the day ends a call at once, that of the minute slows it down. Rules 8 and 10 of
//! `docs/architecture.md`.

use std::time::Duration;

use transport_mock::{FakeWeChat, Fault};
use wechat_user::Remedy;
use wechat_user::clock::Clock;

use crate::{GROUPS_GET, STABLE_TOKEN, builder, client};

#[test]
fn the_quota_of_the_day_stops_a_call_and_says_until_when() {
    let wechat = FakeWeChat::new();
    wechat.limit_per_day(GROUPS_GET, 2);
    let client = client(&wechat);
    client.groups().list().unwrap();
    client.groups().list().unwrap();
    let error = client.groups().list().unwrap_err();
    assert_eq!((error.code().unwrap().get(), error.attempts()), (45_009, 1));
    assert_eq!((error.remedy(), error.is_quota()), (Remedy::WaitForTomorrow, true));
    assert_eq!(error.path(), GROUPS_GET, "the error names the quota");
    let midnight = error.retry_at().unwrap();
    assert_eq!(midnight, wechat.clock().now().next_midnight_in_china());
    wechat.clock().set(midnight);
    assert_eq!(client.groups().list().unwrap().len(), 3);
}

#[test]
fn the_quota_of_the_minute_is_waited_for_if_the_deadline_allows() {
    let wechat = FakeWeChat::new();
    wechat.add_fault(Fault::errcode(45_011).on(GROUPS_GET));
    let patient = builder(&wechat).call_timeout(Duration::from_secs(120)).build().unwrap();
    let minute = wechat.clock().now().next_minute();
    assert_eq!(patient.groups().list().unwrap().len(), 3);
    assert!(wechat.clock().now() >= minute);
}

#[test]
fn the_quota_of_the_minute_is_an_error_with_its_time_if_the_deadline_does_not_allow() {
    let wechat = FakeWeChat::new();
    wechat.add_fault(Fault::errcode(45_011).on(GROUPS_GET));
    let error = client(&wechat).groups().list().unwrap_err();
    assert_eq!((error.remedy(), error.is_quota()), (Remedy::SlowDown, true));
    assert_eq!(error.retry_at(), Some(wechat.clock().now().next_minute()));
}

#[test]
fn a_used_up_quota_of_tokens_is_not_tried_again_before_it_is_renewed() {
    let wechat = FakeWeChat::new();
    wechat.limit_per_day(STABLE_TOKEN, 0);
    let client = client(&wechat);
    for _ in 0..10 {
        let error = client.groups().list().unwrap_err();
        assert_eq!(error.code().unwrap().get(), 45_009);
        assert!(error.is_quota());
    }
    assert_eq!(wechat.calls(), 1);
    wechat.clock().set(wechat.clock().now().next_midnight_in_china());
    client.groups().list().unwrap_err();
    assert_eq!(wechat.calls(), 2, "fetched again on the next day");
}
