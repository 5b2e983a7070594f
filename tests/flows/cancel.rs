//! Cancelling from another thread.

use std::ops::ControlFlow;
use std::thread;

use transport_mock::FakeWeChat;
use wechat_user::machine::Pages;
use wechat_user::users::GetFollowers;
use wechat_user::{Cancel, Ended, ErrorKind};

use crate::{GROUPS_GET, STABLE_TOKEN, client};

#[test]
fn a_cancel_wakes_every_call_that_waits_for_a_token() {
    let wechat = FakeWeChat::new();
    let client = client(&wechat);
    let cancel = Cancel::new();
    let gate = wechat.hold(STABLE_TOKEN);
    thread::scope(|scope| {
        let fetches = scope.spawn(|| client.groups().list());
        gate.until_arrived(1);
        let waits = scope.spawn(|| client.cancellable(&cancel).groups().list());
        wechat.clock().until_waiting(1);
        cancel.cancel();
        assert!(matches!(waits.join().unwrap().unwrap_err().kind(), ErrorKind::Cancelled));
        gate.open();
        assert_eq!(fetches.join().unwrap().unwrap().len(), 3, "the other call continues");
    });
}

#[test]
fn a_cancelled_client_sends_nothing() {
    let wechat = FakeWeChat::new().with_followers(5);
    let cancel = Cancel::new();
    let client = client(&wechat).cancellable(&cancel);
    cancel.cancel();
    let error = client.groups().list().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Cancelled));
    assert_eq!(error.path(), GROUPS_GET);
    assert!(matches!(client.followers().next().unwrap().unwrap_err().kind(), ErrorKind::Cancelled));
    let mut pages = client.pages(GetFollowers::new());
    assert!(pages.next().is_none());
    assert_eq!(pages.ended(), Some(Ended::Cancelled), "a cancelled walk does not look complete");
    let all = Pages::new(GetFollowers::new());
    let ended = client.drive_parallel(4, all, |_| -> ControlFlow<()> { panic!("nothing is yielded") });
    assert_eq!(ended, Ended::Cancelled);
    assert_eq!(wechat.calls(), 0);
}

#[test]
fn a_client_with_two_cancels_ends_with_either() {
    for second in [false, true] {
        let wechat = FakeWeChat::new();
        let (one, other) = (Cancel::new(), Cancel::new());
        let client = client(&wechat).cancellable(&one).cancellable(&other);
        client.groups().list().unwrap();
        if second {
            other.cancel()
        } else {
            one.cancel()
        }
        assert!(matches!(client.groups().list().unwrap_err().kind(), ErrorKind::Cancelled));
    }
}
