//! One seed, the same requests: the same bytes.

use std::time::Duration;

use serde_json::json;
use transport_mock::{Dirt, FakeWeChat, Fault, Service, WebScope};
use wechat_user_core::http::Method;
use wechat_user_core::transport::Transport;

use crate::support::{Desk, HOST, request};

/// Runs calls of all kinds; returns all responses, the journal and the state.
fn bytes_of_a_run(seed: u64) -> Vec<u8> {
    let desk = Desk::new(FakeWeChat::new().with_followers(500).with_seed(seed).with_page_size(200));
    let wechat = &desk.wechat;
    let mut bytes = Vec::new();
    let mut keep = |response: Result<
        wechat_user_core::transport::Response,
        wechat_user_core::transport::TransportError,
    >| match response {
        Ok(response) => bytes.extend_from_slice(response.body()),
        Err(error) => bytes.extend_from_slice(error.to_string().as_bytes()),
    };
    let credentials =
        json!({"grant_type": "client_credential", "appid": Service::APP_ID, "secret": Service::APP_SECRET});
    keep(wechat.send(request(Method::POST, &format!("{HOST}/cgi-bin/stable_token"), &credentials.to_string())));
    wechat.add_fault(Fault::lose_response().on("/cgi-bin/groups/create").after(1));
    for name in ["华东", "华南", "华东"] {
        keep(desk.try_post("/cgi-bin/groups/create", json!({"group": {"name": name}})));
    }
    wechat.clock().advance(Duration::from_secs(61));
    keep(desk.try_post("/cgi-bin/groups/members/update", json!({"openid": desk.openid(7), "to_groupid": 100})));
    wechat.unfollow(&wechat.openid(9));
    for cursor in [String::new(), desk.openid(199), "?".to_owned()] {
        keep(desk.try_get(&format!("/cgi-bin/user/get?next_openid={cursor}")));
    }
    let users: Vec<_> = (0..100).map(|number| json!({"openid": desk.openid(number)})).collect();
    keep(desk.try_post("/cgi-bin/user/info/batchget", json!({"user_list": users})));
    keep(desk.try_post("/cgi-bin/tags/create", json!({"tag": {"name": "广东"}})));
    wechat.add_fault(Fault::fail_some(1));
    let some = json!({"openid_list": [desk.openid(1), desk.openid(2)], "tagid": 103});
    keep(desk.try_post("/cgi-bin/tags/members/batchtagging", some));
    keep(desk.try_post("/cgi-bin/tags/members/batchblacklist", json!({"openid_list": [desk.openid(3)]})));
    let code = wechat.authorize(&wechat.openid(4), WebScope::UserInfo).unwrap_or_default();
    let (id, secret) = (Service::APP_ID, Service::APP_SECRET);
    let query = format!("appid={id}&secret={secret}&code={code}&grant_type=authorization_code");
    keep(wechat.send(request(Method::GET, &format!("{HOST}/sns/oauth2/access_token?{query}"), "")));
    keep(desk.try_get("/cgi-bin/ticket/getticket?type=jsapi"));
    wechat.add_fault(Fault::errcode(-1).on("/cgi-bin/tags/get").with_probability(0.5));
    wechat.add_fault(Fault::dirty(Dirt::StrayBackslash).on("/cgi-bin/user/info").with_probability(0.5));
    for number in 0..20 {
        keep(desk.try_get("/cgi-bin/tags/get"));
        keep(desk.try_get(&format!("/cgi-bin/user/info?openid={}", desk.openid(number))));
    }
    wechat.replace_token();
    keep(desk.try_get("/cgi-bin/groups/get"));
    keep(wechat.send(request(Method::GET, &format!("{HOST}/cgi-bin/nothing"), "")));
    for entry in wechat.journal() {
        bytes.extend_from_slice(entry.to_string().as_bytes());
    }
    bytes.extend_from_slice(wechat.save().as_bytes());
    bytes
}

#[test]
fn random_faults_are_the_same_in_each_run_and_differ_with_the_seed() {
    let journal = |seed: u64| {
        let text = bytes_of_a_run(seed);
        let lines = String::from_utf8_lossy(&text).into_owned();
        (lines.matches("-1 [errcode]").count(), lines.matches("0 [dirty]").count())
    };
    let (codes, dirt) = journal(7);
    assert!((3..18).contains(&codes) && (3..18).contains(&dirt), "{codes} {dirt}");
    assert_eq!(journal(7), (codes, dirt));
}

#[test]
fn two_runs_are_byte_identical_and_two_seeds_are_not() {
    let first = bytes_of_a_run(7);
    assert!(first.len() > 50_000, "{}", first.len());
    assert!(first == bytes_of_a_run(7));
    assert!(first != bytes_of_a_run(8));
}
