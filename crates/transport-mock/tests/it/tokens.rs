//! Plain and stable tokens, and how every other endpoint checks them.

use std::net::IpAddr;
use std::time::Duration;

use serde_json::{Value, json};
use transport_mock::{ClientIp, FakeWeChat, Service, TokenMode};
use wechat_user_core::clock::Clock;
use wechat_user_core::http::Method;
use wechat_user_core::transport::Transport;

use crate::support::{HOST, code, json as parsed, request};

const SECRET: &str = Service::APP_SECRET;

fn send(wechat: &FakeWeChat, method: Method, path_and_query: &str, body: &str) -> Value {
    parsed(&wechat.send(request(method, &format!("{HOST}{path_and_query}"), body)).unwrap())
}

fn plain_with(wechat: &FakeWeChat, query: &str) -> Value {
    send(wechat, Method::GET, &format!("/cgi-bin/token?{query}"), "")
}

fn plain(wechat: &FakeWeChat) -> String {
    let id = wechat.app_id();
    let response = plain_with(wechat, &format!("grant_type=client_credential&appid={id}&secret={SECRET}"));
    assert_eq!(response["expires_in"], 7_200);
    response["access_token"].as_str().unwrap().to_owned()
}

fn stable_with(wechat: &FakeWeChat, body: &Value) -> Value {
    send(wechat, Method::POST, "/cgi-bin/stable_token", &body.to_string())
}

fn stable(wechat: &FakeWeChat, force: bool) -> (String, u64) {
    let body = json!({"grant_type": "client_credential", "appid": wechat.app_id().as_str(), "secret": SECRET, "force_refresh": force});
    let response = stable_with(wechat, &body);
    let token = response["access_token"].as_str().unwrap_or_else(|| panic!("{response}"));
    (token.to_owned(), response["expires_in"].as_u64().unwrap())
}

/// What a call with this token gets.
fn verdict(wechat: &FakeWeChat, token: &str) -> i64 {
    code(&send(wechat, Method::GET, &format!("/cgi-bin/groups/get?access_token={token}"), ""))
}

fn pass(wechat: &FakeWeChat, secs: u64) {
    wechat.clock().advance(Duration::from_secs(secs));
}

#[test]
fn a_plain_token_is_invalid_five_minutes_after_the_next_one() {
    let wechat = FakeWeChat::new();
    let first = plain(&wechat);
    pass(&wechat, 100);
    let second = plain(&wechat);
    assert_ne!(first, second, "each call gives a new one");
    assert_eq!((verdict(&wechat, &first), verdict(&wechat, &second)), (0, 0));
    pass(&wechat, 299);
    assert_eq!(verdict(&wechat, &first), 0);
    pass(&wechat, 1);
    assert_eq!((verdict(&wechat, &first), verdict(&wechat, &second)), (40001, 0));
    pass(&wechat, 6_899);
    assert_eq!(verdict(&wechat, &second), 0);
    pass(&wechat, 1);
    assert_eq!((verdict(&wechat, &first), verdict(&wechat, &second)), (42001, 42001));
}

#[test]
fn a_stable_token_stays_the_same_until_its_last_five_minutes() {
    let wechat = FakeWeChat::new();
    let (first, left) = stable(&wechat, false);
    assert_eq!(left, 7_200);
    pass(&wechat, 6_900);
    assert_eq!(stable(&wechat, false), (first.clone(), 300), "it counts down");
    pass(&wechat, 1);
    let (second, left) = stable(&wechat, false);
    assert_ne!(first, second);
    assert_eq!(left, 7_200);
    assert_eq!((verdict(&wechat, &first), verdict(&wechat, &second)), (0, 0), "both work for the rest");
    pass(&wechat, 299);
    assert_eq!((verdict(&wechat, &first), verdict(&wechat, &second)), (42001, 0));
    assert_eq!(wechat.token_requests(), 3);
}

