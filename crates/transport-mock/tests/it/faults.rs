//! Faults and their effects.

use std::thread;
use std::time::Duration;

use serde_json::json;
use transport_mock::{Ending, FakeWeChat, Fault, TestClock};
use wechat_user_core::clock::Clock;
use wechat_user_core::http::{Method, StatusCode};
use wechat_user_core::transport::{Delivery, Request, TimeLeft, Transport};

use crate::support::{Desk, code, request};

const CREATE: &str = "/cgi-bin/groups/create";
const GET: &str = "/cgi-bin/groups/get";

fn create(desk: &Desk) -> Request {
    request(Method::POST, &desk.url(CREATE), r#"{"group":{"name":"test"}}"#)
}

#[test]
fn a_code_is_returned_the_given_number_of_times() {
    let desk = Desk::with_followers(0);
    desk.wechat.add_fault(Fault::errcode(268_487_002).on(GET).after(1).times(2));
    let codes: Vec<i64> = (0..4).map(|_| code(&desk.get(GET))).collect();
    assert_eq!(codes, [0, 268_487_002, 268_487_002, 0]);
    assert_eq!(code(&desk.post(CREATE, r#"{"group":{"name":"test"}}"#)), 0);
    desk.wechat.add_fault(Fault::errcode(45009).always());
    assert_eq!((code(&desk.get(GET)), code(&desk.get("/cgi-bin/user/get"))), (45009, 45009));
    desk.wechat.clear_faults();
    assert_eq!(code(&desk.get(GET)), 0);
}

#[test]
fn a_code_has_the_text_of_the_service() {
    let desk = Desk::with_followers(0);
    let seen = [
        (-1, "system error hint: ["),
        (40032, "invalid openid list size hint: ["),
        (40033, "invalid charset. please check your request, if include \\uxxxx will create fail! hint: ["),
        (40092, "invalid remark name hint: ["),
        (45009, "reach max api daily quota limit hint: ["),
        (45157, "invalid tag name hint: ["),
        (45159, "invalid tag id hint: ["),
        (48001, "api unauthorized rid: "),
        (268_487_002, "system busy hint: ["),
        (123_456, " hint: ["),
    ];
    for (expected, text) in seen {
        desk.wechat.add_fault(Fault::errcode(expected));
        let response = desk.get(GET);
        assert_eq!(code(&response), expected);
        assert!(response["errmsg"].as_str().unwrap().starts_with(text), "{response}");
    }
}

#[test]
fn a_fault_waits_for_a_call_that_would_have_worked() {
    let desk = Desk::with_followers(0);
    desk.wechat.add_fault(Fault::errcode(-1).on(GET));
    let dead = request(Method::GET, &desk.url(GET), "");
    desk.wechat.replace_token();
    let response: serde_json::Value = serde_json::from_slice(desk.wechat.send(dead).unwrap().body()).unwrap();
    assert_eq!(code(&response), 40001);
    assert_eq!(code(&desk.get(GET)), -1);
}

#[test]
fn a_call_with_a_lost_response_was_processed_and_one_with_a_lost_request_was_not() {
    let desk = Desk::with_followers(0);
    let faults = [
        (Fault::refuse_connection(), Delivery::NotSent, Ending::Refused, 3),
        (Fault::lose_request(), Delivery::Unknown, Ending::RequestLost, 3),
        (Fault::stall(), Delivery::Unknown, Ending::Stalled, 3),
        (Fault::lose_response(), Delivery::Unknown, Ending::ResponseLost, 4),
    ];
    for (fault, delivery, ending, groups) in faults {
        desk.wechat.add_fault(fault.on(CREATE));
        let error = desk.wechat.send(create(&desk)).unwrap_err();
        assert_eq!(error.delivery(), delivery, "{ending}");
        assert_eq!(desk.wechat.journal().last().unwrap().ending, ending);
        assert_eq!(desk.wechat.groups().len(), groups, "{ending}");
    }
    assert_eq!(desk.wechat.calls_to(CREATE), 4);
}

#[test]
fn a_refused_call_gets_its_response() {
    let desk = Desk::with_followers(0);
    desk.wechat.add_fault(Fault::lose_response().on(CREATE));
    assert_eq!(desk.code(CREATE, json!({"group": {"name": ""}})), 40051);
    assert!(desk.wechat.send(create(&desk)).is_err());
}

#[test]
fn a_gateway_responds_in_html() {
    let desk = Desk::with_followers(0);
    desk.wechat.add_fault(Fault::status(502).on(CREATE));
    let response = desk.wechat.send(create(&desk)).unwrap();
    assert_eq!(response.status(), StatusCode::BAD_GATEWAY);
    assert!(response.body().starts_with(b"<html>\r\n<head><title>502 Bad Gateway</title>"));
    assert_eq!(response.headers()["content-type"], "text/html");
    assert_eq!(desk.wechat.journal()[0].ending, Ending::Status(502));
    assert_eq!(desk.wechat.groups().len(), 3);
}

#[test]
fn a_token_is_replaced_under_a_calls_feet() {
    let desk = Desk::with_followers(0);
    desk.wechat.add_fault(Fault::replace_token().on(GET));
    assert_eq!(code(&desk.get(GET)), 40001);
    assert_eq!(code(&desk.get(GET)), 0);
    assert_eq!(desk.wechat.journal()[0].faults, ["replace_token"]);
}

#[test]
fn a_stalled_call_lasts_as_long_as_it_may() {
    let desk = Desk::with_followers(0);
    desk.wechat.add_fault(Fault::stall().times(2));
    let mut request = create(&desk);
    request.extensions_mut().insert(TimeLeft(Duration::from_secs(12)));
    let error = desk.wechat.send(request).unwrap_err();
    assert_eq!(error.to_string(), "no response; the request may have arrived: no response within the time left");
    assert_eq!(desk.wechat.clock().now(), TestClock::START + Duration::from_secs(12));
    let error = desk.wechat.send(create(&desk)).unwrap_err();
    assert!(error.to_string().ends_with("the service stalls, and the request has no time limit"));
    assert_eq!(desk.wechat.clock().now(), TestClock::START + Duration::from_secs(12));
}

#[test]
fn a_gate_holds_responses_back() {
    let desk = Desk::with_followers(0);
    let gate = desk.wechat.hold(CREATE);
    thread::scope(|scope| {
        let calls: Vec<_> = (0..3)
            .map(|number| {
                let body = json!({"group": {"name": format!("test {number}")}}).to_string();
                let request = request(Method::POST, &desk.url(CREATE), &body);
                let wechat = desk.wechat.clone();
                scope.spawn(move || wechat.send(request).is_ok())
            })
            .collect();
        gate.until_arrived(3);
        assert_eq!(desk.wechat.groups().len(), 6, "the work is done");
        assert!(calls.iter().all(|call| !call.is_finished()), "the responses wait");
        assert_eq!(code(&desk.get(GET)), 0, "other paths are free");
        gate.open();
        assert!(calls.into_iter().all(|call| call.join().unwrap()));
    });
    assert_eq!(gate.arrived(), 3);
    assert!(desk.wechat.send(create(&desk)).is_ok(), "an open gate lets pass");
}

#[test]
fn a_gate_that_is_dropped_is_open() {
    let desk = Desk::new(FakeWeChat::new());
    drop(desk.wechat.hold(CREATE));
    assert!(desk.wechat.send(create(&desk)).is_ok());
}

#[test]
fn a_fault_that_can_never_apply_is_refused_if_it_comes_from_outside() {
    let wechat = FakeWeChat::new();
    for (fault, expected) in [
        (
            Fault::stall().on("/cgi-bin/group/get"),
            "the fault \"stall\" is on \"/cgi-bin/group/get\", but the simulator has no such path",
        ),
        (Fault::errcode(-1).times(0), "the fault \"errcode\" must apply at least once: \"times\" is 0"),
    ] {
        assert_eq!(wechat.add_faults(vec![Fault::stall(), fault]).unwrap_err().to_string(), expected);
        assert!(wechat.faults().is_empty(), "all or none");
    }
    wechat.add_faults(vec![Fault::stall().on("/cgi-bin/groups/get")]).unwrap();
    assert_eq!(wechat.faults().len(), 1);
}

#[test]
fn a_40164_fault_has_the_text_and_the_address_of_the_service() {
    let desk = Desk::new(FakeWeChat::new());
    desk.wechat.add_fault(Fault::errcode(40164).on("/cgi-bin/groups/get"));
    let response = desk.get("/cgi-bin/groups/get");
    let text = response["errmsg"].as_str().unwrap();
    assert_eq!(code(&response), 40164);
    assert!(text.starts_with("invalid ip 192.0.2.1 ipv6 ::ffff:192.0.2.1, not in whitelist rid: "), "{text}");
}
