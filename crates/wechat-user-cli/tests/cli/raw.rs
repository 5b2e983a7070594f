//! `wechat-user raw`

use serde_json::json;
use transport_mock::Fault;

use crate::support::{Account, canned};

#[test]
fn any_path_can_be_read_and_posted_to() {
    let account = Account::new();
    let created = account.run(&["raw", "post", "/cgi-bin/tags/create", r#"{"tag":{"name":"生"}}"#]).json();
    assert_eq!(created, json!({"tag": {"id": 100, "name": "生"}}));
    let body = r#"{"tag":{"id":100,"name":"熟"}}"#;
    account.run_with_input(&["raw", "post", "/cgi-bin/tags/update", "-", "--json"], body).ok();
    assert_eq!(account.wechat().tags()[1].1, "熟");
    let body = "\u{feff}{\"tag\":{\"id\":100,\"name\":\"老\"}}\r\n";
    account.run_with_input(&["raw", "post", "/cgi-bin/tags/update", "-"], body).ok();
    assert_eq!(account.wechat().tags()[1].1, "老", "with a byte-order mark");
    let openid = account.openid(0);
    let query = format!("openid={openid}");
    let user = account.run(&["raw", "get", "/cgi-bin/user/info", "--query", &query, "--query", "lang=en"]).json();
    assert_eq!(user["openid"], openid);
}

#[test]
fn tokens_and_tickets_in_the_response_are_redacted() {
    let account = Account::new();
    let revealed = account.reveal(&["ticket", "--reveal", "--json"]).json();
    account.guard(revealed["ticket"].as_str().unwrap());
    let response = account.run(&["raw", "get", "/cgi-bin/ticket/getticket", "--query", "type=jsapi"]).json();
    assert_eq!((&response["ticket"], &response["errcode"]), (&json!("[redacted]"), &json!(0)));

    let body = format!(
        r#"{{"grant_type":"client_credential","appid":"{}","secret":"{}"}}"#,
        transport_mock::Service::APP_ID,
        transport_mock::Service::APP_SECRET
    );
    let response = account.run_with_input(&["raw", "post", "/cgi-bin/stable_token", "-"], &body).json();
    assert_eq!(response["access_token"], "[redacted]");
}

#[test]
fn secrets_of_any_json_type_and_inside_of_texts_are_redacted() {
    let account = Account::new();
    let secret = "T0K3N-of-another-account";
    account.guard(secret);
    for body in [
        format!(r#"{{"errcode":0,"authorizer_access_token":["{secret}"]}}"#),
        format!(r#"{{"errcode":0,"tokens":{{"{secret}":{{"a":["{secret}"]}}}}}}"#),
        format!(r#"{{"errcode":0,"session_key":"{secret}","note":"{secret} is new"}}"#),
        format!(r#"{{"errcode":0,"request":"{{\"component_ticket\":\"{secret}\"}}"}}"#),
        format!(r#"{{"errcode":0,"request_url":"https:\/\/h\/p?next=%2Fq%3Faccess_token%3D{secret}"}}"#),
    ] {
        let response = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
        let url = canned(response.leak());
        let args = ["raw", "get", "/cgi-bin/any", "--base-url", &url, "--token-mode", "none", "--json"];
        let printed = account.run(&args).ok();
        assert!(printed.contains("redacted"), "{body} became {printed}");
    }
}

#[test]
fn an_error_is_reported_like_any_other() {
    let account = Account::new();
    let error = account.run(&["raw", "post", "/cgi-bin/tags/delete", r#"{"tag":{"id":1}}"#, "--json"]).error(1);
    assert_eq!((&error["code"], &error["path"]), (&json!(45058), &json!("/cgi-bin/tags/delete")));
    account.wechat().add_fault(Fault::lose_response().on("/cgi-bin/tags/create"));
    account.run(&["raw", "post", "/cgi-bin/tags/create", r#"{"tag":{"name":"x"}}"#]).failed(3);
    assert_eq!(account.calls_to("/cgi-bin/tags/create"), 1, "it is unknown whether it can be repeated");
}

#[test]
fn a_bad_path_parameter_or_body_is_refused() {
    let account = Account::new();
    for args in [
        &["raw", "get", "cgi-bin/tags/get"][..],
        &["raw", "get", "/cgi-bin/tags/get?a=b"],
        &["raw", "get", "/cgi-bin/tags/get", "--query", "a"],
        &["raw", "get", "/cgi-bin/tags/get", "--query", "=a"],
        &["raw", "post", "/cgi-bin/tags/create", "{"],
        &["raw", "post", "no path"],
        &["raw", "post"],
    ] {
        account.run(args).failed(2);
    }
    assert_eq!(account.wechat().calls(), 0);
}
