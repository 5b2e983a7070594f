//! What is checked before what, and what a refusal looks like.

use serde_json::json;
use transport_mock::{FakeWeChat, Fault, Service};
use wechat_user_core::Timestamp;
use wechat_user_core::http::header::CONTENT_TYPE;
use wechat_user_core::http::{Method, StatusCode};
use wechat_user_core::transport::Transport;

use crate::support::{Desk, HOST, code, json as parsed, request};

const CREATE: &str = "/cgi-bin/groups/create";

/// Takes one mistake after the other away and sees the next one come to light.
#[test]
fn mistakes_are_reported_in_the_services_order() {
    let desk = Desk::new(FakeWeChat::new().with_settings(|settings| settings.verified = false));
    let wechat = &desk.wechat;
    wechat.limit_per_day(CREATE, 0);
    let bad = |method: Method, url: &str, body: &str| code(&parsed(&wechat.send(request(method, url, body)).unwrap()));
    assert_eq!(bad(Method::GET, "http://api.weixin.qq.com/cgi-bin/groups/create", ""), 43003);
    assert_eq!(bad(Method::GET, &format!("{HOST}{CREATE}"), ""), 43002);
    assert_eq!(bad(Method::POST, &format!("{HOST}{CREATE}"), ""), 41001);
    assert_eq!(bad(Method::POST, &format!("{HOST}{CREATE}?access_token=x"), ""), 40014);
    assert_eq!(bad(Method::POST, &desk.url(CREATE), ""), 48001);
    wechat.with_service(|service| service.settings_mut().verified = true);
    assert_eq!(bad(Method::POST, &desk.url(CREATE), ""), 45009);
    wechat.limit_per_day(CREATE, 100);
    wechat.add_fault(Fault::errcode(-1).on(CREATE));
    assert_eq!(bad(Method::POST, &desk.url(CREATE), ""), -1);
    assert_eq!(bad(Method::POST, &desk.url(CREATE), ""), 44002);
    assert_eq!(bad(Method::POST, &desk.url(CREATE), "{\"group\""), 47001);
    assert_eq!(bad(Method::POST, &desk.url(CREATE), "{\"group\":{\"name\":\"\u{1}\"}}"), 47001, "a raw control byte");
    assert_eq!(bad(Method::POST, &desk.url(CREATE), r#"{"group":{"name":""}}"#), 40051);
    assert_eq!(bad(Method::POST, &desk.url(CREATE), r#"{"group":{"name":"x"},"extra":0}"#), 0);
}

#[test]
fn every_route_refuses_the_other_verb_and_a_missing_token() {
    for route in Service::routes() {
        let wechat = FakeWeChat::new();
        let url = format!("{HOST}{}", route.path());
        let send = |method: Method, body: &str| code(&parsed(&wechat.send(request(method, &url, body)).unwrap()));
        let other = if route.verb() == Method::GET { Method::POST } else { Method::GET };
        let refused = send(other, "");
        assert!([43001, 43002, 47001].contains(&refused), "{} {refused}", route.path());
        let refused = send(route.verb().clone(), "{}");
        assert!([41001, 40002, 41002].contains(&refused), "{} {refused}", route.path());
    }
    assert!(!Service::routes().is_empty());
}

#[test]
fn a_refusal_carries_hint_and_rid_and_the_time() {
    let desk = Desk::with_followers(0);
    desk.wechat.clock().set(Timestamp::from_unix_secs(0x658c_e562));
    let response = desk.try_post("/cgi-bin/groups/getid", json!({"openid": "x"})).unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[CONTENT_TYPE], "application/json; encoding=utf-8");
    let text = String::from_utf8_lossy(response.body()).into_owned();
    let rest = text.strip_prefix(r#"{"errcode":40003,"errmsg":"invalid openid hint: ["#).unwrap();
    let (hint, rid) = rest.split_once("] rid: ").unwrap();
    assert_eq!(hint.len(), 16);
    let blocks: Vec<&str> = rid.strip_suffix("\"}").unwrap().split('-').collect();
    assert_eq!(blocks[0], "658ce562");
    assert!(blocks.len() == 3 && blocks.iter().all(|block| block.len() == 8 && u32::from_str_radix(block, 16).is_ok()));
    let again = desk.try_post("/cgi-bin/groups/getid", json!({"openid": "x"})).unwrap();
    assert_ne!(response.body(), again.body(), "each call has its own");
}

#[test]
fn some_codes_carry_the_rid_only() {
    let desk = Desk::with_followers(0);
    let token = desk.url("/cgi-bin/groups/get");
    desk.wechat.expire_token();
    let response = desk.wechat.send(request(Method::GET, &token, "")).unwrap();
    assert!(response.body().starts_with(br#"{"errcode":42001,"errmsg":"access_token expired rid: "#));
}

#[test]
fn a_wrong_path_is_refused_and_noted() {
    let wechat = FakeWeChat::new();
    for path in ["/cgi-bin/groups/list", "/", "/cgi-bin/groups/get/"] {
        let response = wechat.send(request(Method::GET, &format!("{HOST}{path}"), "")).unwrap();
        assert_eq!(code(&parsed(&response)), 40066);
    }
    let journal = wechat.journal();
    assert!(journal.iter().all(|entry| entry.unknown));
    assert!(journal[0].to_string().ends_with("GET /cgi-bin/groups/list - 40066 (no such endpoint)"), "{}", journal[0]);
    assert_eq!(wechat.calls_to("/cgi-bin/groups/list"), 1);
}

#[test]
fn quotas_turn_over_with_the_minute_and_the_day() {
    let desk = Desk::with_followers(0);
    let get = || code(&desk.get("/cgi-bin/groups/get"));
    desk.wechat.limit_per_minute("/cgi-bin/groups/get", 2);
    desk.wechat.limit_per_day("/cgi-bin/groups/get", 3);
    assert_eq!([get(), get(), get()], [0, 0, 45011]);
    desk.wechat.clock().advance(std::time::Duration::from_secs(60));
    assert_eq!([get(), get()], [0, 45009]);
    assert_eq!(desk.code("/cgi-bin/groups/getid", json!({"openid": "x"})), 40003, "each path has its own");
    desk.wechat.clock().set(transport_mock::TestClock::START.next_midnight_in_china());
    assert_eq!([get(), get(), get()], [0, 0, 45011]);
}

#[test]
fn an_unverified_account_has_no_user_management_but_the_calls_that_are_open_to_all() {
    let desk = Desk::new(FakeWeChat::new().with_settings(|settings| settings.verified = false));
    let allowed = |path: &str| {
        let of_all = ["/cgi-bin/openapi/", "/cgi-bin/clear_quota", "/cgi-bin/ticket/", "/cgi-bin/callback/", "/sns/"];
        let single =
            ["/cgi-bin/getcallbackip", "/cgi-bin/get_api_domain_ip", "/cgi-bin/token", "/cgi-bin/stable_token"];
        of_all.iter().any(|prefix| path.starts_with(prefix)) || single.contains(&path)
    };
    for route in Service::routes() {
        let body = if route.verb() == Method::GET { "" } else { "{}" };
        let response = desk.wechat.send(request(route.verb().clone(), &desk.url(route.path()), body)).unwrap();
        assert_eq!(code(&parsed(&response)) == 48001, !allowed(route.path()), "{}", route.path());
    }
}
