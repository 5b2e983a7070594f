//! What is remembered of calls, and that no secret is.

use serde_json::json;
use transport_mock::{FakeWeChat, Fault, Service, TokenMode};
use wechat_user_core::http::Method;
use wechat_user_core::transport::Transport;

use crate::support::{Desk, HOST, request};

#[test]
fn every_call_is_one_line() {
    let desk = Desk::with_followers(10);
    let secret = Service::APP_SECRET;
    let url = format!("{HOST}/cgi-bin/token?grant_type=client_credential&appid={}&secret={secret}", Service::APP_ID);
    desk.wechat.send(request(Method::GET, &url, "")).unwrap();
    desk.post("/cgi-bin/groups/create", json!({"group": {"name": "test"}}));
    let old = desk.url("/cgi-bin/groups/get");
    desk.wechat.replace_token();
    desk.wechat.send(request(Method::GET, &old, "")).unwrap();
    desk.wechat.add_fault(Fault::refuse_connection());
    desk.try_get("/cgi-bin/user/get").unwrap_err();
    desk.get("/cgi-bin/user/get?next_openid=x");
    let lines: Vec<String> = desk.wechat.journal().iter().map(ToString::to_string).collect();
    let expected = [
        "1 1767225600000 GET /cgi-bin/token - 0",
        "2 1767225600000 POST /cgi-bin/groups/create stable#1 0",
        "3 1767225600000 GET /cgi-bin/groups/get stable#1 40001",
        "4 1767225600000 GET /cgi-bin/user/get - refused [refuse_connection]",
        "5 1767225600000 GET /cgi-bin/user/get stable#2 40003",
    ];
    assert_eq!(lines, expected);
    assert_eq!(
        (desk.wechat.calls(), desk.wechat.calls_to("/cgi-bin/user/get"), desk.wechat.token_requests()),
        (5, 2, 1)
    );
}

#[test]
fn no_secret_is_printed() {
    let wechat = FakeWeChat::new().with_followers(3);
    let (_, token) = wechat.issue_token(TokenMode::Plain);
    let url = format!("{HOST}/cgi-bin/user/info?access_token={}&openid={}", token.expose(), wechat.openid(0));
    wechat.send(request(Method::GET, &url, "")).unwrap();
    let printed = wechat.with_service(|service| format!("{service:?} {service:#?}"))
        + &format!("{wechat:?} {:?}", wechat.journal());
    for secret in [token.expose(), Service::APP_SECRET, wechat.openid(0).as_str()] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

#[test]
fn the_journal_keeps_the_last_hundred_thousand_calls_and_counts_all() {
    let wechat = FakeWeChat::new();
    for _ in 0..100_002 {
        wechat.send(request(Method::GET, "https://api.weixin.qq.com/cgi-bin/groups/get", "")).unwrap();
    }
    assert_eq!(wechat.calls_to("/cgi-bin/groups/get"), 100_002);
    let journal = wechat.journal();
    assert_eq!((journal.len(), journal[0].number), (100_000, 3));
}

#[test]
fn a_reset_forgets_everything_but_the_account() {
    let desk = Desk::with_followers(10);
    let openid = desk.openid(4);
    desk.post("/cgi-bin/groups/create", json!({"group": {"name": "test"}}));
    desk.wechat.unfollow(&desk.wechat.openid(4));
    desk.wechat.add_fault(Fault::errcode(-1));
    desk.wechat.with_service(Service::reset);
    assert_eq!((desk.wechat.calls(), desk.wechat.groups().len(), desk.wechat.followers()), (0, 3, 10));
    assert_eq!(desk.openid(4), openid, "the seed is the same");
    assert_eq!(desk.get("/cgi-bin/user/get")["count"], 10);
}

#[test]
fn unknown_paths_take_bounded_memory() {
    let wechat = FakeWeChat::new();
    for number in 0..1_100 {
        let url = format!("https://api.weixin.qq.com/{number}/{}", "x".repeat(1_000));
        wechat.send(request(Method::GET, &url, "")).unwrap();
    }
    assert_eq!(wechat.calls(), 1_100);
    assert!(wechat.journal().iter().all(|entry| entry.path.len() == 256));
    let last = wechat.journal().pop().unwrap().path;
    let first = wechat.journal().remove(0).path;
    assert_eq!((wechat.calls_to(&first), wechat.calls_to(&last)), (1, 0), "1,000 unknown paths are counted");
}
