//! The admin API, as a client in another language uses it.

use mock_server::MockServer;
use serde_json::{Value, json};
use transport_mock::{FakeWeChat, Service};
use wechat_user_core::clock::Clock;

use crate::client::{Client, admin as call};

const GROUPS: &str = "/cgi-bin/groups/get";

fn server() -> MockServer {
    MockServer::builder().service(FakeWeChat::new().with_followers(100).with_seed(7)).start().unwrap()
}

fn done() -> (u16, Value) {
    (200, json!({"ok": true}))
}

#[test]
fn the_clock_is_read_set_and_advanced() {
    let server = server();
    let start = 1_767_225_600_000_u64;
    assert_eq!(call(&server, "GET", "clock", &Value::Null), (200, json!({"now_ms": start})));
    assert_eq!(call(&server, "POST", "clock", &json!({"advance_ms": 1_500})).1, json!({"now_ms": start + 1_500}));
    assert_eq!(call(&server, "POST", "clock", &json!({"set_ms": 7})).1, json!({"now_ms": 7}));
    let (status, response) = call(&server, "POST", "clock", &json!({"advance": 1}));
    assert!(status == 400 && response["error"].as_str().unwrap().contains("unknown variant `advance`"), "{response}");
}

#[test]
fn faults_are_added_listed_and_cleared() {
    let server = server();
    let fault = json!({"fault": "errcode", "code": -1, "on": GROUPS, "times": 2});
    assert_eq!(call(&server, "POST", "faults", &fault), done());
    assert_eq!(
        call(
            &server,
            "POST",
            "faults",
            &json!([{"fault": "stall", "on": "/cgi-bin/tags/get"}, {"fault": "status", "status": 502, "on": "/cgi-bin/user/get"}])
        ),
        done()
    );
    let (_, listed) = call(&server, "GET", "faults", &Value::Null);
    assert_eq!((listed.as_array().unwrap().len(), &listed[0]), (3, &fault));
    let path = format!("{GROUPS}?access_token={}", server.service().stable_token().expose());
    assert_eq!(Client::new(&server).json(&path, "")["errcode"], -1);
    assert_eq!(
        call(&server, "GET", "faults", &Value::Null).1[0],
        json!({"fault": "errcode", "code": -1, "on": GROUPS})
    );
    let (status, response) = call(&server, "POST", "faults", &json!([{"fault": "stall"}, {"fault": "x"}]));
    assert_eq!((status, response), (400, json!({"error": "there is no fault \"x\""})));
    assert_eq!(server.service().faults().len(), 3, "all or none");
    assert_eq!(call(&server, "DELETE", "faults", &Value::Null), done());
    assert_eq!(call(&server, "GET", "faults", &Value::Null).1, json!([]));
}

#[test]
fn the_journal_is_read_and_the_admin_api_is_not_in_it() {
    let server = server();
    Client::new(&server).send(GROUPS, "").unwrap();
    Client::new(&server).send("/cgi-bin/nothing", "").unwrap();
    let (_, journal) = call(&server, "GET", "journal", &Value::Null);
    assert_eq!(journal["calls"], 2);
    let expected = json!({"number": 1, "at_ms": 1_767_225_600_000_u64, "verb": "GET", "path": GROUPS, "token": null,
        "ending": "41001", "unknown": false, "faults": []});
    assert_eq!((&journal["entries"][0], &journal["entries"][1]["unknown"]), (&expected, &json!(true)));
}

#[test]
fn a_seed_resets_the_account_and_a_state_continues() {
    let server = server();
    assert_eq!(
        call(&server, "POST", "seed", &json!({"followers": 9, "groups": [{"name": "华东", "members": [1]}]})),
        done()
    );
    assert_eq!((server.service().followers(), server.service().groups().len()), (9, 4));
    let (_, state) = call(&server, "GET", "state", &Value::Null);
    assert_eq!(call(&server, "POST", "reset", &Value::Null), done());
    assert_eq!(server.service().groups().len(), 3);
    assert_eq!(call(&server, "PUT", "state", &state), done());
    assert_eq!(server.service().groups().len(), 4);
    for (path, expected) in [("seed", "not a seed: "), ("state", "not a saved state: ")] {
        let (status, response) = call(&server, "POST", path, &json!([]));
        assert!(status == 400 && response["error"].as_str().unwrap().starts_with(expected), "{response}");
    }
}

