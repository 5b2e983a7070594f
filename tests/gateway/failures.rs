//! What a worker hears when the service fails: whether its request may have been done, and nothing of the cause.

use transport_mock::Fault;
use wechat_user_tests::closed_port::ClosedPort;
use wechat_user_tests::http_server::{Behaviour, Reply};

use crate::exchange::{Got, get, post};
use crate::relay::{REAL, service};
use crate::world::World;

fn create(world: &World) -> Got {
    post(world.addr(), &format!("/cgi-bin/tags/create?access_token={}", world.token()), r#"{"tag":{"name":"VIP"}}"#)
}

#[test]
fn a_response_that_is_lost_is_504_and_the_request_is_not_repeated() {
    let world = World::new();
    world.wechat.add_fault(Fault::lose_response().on("/cgi-bin/tags/create"));
    let got = create(&world);
    assert_eq!((got.status, got.errcode()), (504, 0), "{got:?}");
    assert_eq!(world.wechat.calls_to("/cgi-bin/tags/create"), 1);
    assert_eq!(world.wechat.tags().iter().filter(|(_, name, _)| name == "VIP").count(), 1);
}

#[test]
fn a_service_that_cannot_be_reached_is_502() {
    let closed = ClosedPort::new();
    let world = World::with(|plan| plan.origin = format!("http://{}", closed.authority()));
    let got = create(&world);
    assert_eq!((got.status, got.errcode()), (502, 0), "{got:?}");
}

#[test]
fn a_real_token_that_cannot_be_had_or_is_rejected_again_is_502() {
    for fault in [
        Fault::errcode(40164).on("/cgi-bin/stable_token").always(),
        Fault::errcode(-1).on("/cgi-bin/stable_token").always(),
        Fault::reject_token(40001).always(),
        Fault::reject_token(42001).always(),
    ] {
        let world = World::new();
        world.wechat.add_fault(fault);
        let got = create(&world);
        assert_eq!((got.status, got.errcode()), (502, 0), "{got:?}");
        assert!(world.wechat.tags().iter().all(|(_, name, _)| name != "VIP"));
        assert!(world.wechat.calls() <= 4, "{:?}", world.wechat.transcript());
    }
}

#[test]
fn the_services_own_errors_come_down_as_they_are() {
    let world = World::new();
    for (code, path) in [(45009, "/cgi-bin/tags/get"), (45011, "/cgi-bin/tags/get"), (-1, "/cgi-bin/groups/get")] {
        world.wechat.add_fault(Fault::errcode(code).on(path));
        let got = get(world.addr(), &format!("{path}?access_token={}", world.token()));
        assert_eq!((got.status, got.errcode()), (200, code));
        assert!(!String::from_utf8_lossy(&got.body).contains("wechat-gateway"), "{got:?}");
    }
    assert_eq!(world.wechat.calls_to("/cgi-bin/tags/get"), 2, "each is sent once");
}

#[test]
fn a_response_that_quotes_the_real_token_or_secret_is_withheld() {
    let secret = "0123456789abcdef0123456789abcdef";
    for body in [
        format!("{{\"request\":{{\"request_url\":\"access_token={REAL}\"}}}}"),
        format!("\u{0}\u{1}{REAL}"),
        format!("<html>{secret}</html>"),
        format!("{}{REAL}", "x".repeat(100_000)),
    ] {
        let service = service(move |_| Behaviour::Reply(Reply::new(200, body.clone())));
        let world = World::with(|plan| plan.origin = service.base());
        let got = create(&world);
        assert_eq!((got.status, got.errcode()), (502, 0));
        let text = String::from_utf8_lossy(&got.body).into_owned();
        assert!(!text.contains(REAL) && !text.contains(secret) && text.contains("withheld"), "{text}");
        let (audit, lines) = world.audit();
        assert_eq!(lines.last().unwrap()["outcome"], "withheld");
        assert!(!audit.contains(REAL) && !audit.contains(secret));
    }
}

#[test]
fn a_rid_call_that_quotes_its_url_is_withheld() {
    let service = service(|request| {
        Behaviour::Reply(Reply::new(200, format!("{{\"errcode\":0,\"request_url\":{:?}}}", request.target)))
    });
    let world = World::with(|plan| {
        plan.origin = service.base();
        plan.keys[0].1 = r#"["/cgi-bin/openapi/rid/get"]"#.to_owned();
    });
    let target = format!("/cgi-bin/openapi/rid/get?access_token={}", world.token());
    let got = post(world.addr(), &target, r#"{"rid":"1-2-3"}"#);
    assert_eq!((got.status, service.seen().len()), (502, 2));
    assert!(!String::from_utf8_lossy(&got.body).contains(REAL), "{got:?}");
}

#[test]
fn an_encoded_response_cannot_be_searched_and_is_withheld() {
    let service = service(|_| {
        Behaviour::Reply(Reply::new(200, &b"\x1f\x8b\x08 something"[..]).with_header("Content-Encoding", "gzip"))
    });
    let world = World::with(|plan| plan.origin = service.base());
    assert_eq!(create(&world).status, 502);
}

#[test]
fn a_response_beyond_the_limit_is_504() {
    let service = service(|_| Behaviour::Reply(Reply::new(200, vec![b'x'; 70_000])));
    let world = World::with(|plan| {
        plan.origin = service.base();
        plan.limits = "response_bytes = 65536".to_owned();
    });
    assert_eq!(create(&world).status, 504);
}