#[test]
fn a_forced_refresh_invalidates_the_old_token_at_once() {
    let wechat = FakeWeChat::new();
    let (first, _) = stable(&wechat, false);
    let (second, _) = stable(&wechat, true);
    assert_eq!((verdict(&wechat, &first), verdict(&wechat, &second)), (40001, 0));
    pass(&wechat, 29);
    assert_eq!(stable(&wechat, true), (second.clone(), 7_171), "too early, nothing is refreshed");
    pass(&wechat, 1);
    let (third, _) = stable(&wechat, true);
    assert_ne!(third, second);
    assert_eq!(verdict(&wechat, &second), 40001);
}

#[test]
fn a_day_has_twenty_forced_refreshes() {
    let wechat = FakeWeChat::new();
    let force = |wechat: &FakeWeChat| {
        pass(wechat, 30);
        let body = json!({"grant_type": "client_credential", "appid": Service::APP_ID, "secret": SECRET, "force_refresh": true});
        stable_with(wechat, &body)
    };
    let tokens: Vec<Value> = (0..20).map(|_| force(&wechat)["access_token"].clone()).collect();
    assert!(tokens.iter().all(Value::is_string));
    assert_eq!(code(&force(&wechat)), 45009);
    assert_eq!(stable(&wechat, false).0, tokens[19], "the current one is still given out");

    wechat.clock().set(wechat.clock().now().next_midnight_in_china());
    assert!(force(&wechat)["access_token"].is_string(), "a new day, a new budget");

    let lenient = FakeWeChat::new().with_settings(|settings| settings.refuse_force_over_budget = false);
    let tokens: Vec<Value> = (0..20).map(|_| force(&lenient)["access_token"].clone()).collect();
    assert_eq!(force(&lenient)["access_token"], tokens[19]);
}

#[test]
fn plain_and_stable_tokens_are_independent() {
    let wechat = FakeWeChat::new();
    let (stable_token, _) = stable(&wechat, false);
    let plain_token = plain(&wechat);
    let (forced, _) = stable(&wechat, true);
    assert_eq!((verdict(&wechat, &stable_token), verdict(&wechat, &plain_token)), (40001, 0));
    plain(&wechat);
    pass(&wechat, 300);
    assert_eq!((verdict(&wechat, &plain_token), verdict(&wechat, &forced)), (40001, 0));
}

#[test]
fn another_process_can_replace_and_time_can_end_a_token() {
    let wechat = FakeWeChat::new();
    let (token, _) = stable(&wechat, false);
    let plain_token = plain(&wechat);
    wechat.replace_token();
    assert_eq!((verdict(&wechat, &token), verdict(&wechat, &plain_token)), (40001, 40001));
    let (adopted, left) = stable(&wechat, false);
    assert!(adopted != token && left == 7_200);
    assert_eq!(verdict(&wechat, &adopted), 0);
    wechat.expire_token();
    assert_eq!((verdict(&wechat, &adopted), verdict(&wechat, &token)), (42001, 42001));
    assert_eq!(verdict(&wechat, &stable(&wechat, false).0), 0);
    let (issued, text) = wechat.issue_token(TokenMode::Plain);
    assert_eq!((verdict(&wechat, text.expose()), issued.to_string()), (0, "plain#3".to_owned()));
}

#[test]
fn a_foreign_and_a_malformed_token_get_different_codes() {
    let wechat = FakeWeChat::new();
    let foreign = FakeWeChat::new().with_account("wxfedcba9876543210", SECRET).stable_token();
    assert_eq!(verdict(&wechat, foreign.expose()), 40001);
    assert_eq!(verdict(&wechat, "ACCESS_TOKEN"), 40014);
    assert_eq!(verdict(&wechat, &foreign.expose()[..90]), 40014);
    assert_eq!(verdict(&wechat, ""), 41001);
    assert_eq!(code(&send(&wechat, Method::GET, "/cgi-bin/groups/get", "")), 41001);
}

#[test]
fn a_short_life_is_a_setting() {
    let wechat = FakeWeChat::new().with_settings(|settings| settings.token_lifetime = Duration::from_secs(600));
    let (token, left) = stable(&wechat, false);
    assert_eq!(left, 600);
    pass(&wechat, 600);
    assert_eq!(verdict(&wechat, &token), 42001);
}

