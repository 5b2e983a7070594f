//! A script fails loudly, readably, and without telling secrets.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::json;
use transport_mock::{Script, get, post};
use wechat_user_core::http::{Method, StatusCode};
use wechat_user_core::transport::{Delivery, Transport, TransportError};

use crate::support::{HOST, request};

/// The text of the panic.
fn failure(work: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(work)).unwrap_err();
    *panic.downcast::<String>().unwrap()
}

/// Sends, and forgets the script: its panic on drop is not the subject of the test.
fn send_failure(script: Script, method: Method, path_and_query: &str, body: &str) -> String {
    let text = failure(|| drop(script.send(request(method, &format!("{HOST}{path_and_query}"), body))));
    std::mem::forget(script);
    text
}

#[test]
fn expected_requests_get_their_responses_in_order() {
    let script = Script::new()
        .expect(get("/cgi-bin/groups/get").query("access_token", "T"))
        .reply(json!({"groups": []}))
        .expect(post("/cgi-bin/groups/create").json(r#"{"group":{"name":"a b/c","id":1}}"#))
        .reply_status(502, "<html>")
        .expect(post("/cgi-bin/groups/delete"))
        .lose_response()
        .expect(get("/cgi-bin/user/info").query("openid", "o 1&2"))
        .reply_bytes(b"\xff".to_vec())
        .expect(get("/x"))
        .refuse_connection()
        .expect(get("/x"))
        .fail(TransportError::unknown("mine"));
    let send = |method, path: &str, body| script.send(request(method, &format!("{HOST}{path}"), body));
    assert_eq!(send(Method::GET, "/cgi-bin/groups/get?a=b&access_token=T", "").unwrap().body(), br#"{"groups":[]}"#);
    let gateway = send(Method::POST, "/cgi-bin/groups/create", r#"{"group": {"id": 1, "name": "a b\/c"}}"#).unwrap();
    assert_eq!(gateway.status(), StatusCode::BAD_GATEWAY);
    assert_eq!(send(Method::POST, "/cgi-bin/groups/delete", "anything").unwrap_err().delivery(), Delivery::Unknown);
    assert_eq!(send(Method::GET, "/cgi-bin/user/info?openid=o%201%262", "").unwrap().body(), b"\xff");
    assert_eq!(send(Method::GET, "/x", "").unwrap_err().delivery(), Delivery::NotSent);
    assert_eq!(send(Method::GET, "/x", "").unwrap_err().get_ref().to_string(), "mine");
    script.assert_done();
}

#[test]
fn another_path_and_body_are_shown_with_the_expected_ones() {
    let line = line!() + 2;
    let script = Script::new()
        .expect(post("/cgi-bin/groups/create").query("lang", "en").json(r#"{"group":{"name":"test"}}"#))
        .reply("{}");
    let text = send_failure(script, Method::POST, "/cgi-bin/groups/update?x=y", r#"{"group":{"name":"Test"}}"#);
    let expected = format!(
        "the request differs from expectation 1 of 1, written at {}:{line}:10 (- expected, + got)\n\n\
         - POST /cgi-bin/groups/create\n\
         - ?lang=en\n\
         + POST /cgi-bin/groups/update\n\
         + ?lang is missing\n\
         \u{20} {{\n\
         \u{20}   \"group\": {{\n\
         -     \"name\": \"test\"\n\
         +     \"name\": \"Test\"\n\
         \u{20}   }}\n\
         \u{20} }}\n",
        file!()
    );
    assert_eq!(text, expected);
}

#[test]
fn another_verb_and_a_body_where_none_was_expected() {
    let script = Script::new().expect(get("/cgi-bin/groups/get")).reply("{}");
    let text = send_failure(script, Method::POST, "/cgi-bin/groups/get", "not json");
    assert!(
        text.contains("- GET /cgi-bin/groups/get\n- no body\n+ POST /cgi-bin/groups/get\n+ a body of 8 bytes"),
        "{text}"
    );
    let script = Script::new().expect(post("/x").json("{}")).reply("{}");
    let text = send_failure(script, Method::POST, "/x", "");
    assert!(text.ends_with("  POST /x\n- {}\n+ no body\n"), "{text}");
}

#[test]
fn a_secret_in_a_text_is_masked_and_its_difference_still_shows() {
    let send = |expected: &str, sent: &str| {
        let script = Script::new().expect(post("/a").json(expected)).reply("{}");
        send_failure(script, Method::POST, "/a", sent)
    };
    let body = |token: &str| format!(r#"{{"url":"https://a.example/?access_token={token}&lang=en","note":"n"}}"#);
    let script = Script::new().expect(post("/a").json(body("97_one"))).reply("{}");
    script.send(request(Method::POST, &format!("{HOST}/a"), &body("97_one"))).unwrap();
    let text = send(&body("97_one"), &body("97_other"));
    assert!(!text.contains("97_"), "{text}");
    assert!(text.contains("access_token=[masked]&lang=en [masked, another one]\""), "{text}");
    // A secret that is known by its key elsewhere.
    let secret = "s3cr3t-s3cr3t";
    let body = |note: &str| json!({"secret": secret, "note": note}).to_string();
    let text = send(&body("n"), &body(secret));
    assert!(!text.contains("s3cr3t") && text.contains("+   \"note\": \"[masked]\""), "{text}");
}

#[test]
fn secrets_are_masked_and_their_difference_still_shows() {
    let body =
        |secret: &str| format!(r#"{{"appid":"wx1","secret":"{secret}","list":[{{"access_token":"{secret}"}}]}}"#);
    let script = Script::new().expect(post("/s").query("access_token", "right").json(body("right"))).reply("{}");
    let text = send_failure(script, Method::POST, "/s?access_token=wrong", &body("wrong"));
    assert!(!text.contains("right") && !text.contains("wrong"), "{text}");
    assert!(text.contains("- ?access_token=[masked]\n+ ?access_token=[masked, another one]\n"), "{text}");
    assert!(text.contains("-   \"secret\": \"[masked]\"\n+   \"secret\": \"[masked, another one]\"\n"), "{text}");
    assert!(text.contains("    \"appid\": \"wx1\""), "{text}");

    let text = send_failure(Script::new(), Method::POST, "/s?access_token=wrong&next_openid=", &body("wrong"));
    assert!(!text.contains("wrong"), "{text}");
    assert!(
        text.starts_with("unexpected request: all 0 expectations of the script were met before it\n\nPOST /s\n"),
        "{text}"
    );

    let script = Script::new().expect(post("/s").json(body("right"))).reply("{}");
    let text = send_failure(script, Method::POST, "/s", r#"{"secret":"wrong"#);
    assert!(!text.contains("wrong"), "what cannot be read is not shown: {text}");
}

#[test]
fn an_extra_request_is_shown_whole() {
    let script = Script::new().expect(get("/a")).reply("{}");
    script.send(request(Method::GET, &format!("{HOST}/a"), "")).unwrap();
    let text = send_failure(script, Method::POST, "/b?openid=o1", r#"{"x":1}"#);
    assert_eq!(
        text,
        "unexpected request: all 1 expectations of the script were met before it\n\nPOST /b\n?openid=o1\n{\n  \"x\": 1\n}\n"
    );
}

#[test]
fn a_missing_call_fails_on_drop() {
    let line = line!();
    let script = Script::new()
        .expect(get("/cgi-bin/groups/get"))
        .reply(r#"{"groups":[]}"#)
        .expect(post("/cgi-bin/groups/create").json(r#"{"group":{"name":"test"}}"#))
        .reply(r#"{"group":{"id":100,"name":"test"}}"#);
    script.send(request(Method::GET, &format!("{HOST}/cgi-bin/groups/get"), "")).unwrap();
    let clone = script.clone();
    drop(script);
    let text = failure(|| drop(clone));
    let place = format!("{}:{}:10", file!(), line + 4);
    assert_eq!(
        text,
        format!("1 of 2 expected requests are missing:\n  2. POST /cgi-bin/groups/create, written at {place}")
    );
}

#[test]
fn a_mismatch_whose_panic_was_caught_fails_on_drop() {
    let script = Script::new().expect(get("/a")).reply("{}");
    let send = || drop(script.send(request(Method::GET, &format!("{HOST}/b"), "")));
    let first = failure(send);
    assert_eq!(failure(send), first, "it stays failed");
    assert_eq!(failure(|| drop(script)), first);
}

#[test]
fn a_check_in_the_middle_fails_once() {
    let script = Script::new().expect(get("/a")).reply("{}");
    let text = failure(|| script.assert_done());
    assert!(text.starts_with("1 of 1 expected requests are missing:\n  1. GET /a, written at "), "{text}");
    drop(script);
}

#[test]
fn a_script_does_not_panic_when_the_test_has_failed_already() {
    let panic = catch_unwind(|| {
        let _script = Script::new().expect(get("/a")).reply("{}");
        std::panic::panic_any("the first reason");
    });
    assert_eq!(panic.unwrap_err().downcast_ref::<&str>().copied(), Some("the first reason"));
}

#[test]
fn a_body_to_expect_must_be_json() {
    let text = failure(|| drop(post("/a").json("{")));
    assert!(text.starts_with("the expected body is not JSON: "), "{text}");
}
