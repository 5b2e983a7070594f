//! Faults of bodies: cut, slow, dirty.

use std::time::Duration;

use serde_json::{Value, json};
use transport_mock::{Dirt, Ending, FakeWeChat, Fault, TestClock};
use wechat_user_core::clock::Clock;
use wechat_user_core::http::Method;
use wechat_user_core::transport::{Delivery, TimeLeft, Transport};

use crate::support::{Desk, code, request};

const CREATE: &str = "/cgi-bin/groups/create";
const LIST: &str = "/cgi-bin/user/get";
const INFO: &str = "/cgi-bin/user/info";

#[test]
fn a_call_whose_response_is_cut_was_processed() {
    let desk = Desk::with_followers(0);
    desk.wechat.add_fault(Fault::cut_body(5).on(CREATE));
    let error = desk.try_post(CREATE, json!({"group": {"name": "x"}})).unwrap_err();
    assert_eq!(error.delivery(), Delivery::Unknown);
    assert_eq!(desk.wechat.groups().len(), 4);
    let entry = desk.wechat.journal().remove(0);
    assert_eq!((entry.ending, entry.faults), (Ending::ResponseCut, vec!["cut_body"]));
}

#[test]
fn a_slow_response_arrives_or_exceeds_the_time_left() {
    let desk = Desk::with_followers(10);
    let drip = Fault::drip(100, Duration::from_secs(2));
    desk.wechat.add_fault(drip.clone().times(2));
    let length = u64::try_from(desk.try_get(LIST).unwrap().body().len()).unwrap();
    let taken = desk.wechat.clock().now().since(TestClock::START);
    assert_eq!(taken, Duration::from_secs(2 * length.div_ceil(100)));
    assert_eq!(desk.wechat.journal()[0].to_string(), "1 1767225600000 GET /cgi-bin/user/get stable#1 0 [drip]");

    let mut request = request(Method::GET, &desk.url(LIST), "");
    request.extensions_mut().insert(TimeLeft(Duration::from_secs(3)));
    assert!(desk.wechat.send(request).is_err());
    assert_eq!(desk.wechat.clock().now().since(TestClock::START), taken + Duration::from_secs(3));
}

fn dirty(desk: &Desk, dirt: Dirt, path: &str) -> Vec<u8> {
    desk.wechat.add_fault(Fault::dirty(dirt));
    let response = desk.try_get(path).unwrap().into_body();
    assert_eq!(desk.wechat.journal().last().unwrap().faults, ["dirty"], "{dirt:?}");
    assert_ne!(response, desk.try_get(path).unwrap().into_body(), "{dirt:?} applies once");
    response
}

#[test]
fn a_profile_can_be_unreadable_in_three_ways() {
    let desk = Desk::with_followers(10);
    let path = format!("{INFO}?openid={}", desk.openid(1));
    for dirt in [Dirt::ControlCharacter, Dirt::BadUtf8, Dirt::StrayBackslash] {
        let response = dirty(&desk, dirt, &path);
        assert!(serde_json::from_slice::<Value>(&response).is_err(), "{dirt:?}");
        assert_eq!(std::str::from_utf8(&response).is_err(), dirt == Dirt::BadUtf8);
    }
}

#[test]
fn a_profile_can_lack_the_fields_removed_in_2021() {
    let desk = Desk::with_followers(10);
    let response: Value =
        serde_json::from_slice(&dirty(&desk, Dirt::MissingProfile, &format!("{INFO}?openid={}", desk.openid(1))))
            .unwrap();
    assert!(
        response.get("nickname").is_none() && response.get("headimgurl").is_none() && response["openid"].is_string()
    );
}

#[test]
fn a_page_can_be_wrong_about_itself() {
    let desk = Desk::with_followers(9);
    desk.wechat.with_service(|service| service.settings_mut().page_size = 4);
    let path = format!("{LIST}?next_openid={}", desk.openid(3));
    let page = |dirt| serde_json::from_slice::<Value>(&dirty(&desk, dirt, &path)).unwrap();
    assert_eq!(page(Dirt::RepeatedCursor)["next_openid"], desk.openid(3));
    assert_eq!(page(Dirt::EmptyCursor)["next_openid"], "");
    assert_eq!(page(Dirt::BlankCursor)["next_openid"], " ");
    assert_eq!(page(Dirt::TotalOff(1))["total"], 10);
    assert_eq!(page(Dirt::MissingData), json!({"total": 9, "count": 4, "next_openid": desk.openid(7)}));
    assert!(dirty(&desk, Dirt::ReversedKeys, &path).starts_with(br#"{"next_openid":"#));
    assert!(dirty(&desk, Dirt::ByteOrderMark, &path).starts_with(b"\xef\xbb\xbf{"));
    assert_eq!(dirty(&desk, Dirt::Truncated(9), &path), br#"{"total":"#);
}

#[test]
fn the_cursor_of_a_post_is_repeated_too() {
    let desk = Desk::with_followers(9);
    desk.wechat.with_service(|service| service.settings_mut().blacklist_page_size = 2);
    (0..9).for_each(|number| assert!(desk.wechat.block(&desk.wechat.openid(number))));
    desk.wechat.add_fault(Fault::dirty(Dirt::RepeatedCursor));
    let page = desk.post("/cgi-bin/tags/members/getblacklist", json!({"begin_openid": desk.openid(3)}));
    assert_eq!(page["next_openid"], desk.openid(3));
}

#[test]
fn an_errcode_can_be_a_text_and_dirt_waits_for_its_place() {
    let desk = Desk::with_followers(1);
    desk.wechat.add_fault(Fault::dirty(Dirt::ErrcodeAsText));
    assert_eq!(code(&desk.get(LIST)), 0);
    let refused = desk.post("/cgi-bin/groups/getid", json!({"openid": "x"}));
    assert_eq!(refused["errcode"], "40003");
    assert_eq!(desk.code("/cgi-bin/groups/getid", json!({"openid": "x"})), 40003);
}

/// An HTTP client sends `Transfer-Encoding: chunked` when it does not know the length of the body.
#[test]
fn a_body_without_a_content_length_gets_412() {
    let desk = Desk::new(FakeWeChat::new());
    let mut request = request(Method::POST, &desk.url("/cgi-bin/tags/create"), r#"{"tag":{"name":"c"}}"#);
    request.headers_mut().insert("transfer-encoding", "chunked".parse().unwrap());
    assert_eq!(desk.wechat.send(request).unwrap().status(), 412);
    assert_eq!(desk.wechat.tags().len(), 1, "only the built-in tag");
    assert_eq!(desk.wechat.transcript().last().unwrap(), "POST /cgi-bin/tags/create HTTP 412");
}
