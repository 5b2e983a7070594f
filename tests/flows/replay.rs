//! What may be sent twice, and what may not. Rule 7 of `docs/architecture.md`.

use std::time::Duration;

use transport_mock::{Ending, FakeWeChat, Fault};
use wechat_user::Error;
use wechat_user::clock::Clock;
use wechat_user::retry::RetryPolicy;

use crate::{GROUPS_CREATE, GROUPS_GET, builder, client, log};

fn create(wechat: &FakeWeChat) -> Result<i64, Error> {
    client(wechat).groups().create("test").map(|group| group.id.get())
}

#[test]
fn a_create_whose_response_is_lost_is_not_sent_again() {
    let wechat = FakeWeChat::new();
    wechat.add_fault(Fault::lose_response().on(GROUPS_CREATE));
    let error = create(&wechat).unwrap_err();
    assert!(error.may_have_been_done(), "{error:?}");
    assert_eq!((wechat.calls_to(GROUPS_CREATE), wechat.groups().len()), (1, 4), "it was done once");
}

#[test]
fn a_create_is_not_sent_again_after_anything_that_may_have_done_it() {
    for fault in [Fault::lose_request(), Fault::status(502), Fault::errcode(-1), Fault::stall()] {
        let wechat = FakeWeChat::new();
        wechat.add_fault(fault.clone().on(GROUPS_CREATE));
        let error = create(&wechat).unwrap_err();
        assert!(error.may_have_been_done(), "{fault:?}: {error:?}");
        assert_eq!(wechat.calls_to(GROUPS_CREATE), 1, "{fault:?}");
    }
}

#[test]
fn a_create_is_sent_again_when_it_was_certainly_not_done() {
    for fault in [Fault::refuse_connection(), Fault::errcode(45_011), Fault::replace_token()] {
        let wechat = FakeWeChat::new();
        let patient = builder(&wechat).call_timeout(Duration::from_secs(120)).build().unwrap();
        wechat.add_fault(fault.clone().on(GROUPS_CREATE));
        patient.groups().create("test").unwrap();
        assert_eq!((wechat.calls_to(GROUPS_CREATE), wechat.groups().len()), (2, 4), "{fault:?}");
    }
}

#[test]
fn a_list_is_sent_again_after_everything_that_passes_with_back_off() {
    for fault in [
        Fault::refuse_connection(),
        Fault::lose_request(),
        Fault::lose_response(),
        Fault::status(502),
        Fault::errcode(-1),
    ] {
        let wechat = FakeWeChat::new();
        let (events, observer) = log();
        let client = builder(&wechat).observer(observer).build().unwrap();
        wechat.add_fault(fault.clone().on(GROUPS_GET).times(3));
        let started = wechat.clock().now();
        assert_eq!(client.groups().list().unwrap().len(), 3, "{fault:?}");
        assert_eq!(wechat.calls_to(GROUPS_GET), 4, "{fault:?}");
        let took = wechat.clock().now().since(started);
        assert!(took >= Duration::from_millis(1_750) && took < Duration::from_secs(4), "{fault:?}: {took:?}");
        let events = events.lock().unwrap();
        let waits = events.iter().filter(|event| event.report.retry_at.is_some()).count();
        assert_eq!(waits, 3, "{fault:?}");
    }
}

#[test]
fn it_is_tried_four_times_and_no_more() {
    let wechat = FakeWeChat::new();
    wechat.add_fault(Fault::status(502).on(GROUPS_GET).always());
    let error = client(&wechat).groups().list().unwrap_err();
    assert_eq!((error.attempts(), wechat.calls_to(GROUPS_GET)), (4, 4));
    assert!(error.to_string().ends_with("(after 4 attempts)"), "{error}");

    let wechat = FakeWeChat::new();
    wechat.add_fault(Fault::status(502).on(GROUPS_GET).always());
    let once = builder(&wechat).retry(RetryPolicy::never()).build().unwrap();
    assert_eq!(once.groups().list().unwrap_err().attempts(), 1);
}

#[test]
fn what_does_not_pass_is_not_tried_again() {
    for code in [40_003, 40_013, 48_001, 50_002] {
        let wechat = FakeWeChat::new();
        wechat.add_fault(Fault::errcode(code).on(GROUPS_GET).always());
        let error = client(&wechat).groups().list().unwrap_err();
        assert_eq!((error.code().unwrap().get(), error.attempts()), (code, 1));
    }
}

#[test]
fn the_deadline_bounds_waiting_and_sending_together() {
    let wechat = FakeWeChat::new();
    wechat.add_fault(Fault::stall().on(GROUPS_GET).always());
    let client = builder(&wechat).call_timeout(Duration::from_secs(5)).build().unwrap();
    let started = wechat.clock().now();
    client.groups().list().unwrap_err();
    assert!(wechat.clock().now().since(started) <= Duration::from_secs(5));
    let stalled = wechat.journal().iter().filter(|entry| entry.ending == Ending::Stalled).count();
    assert_eq!(stalled, 1, "there was no time for another");
}