#[test]
fn cloud_hosting_needs_no_token_and_no_https() {
    let wechat = FakeWeChat::new().without_tokens();
    let response = wechat.send(request(Method::GET, "http://api.weixin.qq.com/cgi-bin/groups/get", "")).unwrap();
    assert_eq!(code(&parsed(&response)), 0);
}

#[test]
fn wrong_credentials_get_different_codes() {
    let wechat = FakeWeChat::new();
    let id = Service::APP_ID;
    let other = "fedcba9876543210fedcba9876543210";
    let cases = [
        ("", id, SECRET, 40002),
        ("authorization_code", id, SECRET, 40002),
        ("client_credential", "", SECRET, 41002),
        ("client_credential", "wxfedcba9876543210", SECRET, 40013),
        ("client_credential", id, "", 41004),
        ("client_credential", id, "short", 40125),
        ("client_credential", id, other, 40125),
        ("client_credential", id, SECRET, 0),
    ];
    for (grant_type, app_id, secret, expected) in cases {
        let query = format!("grant_type={grant_type}&appid={app_id}&secret={secret}");
        assert_eq!(code(&plain_with(&wechat, &query)), expected, "{query}");
        let body = json!({"grant_type": grant_type, "appid": app_id, "secret": secret});
        assert_eq!(code(&stable_with(&wechat, &body)), expected, "{body}");
    }
    assert_eq!(code(&plain_with(&wechat, "")), 40002);
    assert_eq!(code(&stable_with(&wechat, &json!({}))), 40002);
    assert_eq!(code(&stable_with(&wechat, &json!({"grant_type": "client_credential", "appid": 7}))), 41002);
    assert_eq!(code(&send(&wechat, Method::POST, "/cgi-bin/stable_token", "")), 44002);
    assert_eq!(code(&send(&wechat, Method::POST, "/cgi-bin/stable_token", "{")), 47001);
    assert_eq!(code(&send(&wechat, Method::GET, "/cgi-bin/stable_token", "")), 43002);
    assert_eq!(code(&send(&wechat, Method::POST, "/cgi-bin/token", "{}")), 43001);

    let old = FakeWeChat::new().with_settings(|settings| settings.wrong_secret = 40001);
    let response = plain_with(&old, &format!("grant_type=client_credential&appid={id}&secret={other}"));
    assert_eq!(code(&response), 40001);
    let text = response["errmsg"].as_str().unwrap();
    assert!(text.starts_with("invalid credential, access_token is invalid or not latest hint: ["), "{text}");
}

#[test]
fn an_address_outside_the_whitelist_gets_no_token_and_is_named() {
    let office: IpAddr = "198.51.100.7".parse().unwrap();
    let wechat = FakeWeChat::new().with_settings(|settings| settings.ip_whitelist = Some(vec![office]));
    let url = format!("{HOST}/cgi-bin/token?grant_type=client_credential&appid={}&secret={SECRET}", Service::APP_ID);
    let from = |ip: IpAddr| {
        let mut request = request(Method::GET, &url, "");
        request.extensions_mut().insert(ClientIp(ip));
        parsed(&wechat.send(request).unwrap())
    };
    assert!(from(office)["access_token"].is_string());
    let refused = from("192.0.2.15".parse().unwrap());
    assert_eq!(code(&refused), 40164);
    let text = refused["errmsg"].as_str().unwrap();
    assert!(text.starts_with("invalid ip 192.0.2.15 ipv6 ::ffff:192.0.2.15, not in whitelist rid: "), "{text}");
    let refused = from("2001:db8::1".parse().unwrap());
    assert!(
        refused["errmsg"].as_str().unwrap().starts_with("invalid ip 2001:db8::1 ipv6 2001:db8::1, not in whitelist")
    );
    let token = wechat.stable_token();
    assert_eq!(verdict(&wechat, token.expose()), 0, "the list is for fetching tokens");
}
