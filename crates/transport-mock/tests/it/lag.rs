//! Faults of a service with many machines: reads that are behind, changes that get into each other's way, tokens
//! refused for nothing.

use std::thread;

use serde_json::{Value, json};
use transport_mock::{FakeWeChat, Fault};
use wechat_user_core::TagId;
use wechat_user_core::http::Method;
use wechat_user_core::transport::Transport;

use crate::support::{Desk, code, request};

const CREATE: &str = "/cgi-bin/tags/create";
const TAG: &str = "/cgi-bin/tags/members/batchtagging";
const MEMBERS: &str = "/cgi-bin/user/tag/get";
const GROUPS: &str = "/cgi-bin/groups/get";

#[test]
fn a_new_tag_is_unknown_for_a_while() {
    let desk = Desk::with_followers(3);
    desk.wechat.add_fault(Fault::hide_new_tag(2));
    let tag = &desk.post(CREATE, json!({"tag": {"name": "x"}}))["tag"]["id"];
    let add = || desk.code(TAG, json!({"openid_list": [desk.openid(0)], "tagid": tag}));
    assert_eq!([add(), add(), add(), add()], [45159, 45159, 0, 0]);
    assert_eq!(desk.wechat.journal()[0].faults, ["hide_new_tag"]);
    let other = &desk.post(CREATE, json!({"tag": {"name": "y"}}))["tag"]["id"];
    assert_eq!(desk.code(MEMBERS, json!({"tagid": other})), 0, "once");
}

#[test]
fn new_members_are_missing_for_a_while() {
    let desk = Desk::with_followers(9);
    desk.wechat.tag(&desk.wechat.openid(5), TagId::new(2));
    desk.wechat.add_fault(Fault::delay_members(2));
    let body = json!({"openid_list": [desk.openid(1), desk.openid(7)], "tagid": 2});
    assert_eq!(desk.code(TAG, &body), 0);
    assert_eq!(desk.wechat.members_of_tag(TagId::new(2)).len(), 3, "it was done");
    let count = || desk.post(MEMBERS, json!({"tagid": 2}))["count"].clone();
    assert_eq!([count(), count(), count(), count()], [1, 1, 3, 3].map(Value::from));
}

#[test]
fn concurrent_changes_of_one_user_are_refused() {
    for expected in [45169, 45159] {
        let desk = Desk::with_followers(9);
        desk.wechat.add_fault(Fault::concurrent_change(expected).on(TAG));
        let gate = desk.wechat.hold(TAG);
        let call = |numbers: &[u64]| {
            let openids: Vec<String> = numbers.iter().map(|number| desk.openid(*number)).collect();
            let body = json!({"openid_list": openids, "tagid": 2}).to_string();
            request(Method::POST, &desk.url(TAG), &body)
        };
        thread::scope(|scope| {
            let calls: Vec<_> = [call(&[1, 2]), call(&[2, 3]), call(&[4])]
                .into_iter()
                .enumerate()
                .map(|(number, request)| {
                    let wechat = desk.wechat.clone();
                    let call = scope.spawn(move || wechat.send(request).unwrap());
                    gate.until_arrived(number + 1);
                    call
                })
                .collect();
            gate.open();
            let codes: Vec<i64> =
                calls.into_iter().map(|call| code(&crate::support::json(&call.join().unwrap()))).collect();
            assert_eq!(codes, [0, expected, 0]);
        });
        assert_eq!(desk.code(TAG, json!({"openid_list": [desk.openid(2)], "tagid": 2})), 0, "one after the other");
        assert_eq!(desk.wechat.journal()[1].faults, ["concurrent_change"]);
    }
}

#[test]
fn a_good_token_is_refused() {
    let desk = Desk::new(FakeWeChat::new());
    for expected in [40001, 42001, 40014] {
        desk.wechat.add_fault(Fault::reject_token(expected).on(GROUPS));
        let before = desk.wechat.stable_token();
        assert_eq!(code(&desk.get(GROUPS)), expected);
        assert_eq!(desk.wechat.stable_token().expose(), before.expose(), "asking again brings the same one");
        assert_eq!(code(&desk.get(GROUPS)), 0);
    }
}

#[test]
fn a_quota_is_used_up_until_midnight() {
    let desk = Desk::new(FakeWeChat::new());
    desk.wechat.add_fault(Fault::exhaust_quota().on(GROUPS).after(1));
    let codes = [(); 4].map(|()| code(&desk.get(GROUPS)));
    assert_eq!(codes, [0, 45009, 45009, 45009]);
    desk.wechat.clock().set(transport_mock::TestClock::START.next_midnight_in_china());
    assert_eq!(code(&desk.get(GROUPS)), 0);
    desk.wechat.limit_per_day(GROUPS, 10);
    desk.wechat.add_fault(Fault::exhaust_quota().on(GROUPS));
    assert_eq!(code(&desk.get(GROUPS)), 45009);
    let quota = desk.post("/cgi-bin/openapi/quota/get", json!({"cgi_path": GROUPS}));
    assert_eq!(quota["quota"], json!({"daily_limit": 10, "used": 10, "remain": 0}));
    desk.post("/cgi-bin/openapi/quota/clear", json!({"cgi_path": GROUPS}));
    assert_eq!(code(&desk.get(GROUPS)), 0);
}

#[test]
fn some_of_a_batch_fail_for_now() {
    let desk = Desk::with_followers(9);
    desk.wechat.add_fault(Fault::fail_some(2));
    desk.wechat.add_fault(Fault::fail_some(99));
    let openids: Vec<String> = [5, 1, 7].map(|number| desk.openid(number)).into();
    let tag = |openids: &[String]| desk.post(TAG, json!({"openid_list": openids, "tagid": 2}));
    let response = tag(&openids);
    assert_eq!((code(&response), &response["fail_openid_list"]), (45171, &json!(openids[1..])));
    assert_eq!(desk.wechat.members_of_tag(TagId::new(2)), [desk.wechat.openid(5)]);
    let response = tag(&openids[1..]);
    assert_eq!((code(&response), &response["fail_openid_list"]), (45171, &json!(openids[1..])), "all of them");
    assert_eq!(code(&tag(&openids[1..])), 0);
    assert_eq!(desk.wechat.members_of_tag(TagId::new(2)).len(), 3);

    desk.wechat.add_fault(Fault::fail_some(1));
    let response = tag(&[desk.openid(9), desk.openid(2), desk.openid(3)]);
    assert_eq!(
        response["fail_openid_list"],
        json!([desk.openid(9), desk.openid(3)]),
        "including users who do not follow"
    );
    desk.wechat.add_fault(Fault::fail_some(1));
    assert_eq!(desk.code(TAG, json!({"openid_list": openids, "tagid": 7})), 45159, "nothing was done at all");
}
