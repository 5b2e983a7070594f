//! Workers that do not keep to the rules: one test for each rule. Nothing of theirs reaches the service.

use crate::exchange::{Got, exchange, get, get_with, post_with};
use crate::world::World;

/// The whole request, with the token in the place of `TOKEN`; the status, once the connection has closed.
fn sends(world: &World, request: &str) -> Option<Got> {
    exchange(world.addr(), request.replace("TOKEN", &world.token()))
}

/// Every one of them is refused with this status, and the service hears of none.
fn all_refused(status: u16, requests: &[&str]) {
    let world = World::new();
    for request in requests {
        let got = sends(&world, request).unwrap_or_else(|| panic!("no response to {request}"));
        assert_eq!(got.status, status, "{request}: {got:?}");
    }
    assert_eq!(world.wechat.calls(), 0);
}

/// A GET of this target, with the token in the place of `TOKEN`.
fn target(target: &str) -> String {
    format!("GET {target} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n")
}

fn targets_refused(targets: &[&str]) {
    let requests: Vec<String> = targets.iter().map(|text| target(text)).collect();
    all_refused(400, &requests.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn encoded_path_segments_are_refused() {
    targets_refused(&[
        "/cgi-bin/groups%2Fget?access_token=TOKEN",
        "/cgi-bin/groups/%67et?access_token=TOKEN",
        "/cgi-bin/%2e%2e/groups/get?access_token=TOKEN",
        "/cgi-bin/groups/get%00?access_token=TOKEN",
        "/cgi-bin/groups/get;x?access_token=TOKEN",
        "/cgi-bin/groups\\get?access_token=TOKEN",
    ]);
}

#[test]
fn empty_path_segments_are_refused() {
    targets_refused(&[
        "//cgi-bin/groups/get?access_token=TOKEN",
        "/cgi-bin//groups/get?access_token=TOKEN",
        "/cgi-bin/groups/get/?access_token=TOKEN",
        "/?access_token=TOKEN",
    ]);
}

#[test]
fn dots_in_a_path_are_refused() {
    targets_refused(&[
        "/cgi-bin/../cgi-bin/groups/get?access_token=TOKEN",
        "/cgi-bin/./groups/get?access_token=TOKEN",
        "/cgi-bin/groups/get.?access_token=TOKEN",
        "/..?access_token=TOKEN",
    ]);
}

#[test]
fn a_target_that_is_no_path_is_refused() {
    targets_refused(&[
        "http://evil.example/cgi-bin/groups/get?access_token=TOKEN",
        "https://api.weixin.qq.com/cgi-bin/groups/get?access_token=TOKEN",
        "*",
    ]);
    let world = World::new();
    let got = sends(&world, "CONNECT api.weixin.qq.com:443 HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n");
    assert!(got.is_some_and(|got| got.status == 400));
    let options = sends(&world, "OPTIONS * HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n");
    assert!(options.is_some_and(|got| got.status == 400));
}

#[test]
fn other_methods_are_refused() {
    let world = World::new();
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"] {
        let line = format!("{method} /cgi-bin/groups/get?access_token=TOKEN HTTP/1.1");
        let got = sends(&world, &format!("{line}\r\nHost: gateway\r\nConnection: close\r\n\r\n")).unwrap();
        assert_eq!((got.status, got.header("allow")), (405, Some("GET, POST")), "{method}");
    }
    assert_eq!(world.wechat.calls(), 0);
}

#[test]
fn none_or_two_access_tokens_are_refused_however_they_are_encoded() {
    targets_refused(&[
        "/cgi-bin/groups/get",
        "/cgi-bin/groups/get?a=1",
        "/cgi-bin/groups/get?access_token=TOKEN&access_token=TOKEN",
        "/cgi-bin/groups/get?access_token=TOKEN&access%5Ftoken=other",
        "/cgi-bin/groups/get?%61%63cess_token=other&access_token=TOKEN",
        "/cgi-bin/groups/get?access_token=TOKEN&Access_Token=other",
        "/cgi-bin/groups/get?access_token=TOKEN&access_token",
    ]);
}

#[test]
fn a_length_with_chunking_is_refused_and_what_follows_is_not_a_request() {
    let smuggled = "GET /cgi-bin/tags/get?access_token=TOKEN HTTP/1.1\r\nHost: gateway\r\n\r\n";
    for framing in [
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "transfer-encoding:chunked\r\nX: y\r\ncontent-length:5",
    ] {
        let world = World::new();
        let head = "POST /cgi-bin/groups/create?access_token=TOKEN HTTP/1.1\r\nHost: gateway";
        let got = sends(&world, &format!("{head}\r\n{framing}\r\n\r\n0\r\n\r\n{smuggled}")).unwrap();
        assert_eq!((got.status, got.header("connection")), (400, Some("close")), "{framing}");
        assert!(!String::from_utf8_lossy(&got.body).contains("HTTP/1.1"), "{framing}: {got:?}");
        assert_eq!(world.wechat.calls(), 0);
    }
}

#[test]
fn other_ambiguous_framings_are_refused() {
    let head = "POST /cgi-bin/groups/create?access_token=TOKEN HTTP/1.1\r\nHost: gateway\r\nConnection: close";
    let requests: Vec<String> = [
        "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
        "Content-Length: +2\r\n\r\n{}",
        "Content-Length: 2, 2\r\n\r\n{}",
        "Transfer-Encoding: gzip\r\n\r\n{}",
        "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "Content-Length : 2\r\n\r\n{}",
    ]
    .map(|rest| format!("{head}\r\n{rest}"))
    .into();
    all_refused(400, &requests.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn line_breaks_in_values_are_refused() {
    let head = "POST /cgi-bin/groups/create?access_token=TOKEN HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\nContent-Length: 2";
    let requests: Vec<String> =
        ["Content-Type: text/plain\rX: y", "Content-Type: a\0b", "X\n y: z", "Content-Type: a\r\n folded"]
            .map(|line| format!("{head}\r\n{line}\r\n\r\n{{}}"))
            .into();
    all_refused(400, &requests.iter().map(String::as_str).collect::<Vec<_>>());

    // Encoded ones stay encoded: they are bytes of a value, here and at the service.
    let world = World::new();
    let got = get(world.addr(), &format!("/cgi-bin/groups/get?access_token={}&a=%0d%0aX:%20y", world.token()));
    assert_eq!(got.errcode(), 0);
    let got = get(world.addr(), "/cgi-bin/token?grant_type=client_credential&appid=%0d%0aX:y&secret=%0d%0a");
    assert!(got.errcode() == 40125 && !got.head.contains("X:y"), "{got:?}");
}

#[test]
fn a_foreign_host_changes_nothing_and_is_refused_where_hosts_are_named() {
    let path = "/cgi-bin/groups/get?access_token=TOKEN";
    let world = World::new();
    let call = |world: &World, host: &str| {
        sends(world, &format!("GET {path} HTTP/1.1\r\nConnection: close\r\n{host}\r\n\r\n")).unwrap().status
    };
    assert_eq!(call(&world, "Host: evil.example"), 200, "the service is fixed, whatever Host says");
    assert_eq!(world.wechat.calls_to("/cgi-bin/groups/get"), 1);
    assert_eq!(call(&world, "Host: a\r\nHost: b"), 400);
    assert_eq!(call(&world, "X: y"), 400);

    let named = World::with(|plan| plan.top = "hosts = [\"Gateway.corp.example\", \"gateway\"]".to_owned());
    assert_eq!(call(&named, "Host: gateway.CORP.example:8443"), 200);
    assert_eq!(call(&named, "Host: evil.example"), 421);
    assert_eq!(call(&named, "Host: gateway.corp.example.evil.example"), 421);
    assert_eq!(named.wechat.calls_to("/cgi-bin/groups/get"), 1);
}

#[test]
fn encoded_bodies_are_refused() {
    let world = World::new();
    let target = format!("/cgi-bin/groups/create?access_token={}", world.token());
    for encoding in ["gzip", "identity", "br, gzip", ""] {
        let got = post_with(world.addr(), &target, &format!("Content-Encoding: {encoding}"), "{}");
        assert_eq!(got.status, 415, "{encoding}");
    }
    assert_eq!(world.wechat.calls(), 0);
}

#[test]
fn a_get_with_a_body_and_two_content_types_are_refused() {
    let head =
        "/cgi-bin/groups/get?access_token=TOKEN HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\nContent-Length: 2";
    all_refused(
        400,
        &[
            &format!("GET {head}\r\n\r\n{{}}"),
            &format!("POST {head}\r\nContent-Type: a/b\r\nContent-Type: c/d\r\n\r\n{{}}"),
        ],
    );
}

#[test]
fn no_secret_of_the_configuration_is_a_token_or_a_key() {
    let world = World::new();
    for secret in [&world.plan.secret, crate::world::SIGNING, &world.key] {
        let got = get(world.addr(), &format!("/cgi-bin/groups/get?access_token={secret}"));
        assert!([40001, 40014].contains(&got.errcode()), "{got:?}");
    }
    let hosts = get_with(world.addr(), "/healthz", "X: y");
    assert_eq!(hosts.status, 400, "health and metrics are on another listener");
    assert_eq!(get(world.addr(), "/metrics").status, 400);
    assert_eq!(world.wechat.calls(), 0);
}
