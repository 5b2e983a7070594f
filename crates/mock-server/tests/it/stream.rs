//! The journal as server-sent events.

use std::thread;

use http::Request;
use mock_server::MockServer;
use serde_json::{Value, json};
use transport_mock::{FakeWeChat, TestClock};

use crate::client::{Client, Events, admin};

const GROUPS: &str = "/cgi-bin/groups/get";

fn server() -> MockServer {
    MockServer::builder().service(FakeWeChat::new().with_bodies(1 << 20)).start().unwrap()
}

fn call(server: &MockServer, times: u64) {
    let mut client = Client::new(server);
    for _ in 0..times {
        client.send(GROUPS, "").unwrap();
    }
}

#[test]
fn calls_before_and_after_the_stream_was_opened_are_events() {
    let server = server();
    call(&server, 2);
    let mut events = Events::open(&server, "/_mock/journal/stream?bodies=1", "");
    let first = events.next().unwrap();
    assert_eq!((first.id.as_str(), &first.data["path"], first.name.as_str()), ("0.1", &json!(GROUPS), ""));
    assert!(first.data["bodies"]["response"].as_str().unwrap().contains("41001"), "{}", first.data);
    assert_eq!(events.next().unwrap().id, "0.2");
    call(&server, 1);
    assert_eq!(events.next().unwrap().data["number"], 3);
    let mut later = Events::open(&server, "/_mock/journal/stream?after=2", "");
    assert_eq!(later.next().unwrap().data["number"], 3);
}

#[test]
fn a_stream_that_is_resumed_skips_no_call() {
    let server = server();
    let mut seen = Vec::new();
    let mut id = "0.0".to_owned();
    thread::scope(|scope| {
        scope.spawn(|| call(&server, 500));
        while seen.len() < 500 {
            let mut events = Events::open(&server, "/_mock/journal/stream", &format!("Last-Event-ID: {id}\r\n"));
            for _ in 0..37.min(500 - seen.len()) {
                let event = events.next().unwrap();
                seen.push(event.data["number"].as_u64().unwrap());
                id = event.id;
            }
        }
    });
    assert_eq!(seen, (1..=500).collect::<Vec<u64>>());
}

#[test]
fn a_journal_that_was_emptied_is_sent_from_its_start() {
    let server = server();
    call(&server, 3);
    let mut events = Events::open(&server, "/_mock/journal/stream", "Last-Event-ID: 0.3\r\n");
    admin(&server, "POST", "reset", &Value::Null);
    call(&server, 4);
    let ids: Vec<String> = (0..4).map(|_| events.next().unwrap().id).collect();
    assert_eq!(ids, ["1.1", "1.2", "1.3", "1.4"]);
    let mut resumed = Events::open(&server, "/_mock/journal/stream", "Last-Event-ID: 0.3\r\n");
    assert_eq!(resumed.next().unwrap().id, "1.1");
}

#[test]
fn calls_that_were_dropped_before_they_were_sent_are_an_event() {
    let server = server();
    admin(&server, "POST", "accounts", &json!({"app_id": "wx-one"}));
    let one = server.accounts().get("wx-one").unwrap();
    for _ in 0..5_003 {
        let request = Request::get("https://api.weixin.qq.com/cgi-bin/x").body(Vec::new()).unwrap();
        drop(one.arrive(request));
    }
    let mut events = Events::open(&server, "/_mock/accounts/wx-one/journal/stream", "");
    let dropped = events.next().unwrap();
    assert_eq!((dropped.name.as_str(), &dropped.data), ("dropped", &json!({"from": 1, "to": 3})));
    assert_eq!(events.next().unwrap().data["number"], 4);
}

#[test]
fn there_are_16_streams_at_most() {
    let server = server();
    let streams: Vec<Events> = (0..16).map(|_| Events::open(&server, "/_mock/journal/stream", "")).collect();
    assert_eq!(admin(&server, "GET", "journal/stream", &Value::Null).0, 503);
    drop(streams);
    // The server notices that a client is gone when it writes.
    call(&server, 1);
    while Client::new(&server).status("/_mock/journal/stream") == 503 {
        call(&server, 1);
    }
}

#[test]
fn a_stream_ends_with_its_account_and_with_the_server() {
    let server = MockServer::builder().service(FakeWeChat::new().with_clock(TestClock::running())).start().unwrap();
    admin(&server, "POST", "accounts", &json!({"app_id": "wx-one"}));
    let mut events = Events::open(&server, "/_mock/accounts/wx-one/journal/stream", "");
    admin(&server, "DELETE", "accounts/wx-one", &Value::Null);
    admin(&server, "POST", "accounts", &json!({"app_id": "wx-one"}));
    assert!(events.next().is_none());
    let mut events = Events::open(&server, "/_mock/journal/stream", "");
    drop(server);
    assert!(events.next().is_none());
}

#[test]
fn what_a_stream_does_not_take_is_refused() {
    let server = server();
    for path in ["journal/stream?path=x", "journal/stream?limit=1", "journal/stream?after=x"] {
        assert_eq!(admin(&server, "GET", path, &Value::Null).0, 400, "{path}");
    }
    let mut client = Client::new(&server);
    client.write("GET /_mock/journal/stream HTTP/1.1\r\nHost: x\r\nLast-Event-ID: seven\r\n\r\n");
    assert_eq!(client.read().unwrap().status, 400);
}
