//! Faults of the connection, as a client sees them.

use std::thread;

use mock_server::MockServer;
use transport_mock::{Ending, Fault};

use crate::client::Client;

const GET: &str = "/cgi-bin/groups/get";
const CREATE: &str = "/cgi-bin/groups/create";

fn create_path(server: &MockServer) -> String {
    format!("{CREATE}?access_token={}", server.service().stable_token().expose())
}

#[test]
fn a_lost_response_closes_the_connection_after_the_call_was_processed() {
    let server = MockServer::builder().start().unwrap();
    let path = create_path(&server);
    for (fault, ending, groups) in [
        (Fault::refuse_connection(), Ending::Refused, 3),
        (Fault::lose_request(), Ending::RequestLost, 3),
        (Fault::lose_response(), Ending::ResponseLost, 4),
    ] {
        server.service().add_fault(fault.on(CREATE));
        assert!(Client::new(&server).send(&path, r#"{"group":{"name":"test"}}"#).is_none());
        assert_eq!(server.service().journal().last().unwrap().ending, ending);
        assert_eq!(server.service().groups().len(), groups);
    }
}

#[test]
fn a_gateway_responds_in_html() {
    let server = MockServer::builder().start().unwrap();
    server.service().add_fault(Fault::status(502));
    let mut client = Client::new(&server);
    let response = client.send(GET, "").unwrap();
    assert_eq!(response.status, 502);
    assert!(response.head.contains("content-type: text/html") && response.body.starts_with(b"<html>"));
    assert_eq!(client.json(GET, "")["errcode"], 41001, "the connection goes on");
}

#[test]
fn a_stalled_call_does_not_stop_the_others_nor_the_end() {
    let server = MockServer::builder().start().unwrap();
    server.service().add_fault(Fault::stall());
    let mut stalled = Client::new(&server);
    stalled.write(&format!("GET {GET} HTTP/1.1\r\nHost: x\r\n\r\n"));
    while server.service().calls() == 0 {
        thread::yield_now();
    }
    assert_eq!(Client::new(&server).json(GET, "")["errcode"], 41001);
    drop(server);
    assert!(stalled.read().is_none());
}

#[test]
fn a_gate_holds_responses_back_over_the_socket() {
    let server = MockServer::builder().start().unwrap();
    let gate = server.service().hold(CREATE);
    let path = create_path(&server);
    thread::scope(|scope| {
        let call = scope.spawn(|| Client::new(&server).json(&path, r#"{"group":{"name":"test"}}"#));
        gate.until_arrived(1);
        assert_eq!(server.service().groups().len(), 4, "the work is done");
        assert_eq!(Client::new(&server).json(GET, "")["errcode"], 41001, "others are served");
        assert!(!call.is_finished());
        gate.open();
        assert_eq!(call.join().unwrap()["group"]["id"], 100);
    });
}

#[test]
fn a_gate_that_stays_closed_does_not_stop_the_end() {
    let server = MockServer::builder().start().unwrap();
    let gate = server.service().hold(GET);
    let mut client = Client::new(&server);
    client.write(&format!("GET {GET} HTTP/1.1\r\nHost: x\r\n\r\n"));
    gate.until_arrived(1);
    drop(server);
    drop(client);
    assert_eq!(gate.arrived(), 1);
}

#[test]
fn an_unknown_path_gets_the_services_response() {
    let server = MockServer::builder().start().unwrap();
    assert_eq!(Client::new(&server).json("/cgi-bin/groups/list?access_token=x", "")["errcode"], 40066);
    assert!(server.service().journal()[0].unknown);
}

#[test]
fn a_response_is_cut_in_the_middle_of_its_body() {
    for bytes in [0, 7] {
        let server = MockServer::builder().start().unwrap();
        server.service().add_fault(Fault::cut_body(bytes).on(CREATE));
        let mut client = Client::new(&server);
        client.write_request(&create_path(&server), r#"{"group":{"name":"test"}}"#);
        let (head, body) = client.read_to_end();
        assert!(head.contains("content-length: 34"), "{head}");
        assert_eq!(body, br#"{"group":{"id":100,"name":"test"}}"#[..bytes]);
        assert_eq!(server.service().journal().last().unwrap().ending, Ending::ResponseCut);
        assert_eq!(server.service().groups().len(), 4);
    }
}

#[test]
fn a_response_arrives_in_slow_chunks() {
    let server = MockServer::builder().start().unwrap();
    server.service().add_fault(Fault::drip(3, std::time::Duration::from_millis(1)));
    let mut client = Client::new(&server);
    assert_eq!(client.json(GET, "")["errcode"], 41001);
    assert_eq!(client.json(GET, "")["errcode"], 41001, "the connection goes on");
    assert_eq!(server.service().journal()[0].faults, ["drip"]);
}

#[test]
fn a_dirty_body_is_sent_unchanged() {
    let server = MockServer::builder().start().unwrap();
    server.service().add_fault(Fault::dirty(transport_mock::Dirt::ByteOrderMark));
    assert!(Client::new(&server).send(GET, "").unwrap().body.starts_with(b"\xef\xbb\xbf{"));
}
