//! Connections, bytes and time: what one worker takes from the others is bounded.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;

use transport_mock::FakeWeChat;

use crate::exchange::{connect, exchange, get, post, rest};
use crate::world::World;

fn slow_head(world: &World) -> TcpStream {
    let mut stream = connect(world.addr());
    stream.write_all(b"GET /cgi-bin/groups/get?access_to").unwrap();
    stream
}

#[test]
fn a_thousand_slow_connections_do_not_keep_another_worker_from_its_response() {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    let all = rustix::process::Rlimit { current: limit.maximum, maximum: limit.maximum };
    rustix::process::setrlimit(rustix::process::Resource::Nofile, all).unwrap();

    let world = World::with(|plan| {
        plan.limits = "connections = 1100\nconnections_per_address = 1100\nheader_seconds = 3600".to_owned();
    });
    let slow: Vec<TcpStream> = (0..1_000).map(|_| slow_head(&world)).collect();
    assert_eq!(world.worker().groups().list().unwrap().len(), 3);
    assert!(world.metric("connections") >= 1_000);
    drop(slow);
}

#[test]
fn one_address_has_its_share_of_the_connections() {
    let world = World::with(|plan| plan.limits = "connections_per_address = 5".to_owned());
    let slow: Vec<TcpStream> = (0..5).map(|_| slow_head(&world)).collect();
    while world.metric("connections") < 5 {
        thread::yield_now();
    }
    assert!(exchange(world.addr(), "GET / HTTP/1.1\r\n\r\n").is_none(), "closed without a response");
    assert_eq!(world.metric("refused_connections_total"), 1);
    drop(slow);
    while world.metric("connections") > 0 {
        thread::yield_now();
    }
    assert_eq!(get(world.addr(), "/cgi-bin/token").errcode(), 40002);
}

#[test]
fn a_slow_head_an_idle_connection_and_a_slow_body_are_ended() {
    let world = World::with(|plan| plan.limits = "header_seconds = 1\nidle_seconds = 1\nbody_seconds = 1".to_owned());
    assert!(rest(&mut slow_head(&world)).is_none());
    // Silent from the start.
    assert!(rest(&mut connect(world.addr())).is_none());
    // Silent after a response.
    let mut idle = connect(world.addr());
    idle.write_all(b"GET /cgi-bin/token HTTP/1.1\r\nHost: gateway\r\n\r\n").unwrap();
    assert_eq!(rest(&mut idle).unwrap().errcode(), 40002);

    let mut body = connect(world.addr());
    let head = format!("POST /cgi-bin/tags/create?access_token={} HTTP/1.1\r\nHost: gateway", world.token());
    body.write_all(format!("{head}\r\nContent-Length: 10\r\n\r\n{{").as_bytes()).unwrap();
    assert_eq!(rest(&mut body).unwrap().status, 408);
    assert_eq!(world.wechat.calls(), 0);
}

#[test]
fn a_worker_that_does_not_read_its_response_is_disconnected() {
    let wechat = FakeWeChat::new().with_followers(10_000);
    let world = World::of(wechat, |plan| plan.limits = "body_seconds = 1".to_owned());
    let request = format!("GET /cgi-bin/user/get?access_token={} HTTP/1.1\r\nHost: gateway\r\n\r\n", world.token());
    let mut stream = connect(world.addr());
    // So many responses that no buffer of the system holds them.
    let _ = stream.write_all(request.repeat(200).as_bytes());
    while world.metric("connections") > 0 {
        thread::yield_now();
    }
    let mut read = Vec::new();
    let _ = stream.read_to_end(&mut read);
    assert!(world.wechat.calls_to("/cgi-bin/user/get") < 200);
}

#[test]
fn bodies_and_heads_beyond_the_limit_are_refused() {
    let world = World::with(|plan| plan.limits = "request_bytes = 4096".to_owned());
    let target = format!("/cgi-bin/tags/create?access_token={}", world.token());
    assert_eq!(post(world.addr(), &target, &"x".repeat(4_097)).status, 413);
    let chunks = format!("1000\r\n{}\r\n", "x".repeat(0x1000)).repeat(2);
    let head = format!("POST {target} HTTP/1.1\r\nHost: gateway\r\nTransfer-Encoding: chunked");
    assert_eq!(exchange(world.addr(), format!("{head}\r\n\r\n{chunks}0\r\n\r\n")).unwrap().status, 413);
    let huge =
        format!("{head}\r\nContent-Length: 99999999999999999999\r\n\r\n").replace("Transfer-Encoding: chunked\r\n", "");
    assert!([400, 413].contains(&exchange(world.addr(), huge).unwrap().status));
    assert_eq!(post(world.addr(), "/cgi-bin/stable_token", &"x".repeat(9_000)).status, 413);
    let long = format!("GET {target}&x={} HTTP/1.1\r\nHost: gateway\r\n\r\n", "x".repeat(100_000));
    assert!(exchange(world.addr(), long).is_none_or(|got| [414, 431].contains(&got.status)));
    let many = format!("GET {target} HTTP/1.1\r\n{}Host: gateway\r\n\r\n", "X: y\r\n".repeat(100));
    assert_eq!(exchange(world.addr(), many).unwrap().status, 431);
    assert_eq!(world.wechat.calls(), 0);

    // One of exactly the limit is sent.
    let body = format!("{{\"tag\":{{\"name\":\"VIP\"}}{}}}", " ".repeat(4_096 - 22));
    assert_eq!((body.len(), post(world.addr(), &target, &body).errcode()), (4_096, 0));
}

#[test]
fn a_full_queue_and_a_used_up_budget_are_503_and_nothing_is_sent() {
    let world = World::with(|plan| plan.limits = "senders = 1\nqueue = 1".to_owned());
    let gate = world.wechat.hold("/cgi-bin/groups/get");
    let target = format!("/cgi-bin/groups/get?access_token={}", world.token());
    thread::scope(|scope| {
        let sending = scope.spawn(|| get(world.addr(), &target).status);
        gate.until_arrived(1);
        let waiting = scope.spawn(|| get(world.addr(), &target).status);
        while world.metric("queued") < 1 {
            thread::yield_now();
        }
        let got = get(world.addr(), &target);
        assert_eq!((got.status, got.errcode(), got.header("retry-after")), (503, 0, Some("1")));
        // A token needs no sender.
        assert!(!world.token().is_empty());
        gate.open();
        assert_eq!((sending.join().unwrap(), waiting.join().unwrap()), (200, 200));
    });
    assert_eq!(world.wechat.calls_to("/cgi-bin/groups/get"), 2);

    let world =
        World::with(|plan| plan.limits = "bytes = 1048576\nrequest_bytes = 4096\nresponse_bytes = 700000".to_owned());
    let gate = world.wechat.hold("/cgi-bin/groups/get");
    let target = format!("/cgi-bin/groups/get?access_token={}", world.token());
    thread::scope(|scope| {
        let sending = scope.spawn(|| get(world.addr(), &target).status);
        gate.until_arrived(1);
        assert_eq!(get(world.addr(), &target).status, 503, "it might need 700,000 more");
        gate.open();
        assert_eq!(sending.join().unwrap(), 200);
    });
    assert_eq!((get(world.addr(), &target).status, world.metric("free_bytes")), (200, 1_048_576));
}
