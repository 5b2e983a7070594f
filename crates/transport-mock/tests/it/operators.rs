//! Quotas, rids, addresses: what operators ask.

use std::time::Duration;

use serde_json::{Value, json};
use transport_mock::{FakeWeChat, Fault, Service};
use wechat_user_core::http::Method;
use wechat_user_core::transport::Transport;

use crate::support::{Desk, HOST, code, json as parsed, ok, request};

const QUOTA: &str = "/cgi-bin/openapi/quota/get";
const CLEAR: &str = "/cgi-bin/openapi/quota/clear";
const CLEAR_ALL: &str = "/cgi-bin/clear_quota";
const RID: &str = "/cgi-bin/openapi/rid/get";
const GROUPS: &str = "/cgi-bin/groups/get";

fn of(path: &str) -> Value {
    json!({"cgi_path": path})
}

#[test]
fn a_quota_is_shown_and_set_back() {
    let desk = Desk::with_followers(0);
    assert_eq!(desk.post(QUOTA, of(GROUPS))["quota"], json!({"daily_limit": 0, "used": 0, "remain": 0}));
    desk.wechat.limit_per_day(GROUPS, 2);
    desk.wechat.limit_per_minute(GROUPS, 100);
    let codes = [(); 3].map(|()| code(&desk.get(GROUPS)));
    assert_eq!(codes, [0, 0, 45009]);
    let expected = json!({"errcode": 0, "errmsg": "ok", "quota": {"daily_limit": 2, "used": 2, "remain": 0},
        "rate_limit": {"call_count": 100, "refresh_second": 60}});
    assert_eq!(desk.post(QUOTA, of(GROUPS)), expected);
    assert_eq!(desk.post(CLEAR, of(GROUPS)), ok());
    assert_eq!(code(&desk.get(GROUPS)), 0);
    assert_eq!(desk.post(QUOTA, of(GROUPS))["quota"], json!({"daily_limit": 2, "used": 1, "remain": 1}));
    desk.wechat.clock().advance(Duration::from_secs(86_400));
    assert_eq!(desk.post(QUOTA, of(GROUPS))["quota"]["used"], 0, "a new day");
    for path in [QUOTA, CLEAR] {
        assert_eq!(desk.code(path, of("/cgi-bin/nothing")), 76021);
        assert_eq!(desk.code(path, of("https://api.weixin.qq.com/cgi-bin/groups/get")), 76021);
        assert_eq!(desk.code(path, of("/sns/userinfo")), 76022);
        assert_eq!(desk.code(path, json!({})), 76021);
    }
    desk.wechat.with_service(|service| service.settings_mut().bad_cgi_path = 76003);
    assert_eq!(desk.code(QUOTA, of("x")), 76003);
}

#[test]
fn all_quotas_are_set_back_ten_times_a_month() {
    let desk = Desk::with_followers(0);
    desk.wechat.limit_per_day(GROUPS, 1);
    let spend = || code(&desk.get(GROUPS));
    assert_eq!([spend(), spend()], [0, 45009]);
    assert_eq!(desk.code(CLEAR_ALL, json!({"appid": "wxfedcba9876543210"})), 40013);
    assert_eq!(desk.code(CLEAR_ALL, json!({})), 41002);
    assert_eq!(desk.post(CLEAR_ALL, json!({"appid": Service::APP_ID})), ok());
    assert_eq!([spend(), spend()], [0, 45009]);

    let by_secret = |query: &str, body: &str| {
        let url = format!("{HOST}{CLEAR_ALL}/v2{query}");
        code(&parsed(&desk.wechat.send(request(Method::POST, &url, body)).unwrap()))
    };
    let body = json!({"appid": Service::APP_ID, "appsecret": Service::APP_SECRET}).to_string();
    let query = format!("?appid={}&appsecret={}", Service::APP_ID, Service::APP_SECRET);
    assert_eq!(by_secret("", ""), 41002);
    assert_eq!(by_secret("?appid=x", ""), 40013);
    assert_eq!(by_secret(&format!("?appid={}", Service::APP_ID), ""), 41004);
    assert_eq!(by_secret(&format!("?appid={}&appsecret=x", Service::APP_ID), ""), 40125);
    for round in 0..9 {
        assert_eq!(if round % 2 == 0 { by_secret("", &body) } else { by_secret(&query, "") }, 0, "{round}");
    }
    assert_eq!([spend(), spend()], [0, 45009]);
    assert_eq!((by_secret("", &body), desk.code(CLEAR_ALL, json!({"appid": Service::APP_ID}))), (48006, 48006));
    desk.wechat.clock().advance(Duration::from_secs(31 * 86_400));
    assert_eq!(by_secret("", &body), 0, "a new month");
}

