//! Bodies in the journal, and checking it.

use http::Request;
use mock_server::MockServer;
use serde_json::{Value, json};
use transport_mock::{FakeWeChat, Service};

use crate::client::{Client, admin};

const CREATE: &str = "/cgi-bin/tags/create";

fn server(bytes: usize) -> MockServer {
    let wechat = FakeWeChat::new().with_followers(300).with_seed(7).with_bodies(bytes);
    MockServer::builder().service(wechat).start().unwrap()
}

fn create_tag(server: &MockServer, name: &str) -> Value {
    let token = server.service().stable_token();
    let body = json!({"tag": {"name": name}}).to_string();
    Client::new(server).json(&format!("{CREATE}?access_token={}", token.expose()), &body)
}

fn verify(server: &MockServer, expected: &Value) -> (u16, Value) {
    admin(server, "POST", "journal/verify", expected)
}

#[test]
fn bodies_are_in_the_journal_on_request_without_secrets() {
    let server = server(1 << 20);
    let secret = Service::APP_SECRET;
    let body = json!({"grant_type": "client_credential", "appid": Service::APP_ID, "secret": secret}).to_string();
    let mut client = Client::new(&server);
    let token = client.json("/cgi-bin/stable_token", &body)["access_token"].as_str().unwrap().to_owned();
    create_tag(&server, "广东");
    client.send(&format!("/cgi-bin/user/get?access_token={token}"), "").unwrap();
    let nested = json!({"cgi_path": format!("/cgi-bin/x?access_token={token}"), "note": secret}).to_string();
    client.send(&format!("/cgi-bin/openapi/quota/get?access_token={token}"), &nested).unwrap();

    let without = admin(&server, "GET", "journal", &Value::Null).1;
    assert_eq!(without["entries"][0].get("bodies"), None);
    let journal = admin(&server, "GET", "journal?bodies=1", &Value::Null).1;
    let text = journal.to_string();
    assert!(!text.contains(&token) && !text.contains(secret), "{text}");
    let bodies = |at: usize| &journal["entries"][at]["bodies"];
    assert_eq!(bodies(1)["query"], "access_token=[redacted]");
    assert_eq!(bodies(1)["request"], r#"{"tag":{"name":"广东"}}"#);
    assert_eq!(bodies(1)["response"], r#"{"tag":{"id":100,"name":"广东"}}"#);
    assert_eq!((&bodies(1)["request_is_cut"], &bodies(1)["response_is_cut"]), (&json!(false), &json!(false)));
    assert_eq!((bodies(2)["response"].as_str().unwrap().len(), &bodies(2)["response_is_cut"]), (4096, &json!(true)));
    assert!(bodies(0)["response"].as_str().unwrap().contains(r#""access_token":"[redacted]""#));
}

#[test]
fn the_content_type_is_kept_and_a_long_request_is_cut() {
    let server = server(1 << 20);
    let mut client = Client::new(&server);
    let body = "x".repeat(20_000);
    client.write(&format!(
        "POST {CREATE} HTTP/1.1\r\nHost: x\r\nContent-Type: text/x-test\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    ));
    client.read().unwrap();
    let journal = admin(&server, "GET", "journal?bodies=1", &Value::Null).1;
    let bodies = &journal["entries"][0]["bodies"];
    assert_eq!((&bodies["content_type"], bodies["request"].as_str().unwrap().len()), (&json!("text/x-test"), 16_384));
    assert_eq!(bodies["request_is_cut"], json!(true));
    let (status, refused) = verify(&server, &json!({"path": CREATE, "times": 1, "body": {}}));
    assert_eq!(status, 422);
    assert!(
        refused["error"].as_str().unwrap().ends_with("its body is longer than what the journal keeps"),
        "{refused}"
    );
}

#[test]
fn a_journal_is_verified_by_path_number_of_calls_and_body() {
    let server = server(1 << 20);
    for name in ["广东", "老客户", "广东"] {
        create_tag(&server, name);
    }
    let ok = |expected: Value| {
        let (status, response) = verify(&server, &expected);
        assert_eq!((status, &response["ok"]), (200, &json!(true)), "{expected}: {response}");
        response["calls"].as_u64().unwrap()
    };
    assert_eq!(ok(json!({"path": CREATE})), 3);
    assert_eq!(ok(json!({"path": CREATE, "times": 3, "body": {}})), 3);
    assert_eq!(ok(json!({"path": CREATE, "times": 2, "body": {"tag": {"name": "广东"}}})), 2);
    assert_eq!(ok(json!({"path": "/cgi-bin/tags/delete", "times": 0})), 0);
    assert_eq!(ok(json!({"path": "/cgi-bin/tags/delete", "times": 0, "body": {"tag": {"id": 1}}})), 0);

    let (status, refused) = verify(&server, &json!({"path": CREATE, "times": 2, "body": {"tag": {"name": "老客户"}}}));
    assert_eq!(
        (status, &refused["error"]),
        (422, &json!("expected 2 calls of /cgi-bin/tags/create with this body, counted 1"))
    );
    let difference =
        json!({"number": 3, "ending": "45157", "differences": ["/tag/name: expected \"老客户\", got \"广东\""]});
    assert_eq!(refused["other_calls"][0], difference);
    assert_eq!(verify(&server, &json!({"path": CREATE, "times": 1})).0, 422);
    assert_eq!(verify(&server, &json!({"path": "/cgi-bin/tags/delete"})).0, 422);
    assert_eq!(verify(&server, &json!({"times": 1})).0, 400);
}

#[test]
fn a_secret_in_an_expected_body_is_compared_as_it_was_stored() {
    let server = server(1 << 20);
    let secret = Service::APP_SECRET;
    let body = json!({"grant_type": "client_credential", "appid": Service::APP_ID, "secret": secret});
    Client::new(&server).json("/cgi-bin/stable_token", &body.to_string());
    let (status, response) = verify(&server, &json!({"path": "/cgi-bin/stable_token", "times": 1, "body": body}));
    assert_eq!(status, 200, "{response}");
}

#[test]
fn a_dropped_body_is_never_counted_as_a_match_or_as_none() {
    let server = server(2_000);
    for number in 0..20 {
        create_tag(&server, &format!("{number}"));
    }
    for body in [json!({}), json!({"tag": {"name": "19"}})] {
        let (status, refused) = verify(&server, &json!({"path": CREATE, "times": 1, "body": body}));
        let error = refused["error"].as_str().unwrap();
        assert!(status == 422 && error.contains("its body was not kept, or was dropped"), "{error}");
    }
    assert_eq!(verify(&server, &json!({"path": CREATE, "times": 20})).0, 200);
    let journal = admin(&server, "GET", "journal?bodies=1", &Value::Null).1;
    assert_eq!((&journal["entries"][0]["bodies"], journal["entries"][19]["bodies"].is_object()), (&Value::Null, true));
}

#[test]
fn calls_that_the_journal_dropped_make_a_body_unverifiable() {
    let server = server(32 << 20);
    admin(&server, "POST", "accounts", &json!({"app_id": "wx-one"}));
    let one = server.accounts().get("wx-one").unwrap();
    let url = format!("https://api.weixin.qq.com{CREATE}?access_token={}", one.stable_token().expose());
    for _ in 0..5_001 {
        let request = Request::post(&url).body(b"{}".to_vec()).unwrap();
        drop(one.arrive(request));
    }
    let expected = json!({"path": CREATE, "times": 5_000, "body": {}});
    let (status, refused) = admin(&server, "POST", "accounts/wx-one/journal/verify", &expected);
    assert_eq!(
        (status, &refused["error"]),
        (422, &json!("1 calls of /cgi-bin/tags/create were dropped from the journal"))
    );
    let expected = json!({"path": CREATE, "times": 5_001});
    assert_eq!(admin(&server, "POST", "accounts/wx-one/journal/verify", &expected).0, 200);
}

/// Two accounts with the same app id, one after the other and on two servers.
#[test]
fn the_same_app_id_seed_time_and_calls_give_the_same_journal_byte_for_byte() {
    let run = |server: &MockServer| {
        let seed = json!({"app_id": "wx-one", "seed": 5, "now_ms": 1_767_312_000_000_u64, "followers": 9});
        let account = admin(server, "POST", "accounts", &seed).1;
        let mut client = Client::new(server);
        let credentials =
            json!({"grant_type": "client_credential", "appid": "wx-one", "secret": account["app_secret"]}).to_string();
        let token = client.json("/cgi-bin/stable_token", &credentials)["access_token"].as_str().unwrap().to_owned();
        for path in ["/cgi-bin/user/get", "/cgi-bin/tags/get", "/cgi-bin/nothing"] {
            client.send(&format!("{path}?access_token={token}"), "").unwrap();
        }
        client.send(&format!("{CREATE}?access_token={token}"), r#"{"tag":{"name":"a"}}"#).unwrap();
        admin(server, "POST", "accounts/wx-one/token/replace", &Value::Null);
        client.send(&format!("{CREATE}?access_token={token}"), r#"{"tag":{"name":"a"}}"#).unwrap();
        let journal = client.send("/_mock/accounts/wx-one/journal?bodies=1", "").unwrap().body;
        admin(server, "DELETE", "accounts/wx-one", &Value::Null);
        journal
    };
    let (one, other) = (server(1 << 20), server(1 << 20));
    admin(&other, "POST", "accounts", &json!({"app_id": "wx-another"}));
    let journal = run(&one);
    assert_eq!(String::from_utf8_lossy(&journal).matches("\"number\"").count(), 6);
    assert!(journal == run(&one) && journal == run(&other));
}
