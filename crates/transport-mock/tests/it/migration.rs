//! `changeopenid` (帐号迁移).

use std::time::Duration;

use serde_json::{Value, json};
use transport_mock::{FakeWeChat, OldAccount, TestClock};
use wechat_user_core::http::Method;
use wechat_user_core::transport::Transport;

use crate::support::{Desk, code, request};

const CHANGE: &str = "/cgi-bin/changeopenid";
const OLD: &str = "wxaaaaaaaaaaaaaaaa";
const GH: &str = "gh_91ae50dfeb1c";

fn desk() -> Desk {
    let old = OldAccount::new(OLD, GH, 200, TestClock::START);
    Desk::new(FakeWeChat::new().with_followers(300).with_old_account(old))
}

fn old(desk: &Desk, number: u64) -> String {
    desk.wechat.old_openid(number).unwrap().to_string()
}

#[test]
fn old_openids_become_new_ones_each_with_its_own_result() {
    let desk = desk();
    let list = json!([old(&desk, 7), old(&desk, 200), "x", desk.openid(7)]);
    let error = |openid: &Value| json!({"ori_openid": openid, "err_msg": "ori_openid error"});
    let expected = json!({"errcode": 0, "errmsg": "ok", "result_list": [
        {"ori_openid": list[0], "new_openid": desk.openid(7), "err_msg": "ok"},
        error(&list[1]), error(&list[2]), error(&list[3]),
    ]});
    for from in [OLD, GH] {
        assert_eq!(desk.post(CHANGE, json!({"from_appid": from, "openid_list": list})), expected, "{from}");
    }
}

#[test]
fn a_call_takes_one_to_a_hundred_openids() {
    let desk = desk();
    let change = |count: u64| {
        let openids: Vec<String> = (0..count).map(|number| old(&desk, number)).collect();
        desk.code(CHANGE, json!({"from_appid": OLD, "openid_list": openids}))
    };
    assert_eq!((change(0), change(1), change(100), change(101)), (63182, 0, 0, 63179));
    assert_eq!(desk.code(CHANGE, "from_appid=wx&openid_list=x"), 63182, "a form counts as an empty list");
    assert_eq!(desk.code(CHANGE, ""), 44002);
}

#[test]
fn it_works_from_the_approval_on_for_fifteen_days() {
    let desk = desk();
    let change = |from: &str| desk.code(CHANGE, json!({"from_appid": from, "openid_list": [old(&desk, 0)]}));
    assert_eq!((change("wxbbbbbbbbbbbbbbbb"), change(""), change(OLD)), (63178, 63178, 0));
    let clock = desk.wechat.clock();
    clock.advance(Duration::from_secs(15 * 86_400));
    assert_eq!(change(OLD), 0);
    clock.advance(Duration::from_secs(1));
    assert_eq!(change(OLD), -1);
    clock.set(TestClock::START);
    let later = OldAccount::new(OLD, GH, 200, TestClock::START + Duration::from_secs(1));
    desk.wechat.with_service(|service| service.set_old_account(Some(later)));
    assert_eq!(change(OLD), 63183);
    desk.wechat.with_service(|service| service.set_old_account(None));
    assert_eq!(
        (desk.wechat.old_openid(0), desk.code(CHANGE, json!({"from_appid": OLD, "openid_list": ["x"]}))),
        (None, 63178)
    );
}

#[test]
fn plain_http_is_sent_elsewhere() {
    let desk = desk();
    let url = desk.url(CHANGE).replace("https://", "http://");
    let response = desk.wechat.send(request(Method::POST, &url, "{}")).unwrap();
    assert_eq!(
        (response.status().as_u16(), &response.headers()["location"]),
        (301, &"https://api.weixin.qq.com/cgi-bin/changeopenid".parse().unwrap())
    );
    assert!(response.body().starts_with(b"<html>"));
    let response = desk.post(CHANGE, json!({"from_appid": "x", "openid_list": ["x"]}));
    assert_eq!(code(&response), 63178);
    assert!(response["errmsg"].as_str().unwrap().starts_with("appid wrong rid: "), "{response}");
}