#[test]
fn tokens_are_replaced_and_expire() {
    let server = server();
    for (path, expected) in [("token/replace", 40001), ("token/expire", 42001)] {
        let url = format!("{GROUPS}?access_token={}", server.service().stable_token().expose());
        assert_eq!(call(&server, "POST", path, &Value::Null), done());
        assert_eq!(Client::new(&server).json(&url, "")["errcode"], expected);
    }
}

#[test]
fn web_authorizations_can_be_granted() {
    let server = server();
    let openid = server.service().openid(3);
    let exchange = |code: &Value| {
        let (id, secret, code) = (Service::APP_ID, Service::APP_SECRET, code.as_str().unwrap());
        let query = format!("appid={id}&secret={secret}&code={code}&grant_type=authorization_code");
        Client::new(&server).json(&format!("/sns/oauth2/access_token?{query}"), "")
    };
    let (_, response) = call(&server, "POST", "authorize", &json!({"openid": openid, "scope": "snsapi_base"}));
    assert_eq!(exchange(&response["code"])["openid"], openid.as_str());
    let (_, response) = call(&server, "POST", "authorize", &json!({"scope": "snsapi_userinfo"}));
    assert_eq!(exchange(&response["code"])["is_snapshotuser"], 1);
    for (body, expected) in [
        (json!({"openid": openid, "scope": "x"}), "scope must be snsapi_base or snsapi_userinfo"),
        (json!({"openid": "x", "scope": "snsapi_base"}), "not an openid of this account"),
    ] {
        assert_eq!(call(&server, "POST", "authorize", &body), (400, json!({"error": expected})));
    }
}

#[test]
fn an_unknown_path_and_a_wrong_verb_are_reported() {
    let server = server();
    assert_eq!(call(&server, "GET", "nothing", &Value::Null), (404, json!({"error": "unknown path: /_mock/nothing"})));
    assert_eq!(call(&server, "GET", "reset", &Value::Null), (405, json!({"error": "/_mock/reset takes POST"})));
    assert_eq!(server.service().calls(), 0);
}

#[test]
fn a_reset_returns_to_the_start_or_to_the_last_seed() {
    let server = server();
    let state = |server: &MockServer| (server.service().save(), server.service().clock().now());
    let start = state(&server);
    let advance = json!({"advance_ms": 86_400_000_u64});
    assert_eq!(call(&server, "POST", "clock", &advance).0, 200);
    assert_eq!(call(&server, "POST", "seed", &json!({"followers": 9, "app_secret": "other", "seed": 1})), done());
    let seeded = state(&server);
    assert_eq!(call(&server, "POST", "token/replace", &Value::Null), done());
    assert_eq!(call(&server, "POST", "clock", &advance).0, 200);
    assert_eq!(call(&server, "POST", "reset", &json!({"to": "seed"})), done());
    assert_eq!(state(&server), seeded);
    assert_eq!(call(&server, "POST", "reset", &Value::Null), done());
    assert_eq!(state(&server), start);
    assert_eq!(server.service().app_secret().expose(), Service::APP_SECRET);
    let (status, response) = call(&server, "POST", "reset", &json!({"to": "yesterday"}));
    assert!(status == 400 && response["error"].as_str().unwrap().contains("yesterday"), "{response}");
}