#[test]
fn the_token_quota_is_set_back_without_a_token() {
    let wechat = FakeWeChat::new();
    wechat.limit_per_day("/cgi-bin/stable_token", 0);
    let credentials =
        json!({"grant_type": "client_credential", "appid": Service::APP_ID, "secret": Service::APP_SECRET});
    let post = |path: &str, body: String| {
        code(&parsed(&wechat.send(request(Method::POST, &format!("{HOST}{path}"), &body)).unwrap()))
    };
    assert_eq!(post("/cgi-bin/stable_token", credentials.to_string()), 45009);
    wechat.limit_per_day("/cgi-bin/stable_token", 1);
    assert_eq!(post("/cgi-bin/stable_token", credentials.to_string()), 0);
    assert_eq!(post("/cgi-bin/stable_token", credentials.to_string()), 45009);
    let body = json!({"appid": Service::APP_ID, "appsecret": Service::APP_SECRET}).to_string();
    assert_eq!(post("/cgi-bin/clear_quota/v2", body), 0);
    assert_eq!(post("/cgi-bin/stable_token", credentials.to_string()), 0);
}

fn rid_of(response: &Value) -> &str {
    response["errmsg"].as_str().unwrap().split_once("rid: ").unwrap().1
}

#[test]
fn a_rid_returns_the_response_of_its_call() {
    let desk = Desk::with_followers(0);
    desk.wechat.add_fault(Fault::errcode(45009).on(GROUPS));
    let refused = desk.get(GROUPS);
    let rid = rid_of(&refused).to_owned();
    desk.wechat.clock().advance(Duration::from_secs(60));
    let found = desk.post(RID, json!({"rid": rid}));
    assert_eq!((code(&found), &found["request"]["invoke_time"]), (0, &json!(1_767_225_600)));
    let body: Value = serde_json::from_str(found["request"]["response_body"].as_str().unwrap()).unwrap();
    assert_eq!(body, refused, "the very response that was given");
    assert_eq!(found["request"]["client_ip"], "192.xx.2.1");
    assert!(!found.to_string().contains(desk.wechat.stable_token().expose()));

    for bad in ["", "x", "61725984-6126f6f9", "61725984-6126f6f9-040f19c4-00000000", "61725984-6126f6f9-40f19c4"] {
        assert_eq!(desk.code(RID, json!({"rid": bad})), 76002, "{bad}");
    }
    assert_eq!(desk.code(RID, json!({"rid": format!("{}-00000000-00000000", &rid[..8])})), 76001);
    assert_eq!(desk.code(RID, json!({"rid": format!("{:08x}{}", 1_767_225_601, &rid[8..])})), 76001, "another second");
    desk.wechat.clock().advance(Duration::from_secs(7 * 86_400));
    assert_eq!(desk.code(RID, json!({"rid": rid})), 76004);
}

#[test]
fn a_rid_of_a_web_authorization_too() {
    let desk = Desk::with_followers(0);
    let refused = parsed(&desk.wechat.send(request(Method::GET, &format!("{HOST}/sns/auth"), "")).unwrap());
    let found = desk.post(RID, json!({"rid": rid_of(&refused)}));
    let body: Value = serde_json::from_str(found["request"]["response_body"].as_str().unwrap()).unwrap();
    assert_eq!(body, refused);
}

#[test]
fn addresses_are_those_of_the_settings() {
    let desk = Desk::new(FakeWeChat::new().with_settings(|settings| settings.callback_ips.truncate(1)));
    assert_eq!(desk.get("/cgi-bin/getcallbackip"), json!({"ip_list": ["198.51.100.10"]}));
    assert_eq!(desk.get("/cgi-bin/get_api_domain_ip"), json!({"ip_list": ["203.0.113.10", "203.0.113.11"]}));
}

#[test]
fn the_callback_is_checked() {
    let desk = Desk::with_followers(0);
    let check = |body: Value| desk.post("/cgi-bin/callback/check", body);
    let all = check(json!({"action": "all", "check_operator": "DEFAULT"}));
    assert_eq!(all["dns"], json!([{"ip": "192.0.2.80", "real_operator": "UNICOM"}]));
    let ping = json!([{"ip": "192.0.2.80", "from_operator": "DEFAULT", "package_loss": "0%", "time": "23.079ms"}]);
    assert_eq!(all["ping"], ping);
    assert!(check(json!({"action": "dns"})).get("ping").is_none());
    assert_eq!(check(json!({"action": "ping", "check_operator": "CAP"}))["ping"][0]["from_operator"], "CAP");
    assert_eq!(code(&check(json!({"action": "x"}))), 40202);
    assert_eq!(code(&check(json!({"action": "all", "check_operator": "x"}))), 40203);
    desk.wechat.with_service(|service| service.settings_mut().callback_host_ip = None);
    assert_eq!(code(&check(json!({"action": "all"}))), 40201);
}
