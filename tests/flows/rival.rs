//! Another process that fetches plain tokens for the same account is named.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use transport_mock::{FakeWeChat, Fault};
use wechat_user::{Event, TokenMode};

use crate::{GROUPS_GET, TOKEN, builder};

#[test]
fn a_rival_in_plain_mode_is_named_in_the_report_and_in_the_error() {
    let wechat = FakeWeChat::new();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let reports = Arc::clone(&seen);
    let observer = move |event: &Event| {
        if event.report.token_request {
            reports.lock().unwrap().push(event.report.rival_suspected);
        }
    };
    let client = builder(&wechat).token_mode(TokenMode::Plain).observer(observer).build().unwrap();
    client.groups().list().unwrap();
    for _ in 0..4 {
        wechat.clock().advance(Duration::from_secs(300));
        wechat.expire_token();
        client.groups().list().unwrap();
    }
    assert_eq!(*seen.lock().unwrap(), [false, false, false, true, true], "the third early rejection is no accident");

    wechat.add_fault(Fault::errcode(40_001).on(GROUPS_GET).times(9));
    let error = client.groups().list().unwrap_err();
    assert!(error.rival_suspected(), "{error:?}");
    assert!(error.to_string().contains("another process seems to fetch tokens for this account"), "{error}");
    assert!(wechat.calls_to(TOKEN) >= 5);
}

#[test]
fn stable_tokens_and_a_single_replacement_name_no_rival() {
    for (mode, replacements) in [(TokenMode::Stable, 5), (TokenMode::Plain, 1)] {
        let wechat = FakeWeChat::new();
        let client = builder(&wechat).token_mode(mode).build().unwrap();
        for _ in 0..replacements {
            client.groups().list().unwrap();
            wechat.expire_token();
        }
        client.groups().list().unwrap();
        wechat.add_fault(Fault::errcode(40_001).on(GROUPS_GET).times(9));
        let error = client.groups().list().unwrap_err();
        assert!(!error.rival_suspected(), "{mode:?} {error}");
    }
}