#[test]
fn mistakes_are_refused_in_the_users_terms() {
    let server = server();
    for (path, body, expected) in [
        ("faults", json!({"fault": "stall", "on": "/cgi-bin/group/get"}), "the simulator has no such path"),
        ("faults", json!({"fault": "stall", "times": 0}), "must apply at least once: \"times\" is 0"),
        ("faults", json!([3]), "a fault must be an object such as"),
        ("seed", json!({"groups": [{"name": "x", "members": [true]}]}), "a user must be the number of a follower"),
        ("push", json!([]), "an object with \"to\", \"token\" and \"push\""),
        ("authorize", json!([]), "an object such as {\"openid\":\"..\",\"scope\":\"snsapi_base\"}"),
    ] {
        let (status, response) = call(&server, "POST", path, &body);
        let error = response["error"].as_str().unwrap();
        assert!(status == 400 && error.contains(expected), "{path} {body}: {error}");
        assert!(!error.contains("struct") && !error.contains("untagged"), "{error}");
    }
    assert!(server.service().faults().is_empty());
}

#[test]
fn a_push_from_an_account_without_followers_is_refused() {
    let server = MockServer::builder().service(FakeWeChat::new()).start().unwrap();
    let body = json!({"to": "http://127.0.0.1:1", "token": "t", "push": {"text": {"content": "x"}}});
    let expected = json!({"error": "the account has no followers: set \"openid\", or start with followers"});
    assert_eq!(call(&server, "POST", "push", &body), (400, expected));
}

#[test]
fn calls_of_a_web_page_of_another_origin_are_refused() {
    let server = MockServer::builder().allow_host("mock.example").start().unwrap();
    let calls = |headers: &str| {
        let mut client = Client::new(&server);
        client.write(&format!("POST /_mock/token/replace HTTP/1.1\r\n{headers}Content-Length: 0\r\n\r\n"));
        client.read().unwrap().status
    };
    let own = server.addr();
    for headers in [
        format!("Host: {own}\r\n"),
        format!("Host: {own}\r\nOrigin: http://{own}\r\n"),
        "Host: localhost:1\r\n".into(),
        "Host: mock.example\r\n".into(),
    ] {
        assert_eq!(calls(&headers), 200, "{headers}");
    }
    for headers in [
        format!("Host: {own}\r\nOrigin: http://evil.example\r\n"),
        format!("Host: {own}\r\nOrigin: null\r\n"),
        "Host: evil.example\r\n".into(),
    ] {
        assert_eq!(calls(&headers), 403, "{headers}");
    }
}

#[test]
fn large_bodies_are_refused() {
    let server = server();
    let body = "x".repeat(1 << 21);
    assert_eq!(Client::new(&server).send("/_mock/faults", &body).unwrap().status, 413);
    let error = Client::new(&server).json("/_mock/seed", &body);
    assert_eq!(error["error"], "not a seed: it is not a JSON object", "a seed may have 32 MiB");
    // Very large ones are refused before they are read.
    for (path, length) in [("faults", 250_000_000), ("seed", 250_000_000), ("state", 250_000_000)] {
        let mut client = Client::new(&server);
        client.write(&format!("POST /_mock/{path} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n"));
        assert_eq!(client.read().unwrap().status, 413, "{path}");
    }
}

#[test]
fn health_has_the_version_and_the_accounts() {
    let expected = json!({"version": env!("CARGO_PKG_VERSION"), "accounts": [Service::APP_ID]});
    assert_eq!(call(&server(), "GET", "health", &Value::Null), (200, expected));
}

#[test]
fn a_path_outside_of_the_service_gets_404_and_is_not_in_the_journal() {
    let server = server();
    for path in ["/", "/favicon.ico", "/cgi-bi/groups/get", "/x/cgi-bin/groups/get"] {
        assert_eq!(Client::new(&server).send(path, "").unwrap().status, 404, "{path}");
    }
    assert_eq!(server.service().calls(), 0);
    assert_eq!(Client::new(&server).json("/cgi-bin/nothing", "")["errcode"], 40066);
    assert_eq!(server.service().calls(), 1);
}
