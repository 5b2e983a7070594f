//! *Network and gateway*: connections that break, gateways, slow responses.

use std::time::Duration;

use transport_mock::{Ending, FakeWeChat};
use wechat_user::clock::Clock;
use wechat_user::{Error, ErrorKind, Remedy};

use crate::calls::{self, CASES, World, refused};
use crate::table::{Row, endings};
use crate::{GROUPS_CREATE, GROUPS_GET, USER_GET, builder, client, openids};

/// The number of groups after a create that failed; there were four before.
fn groups_after_a_create(row: &Row) -> usize {
    let world = World::new();
    world.wechat.add_fault(row.fault().on(GROUPS_CREATE));
    world.client.groups().create("西部客户").unwrap_err();
    world.wechat.groups().len()
}

fn has_no_response(error: &Error) {
    assert!(matches!(error.kind(), ErrorKind::Transport(_)), "{error:?}");
}

#[test]
fn a_refused_connection_is_tried_again_by_every_call() {
    let row = row!();
    calls::assert_the_library_agrees();
    for case in CASES {
        let world = World::new();
        world.wechat.add_fault(row.fault().on(case.path));
        (case.make)(&world).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(row.triggered(&world.wechat, 1)[0].path, case.path);
        assert_eq!(world.endings(case.path), [Ending::Refused, Ending::Errcode(0)]);
    }
}

#[test]
fn after_a_lost_request_only_replayable_calls_are_tried_again() {
    let row = row!();
    calls::only_replayable_calls_are_retried(row, Ending::RequestLost, has_no_response);
    assert_eq!(groups_after_a_create(row), 4);
}

#[test]
fn after_a_lost_response_only_replayable_calls_are_retried() {
    let row = row!();
    calls::only_replayable_calls_are_retried(row, Ending::ResponseLost, has_no_response);
    assert_eq!(groups_after_a_create(row), 5, "it was processed once");
}

#[test]
fn a_stalled_call_is_given_up_at_its_deadline() {
    let row = row!();
    for case in CASES {
        let world = World::with(|builder| builder.call_timeout(Duration::from_secs(5)));
        world.wechat.add_fault(row.fault().on(case.path));
        let started = world.wechat.clock().now();
        let error = refused((case.make)(&world), case.path);
        assert_eq!(row.triggered(&world.wechat, 1)[0].path, case.path);
        assert_eq!(world.endings(case.path), [Ending::Stalled], "no time is left for another attempt");
        assert_eq!(world.wechat.clock().now().since(started), Duration::from_secs(5), "{}", case.path);
        assert!(error.may_have_been_done() && error.remedy() == Remedy::BackOff, "{error:?}");
        has_no_response(&error);
        assert!(error.to_string().contains("no response within the time"), "{error}");
    }
}

#[test]
fn after_a_gateways_page_only_replayable_calls_are_tried_again() {
    let row = row!();
    let status = u16::try_from(row.number("status")).unwrap();
    calls::only_replayable_calls_are_retried(row, Ending::Status(status), |error| {
        let ErrorKind::Status { status: told, snippet, .. } = error.kind() else { panic!("{error:?}") };
        assert_eq!(told.as_u16(), status);
        assert!(!snippet.is_empty() && snippet.len() < 500, "{snippet}");
    });
    assert_eq!(groups_after_a_create(row), 4);
}

#[test]
fn after_a_cut_body_only_replayable_calls_are_tried_again() {
    let row = row!();
    calls::only_replayable_calls_are_retried(row, Ending::ResponseCut, has_no_response);
    assert_eq!(groups_after_a_create(row), 5, "it was processed once");
    // A part of a list is never returned: the walk reads the page again, or ends with an error.
    for (times, walked) in [(1, 25), (4, 0)] {
        let wechat = FakeWeChat::new().with_followers(25);
        wechat.add_fault(row.fault().on(USER_GET).times(times));
        let found: Vec<_> = client(&wechat).followers().filter_map(Result::ok).collect();
        assert_eq!(found, openids(&wechat, walked));
        assert_eq!(row.triggered(&wechat, times.try_into().unwrap()).len() as u64, times);
    }
}

#[test]
fn a_slow_body_is_waited_for_until_the_deadline() {
    let row = row!();
    let (bytes, pause) = (row.number("bytes"), Duration::from_millis(row.number("pause_ms").try_into().unwrap()));
    let wechat = FakeWeChat::new();
    let client = builder(&wechat).call_timeout(Duration::from_secs(5)).build().unwrap();
    client.token().unwrap();
    let started = wechat.clock().now();
    wechat.add_fault(row.fault().on(GROUPS_GET));
    assert_eq!(client.groups().list().unwrap().len(), 3);
    assert_eq!((endings(&wechat, GROUPS_GET), row.triggered(&wechat, 1).len()), (vec![Ending::Errcode(0)], 1));
    assert!(wechat.clock().now().since(started) >= pause, "the client waited for it");

    // A page of 10,000 openids is some 300,000 bytes: too slow, although bytes arrive all the time.
    let wechat = FakeWeChat::new().with_followers(10_000);
    let client = builder(&wechat).call_timeout(Duration::from_secs(5)).build().unwrap();
    assert!(pause * (300_000 / u32::try_from(bytes).unwrap()) > Duration::from_secs(5));
    client.token().unwrap();
    let started = wechat.clock().now();
    wechat.add_fault(row.fault().on(USER_GET));
    let error = refused(client.followers().next().unwrap(), USER_GET);
    assert_eq!(row.triggered(&wechat, 1).len(), 1);
    assert_eq!(wechat.clock().now().since(started), Duration::from_secs(5));
    assert!(error.may_have_been_done() && error.to_string().contains("within the time"), "{error}");
}
