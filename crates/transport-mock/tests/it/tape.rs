//! Recordings, and playing them back.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::{Value, json};
use transport_mock::{Dirt, FakeWeChat, Fault, Player, Recorder, Service};
use wechat_user_core::http::Method;
use wechat_user_core::transport::{Delivery, Response, Transport, TransportError};

use crate::support::{HOST, json as parsed, request};

/// A program that fetches a token, creates a group and reads a user; returns the responses.
fn program(transport: &dyn Transport, secret: &str, group: &str) -> Vec<Result<Response, TransportError>> {
    let credentials = json!({"grant_type": "client_credential", "appid": Service::APP_ID, "secret": secret});
    let token =
        transport.send(request(Method::POST, &format!("{HOST}/cgi-bin/stable_token"), &credentials.to_string()));
    let text = parsed(token.as_ref().unwrap())["access_token"].as_str().unwrap().to_owned();
    let url = |path: &str| format!("{HOST}{path}{}access_token={text}", if path.contains('?') { '&' } else { '?' });
    let create = || {
        transport.send(request(
            Method::POST,
            &url("/cgi-bin/groups/create"),
            &json!({"group": {"name": group}}).to_string(),
        ))
    };
    let (first, second, third) = (create(), create(), create());
    let page = transport.send(request(Method::GET, &url("/cgi-bin/user/get"), ""));
    let openid = parsed(page.as_ref().unwrap())["data"]["openid"][0].as_str().unwrap().to_owned();
    let user = transport.send(request(Method::GET, &url(&format!("/cgi-bin/user/info?openid={openid}&lang=en")), ""));
    vec![token, first, second, third, page, user]
}

fn faulty() -> FakeWeChat {
    let wechat = FakeWeChat::new().with_followers(2).with_seed(7);
    wechat.add_fault(Fault::refuse_connection().on("/cgi-bin/groups/create"));
    wechat.add_fault(Fault::lose_response().on("/cgi-bin/groups/create"));
    wechat.add_fault(Fault::dirty(Dirt::BadUtf8).on("/cgi-bin/user/info"));
    wechat
}

fn record(wechat: &FakeWeChat, openids: bool) -> (String, Vec<Result<Response, TransportError>>) {
    let mut tape = Vec::new();
    let recorder = Recorder::new(wechat.clone(), &mut tape);
    let recorder = if openids { recorder } else { recorder.without_openids() };
    let responses = program(&recorder, Service::APP_SECRET, "华东");
    recorder.finish().unwrap();
    (String::from_utf8(tape).unwrap(), responses)
}

#[test]
fn a_recording_is_played_back() {
    let wechat = faulty();
    let (tape, recorded) = record(&wechat, true);
    assert_eq!(tape.lines().count(), 6);
    let player = Player::new(&tape).unwrap();
    let played = program(&player, "any other secret will do", "华东");
    assert_eq!(player.remaining(), 0);
    for (recorded, played) in recorded.iter().zip(&played).skip(1) {
        match (recorded, played) {
            (Ok(recorded), Ok(played)) => {
                assert_eq!((recorded.body(), recorded.status()), (played.body(), played.status()));
                assert_eq!(recorded.headers()["content-type"], played.headers()["content-type"]);
            }
            (Err(recorded), Err(played)) => assert_eq!(recorded.delivery(), played.delivery()),
            _ => panic!("{recorded:?} {played:?}"),
        }
    }
    assert_eq!(played[1].as_ref().unwrap_err().delivery(), Delivery::NotSent);
    assert!(
        std::str::from_utf8(played[5].as_ref().unwrap().body()).is_err(),
        "bytes that are no text come back as they were"
    );
}

#[test]
fn no_secret_is_in_a_recording_and_no_openid_on_request() {
    let wechat = faulty();
    let (tape, _) = record(&wechat, true);
    let token = wechat.stable_token();
    assert!(!tape.contains(token.expose()) && !tape.contains(Service::APP_SECRET));
    assert!(tape.contains(wechat.openid(0).as_str()));
    let first: Value = serde_json::from_str(tape.lines().nth(4).unwrap()).unwrap();
    assert_eq!(
        (&first["verb"], &first["path"], &first["query"]),
        (&json!("GET"), &json!("/cgi-bin/user/get"), &json!([["access_token", "RECORDED-2"]]))
    );

    let wechat = faulty();
    let (tape, _) = record(&wechat, false);
    assert!(!tape.contains(wechat.openid(0).as_str()) && !tape.contains(wechat.openid(1).as_str()));
    program(&Player::new(&tape).unwrap(), "s", "华东");
}

#[test]
fn another_request_or_none_is_a_failure() {
    let (tape, _) = record(&faulty(), true);
    let failure = |work: &dyn Fn()| {
        let panic = catch_unwind(AssertUnwindSafe(work)).unwrap_err();
        panic.downcast_ref::<String>().unwrap().clone()
    };
    let text = failure(&|| drop(program(&Player::new(&tape).unwrap(), "secret-of-mine", "华南")));
    assert!(
        text.starts_with(
            "request 2 is not the recorded one (- recorded, + received):\n  POST /cgi-bin/groups/create\n"
        ),
        "{text}"
    );
    assert!(text.contains("-     \"name\": \"华东\"") && text.contains("+     \"name\": \"华南\""), "{text}");
    assert!(!text.contains("secret-of-mine") && !text.contains("RECORDED"), "{text}");
    let text = failure(&|| drop(Player::new(&tape)));
    assert_eq!(text, "the recording was played to exchange 0, and 6 were left");
    let empty = Player::new("").unwrap();
    let text = failure(&|| drop(empty.send(request(Method::GET, HOST, ""))));
    assert!(text.contains("- nothing more\n"), "{text}");
}

#[test]
fn an_invalid_recording_is_refused_with_its_line() {
    let (tape, _) = record(&faulty(), true);
    let bad = |text: &str| Player::new(text).map(drop).unwrap_err().to_string();
    assert!(bad(&format!("{tape}\n{{}}\n")).starts_with("line 8 of the recording: "));
    let line = r#"{"verb":"GET","path":"/","response":{"status":99,"body":"x"}}"#;
    assert_eq!(bad(line), "line 1 of the recording: it cannot be played");
    let line = r#"{"verb":"GET","path":"/","response":{"status":200,"body":{"hex":"0g"}}}"#;
    assert_eq!(bad(line), "line 1 of the recording: it cannot be played");
}

#[test]
fn a_tape_that_cannot_be_written_is_reported_at_the_end() {
    struct Full;
    impl std::io::Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is full"))
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let recorder = Recorder::new(FakeWeChat::new(), Full);
    assert!(recorder.send(request(Method::GET, &format!("{HOST}/cgi-bin/groups/get"), "")).is_ok(), "the call goes on");
    assert_eq!(recorder.finish().unwrap_err().to_string(), "the disk is full");
}
