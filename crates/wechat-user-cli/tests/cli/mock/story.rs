//! Where followers come from, with the binary alone: `mock serve`, `qr create`, scans, `mock push`, profiles,
//! statistics.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};
use wechat_user_web::{PushKind, Reply};

use super::Mock;
use crate::push::{Target, inbox};

/// A call of the admin API that succeeds.
fn admin(mock: &Mock, name: &str, body: &Value) -> Value {
    let body = body.to_string();
    let mut stream = TcpStream::connect(mock.url.strip_prefix("http://").unwrap()).unwrap();
    let head = format!("POST /_mock/{name} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
    stream.write_all(format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes()).unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    assert!(response.starts_with("HTTP/1.1 200 OK\r\n"), "{response}");
    serde_json::from_str(response.split("\r\n\r\n").nth(1).unwrap()).unwrap()
}

#[test]
fn three_users_scan_a_code_and_tomorrow_two_are_counted() {
    let mock = Mock::serve(&["--followers", "100"]);
    let target = Target::new(inbox(), Reply::Success);
    // 09:00 in China on 2025-03-03.
    admin(&mock, "clock", &json!({"set_ms": 1_740_963_600_000_u64}));
    let code = mock.call(&["qr", "create", "--text", "华东/上海/12", "--permanent", "--json"]).json();
    let ticket = code["ticket"].as_str().unwrap();
    assert_eq!(code["expire_seconds"], Value::Null);

    let old = mock.call(&["users", "list", "--limit", "1"]).ok().trim().to_owned();
    let before = mock.call(&["users", "info", &old, "--json"]).json();
    for (who, event, key) in [
        ("oVisitorOneVisitorOneVisitor", "subscribe", "qrscene_华东/上海/12"),
        ("oVisitorTwoVisitorTwoVisitor", "subscribe", "qrscene_华东/上海/12"),
        (&*old, "SCAN", "华东/上海/12"),
    ] {
        let scanned = admin(&mock, "scan", &json!({"ticket": ticket, "who": who}));
        assert_eq!((&scanned["event"], &scanned["event_key"]), (&json!(event), &json!(key)));
        assert_eq!(scanned["changed"], event == "subscribe");

        // The push arrives verified at a server of the user's.
        let kind = if event == "subscribe" { "subscribe" } else { "scan" };
        let push = [kind, "--scene", "华东/上海/12", "--ticket", ticket, "--openid", who];
        assert_eq!(target.push(&push).ok(), "received\n");
        let (push, _) = target.one();
        assert_eq!(push.openid.as_str(), who);
        let scene = match &push.kind {
            PushKind::Subscribe(Some(scene)) if event == "subscribe" => scene,
            PushKind::Scan(scene) if event == "SCAN" => scene,
            other => panic!("{other:?}"),
        };
        assert_eq!((scene.value.as_str(), scene.ticket.as_deref()), ("华东/上海/12", Some(ticket)));

        let profile = mock.call(&["users", "info", who, "--json"]).json();
        if event == "subscribe" {
            assert_eq!(profile["subscribe_scene"], "ADD_SCENE_QR_CODE");
            assert_eq!(profile["qr_scene_str"], "华东/上海/12");
        } else {
            assert_eq!(profile, before);
        }
    }

    admin(&mock, "clock", &json!({"advance_ms": 86_400_000}));
    let span = ["--from", "2025-03-02", "--to", "2025-03-03"];
    let growth = mock.call(&[&["stats", "growth"], &span[..]].concat()).ok();
    assert_eq!(growth, "2025-03-02\t0\t0\t0\ttrue\n2025-03-03\t2\t0\t2\ttrue\n");
    let total = mock.call(&[&["stats", "total"], &span[..]].concat()).ok();
    assert_eq!(total, "2025-03-02\t100\ttrue\n2025-03-03\t102\ttrue\n");
}
