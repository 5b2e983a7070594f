//! TLS with a private CA.

use std::io::Read;
use std::net::TcpListener;
use std::time::Duration;

use transport_ureq::{ErrorKind, UreqTransport};
use wechat_user_core::transport::{Delivery, Transport, TransportError};
use wechat_user_tests::http_server::HttpServer;
use wechat_user_tests::private_ca::PrivateCa;
use wechat_user_tests::texts::every_text;

use crate::battery::{behaviour_for, fails, get, post, within};
use crate::ureq_delivery::inner;

fn trusting(ca: &PrivateCa) -> UreqTransport {
    UreqTransport::builder().ca_certificates_pem(ca.pem()).build().unwrap()
}

/// The error of a handshake that must fail; nothing may have been sent.
fn refuses(transport: &UreqTransport, server: &HttpServer) -> TransportError {
    let error = fails(transport, post(&server.base(), "/cgi-bin/groups/create"));
    assert_eq!((error.delivery(), inner(&error).kind()), (Delivery::NotSent, ErrorKind::Tls), "{error}");
    assert!(server.seen().is_empty());
    error
}

#[test]
fn a_good_chain_works_and_the_connection_is_kept() {
    let ca = PrivateCa::new();
    let server = HttpServer::start_tls(ca.server(&["127.0.0.1"]), behaviour_for);
    let transport = trusting(&ca);
    for path in ["/status/200", "/chunked", "/status/502"] {
        transport.send(get(&server.base(), path)).unwrap();
        transport.send(within(post(&server.base(), path), Duration::from_secs(20))).unwrap();
    }
    assert_eq!(transport.send(get(&server.base(), "/status/200")).unwrap().body(), b"body of 200");
    assert_eq!((server.seen().len(), server.connections()), (7, 1));
}

#[test]
fn a_certificate_for_a_name_works() {
    let ca = PrivateCa::new();
    let server = HttpServer::start_tls(ca.server(&["localhost"]), behaviour_for);
    let base = server.base().replace("127.0.0.1", "localhost");
    assert_eq!(trusting(&ca).send(get(&base, "/status/200")).unwrap().status(), 200);
}

#[test]
fn a_request_whose_response_is_lost_over_tls_may_have_arrived() {
    let ca = PrivateCa::new();
    let server = HttpServer::start_tls(ca.server(&["127.0.0.1"]), behaviour_for);
    let transport = trusting(&ca);
    for path in ["/lost", "/cut"] {
        let error = fails(&transport, post(&server.base(), path));
        assert_eq!((error.delivery(), inner(&error).kind()), (Delivery::Unknown, ErrorKind::Exchange), "{error}");
    }
    for path in ["/silence", "/drip"] {
        let error = fails(&transport, within(post(&server.base(), path), Duration::from_millis(500)));
        assert_eq!((error.delivery(), inner(&error).is_timeout()), (Delivery::Unknown, true), "{error}");
    }
}

#[test]
fn a_wrong_ca_is_refused() {
    let server = HttpServer::start_tls(PrivateCa::new().server(&["127.0.0.1"]), behaviour_for);
    let error = refuses(&trusting(&PrivateCa::new()), &server);
    // rustls says `UnknownIssuer`, or `BadSignature` because the two CAs have the same name.
    assert!(error.to_string().contains("invalid peer certificate"), "{error}");
}

#[test]
fn the_built_in_roots_do_not_trust_a_private_ca() {
    let server = HttpServer::start_tls(PrivateCa::new().server(&["127.0.0.1"]), behaviour_for);
    let error = refuses(&UreqTransport::new(), &server);
    assert!(every_text(&error).contains("UnknownIssuer"), "{error}");
}

#[test]
fn a_wrong_name_is_refused() {
    let ca = PrivateCa::new();
    let server = HttpServer::start_tls(ca.server(&["other.example"]), behaviour_for);
    let error = refuses(&trusting(&ca), &server);
    assert!(error.to_string().contains("certificate not valid for name"), "{error}");
}

#[test]
fn an_expired_certificate_is_refused() {
    let ca = PrivateCa::new();
    let server = HttpServer::start_tls(ca.expired_server(&["127.0.0.1"]), behaviour_for);
    let error = refuses(&trusting(&ca), &server);
    assert!(error.to_string().contains("certificate expired"), "{error}");
}

#[test]
fn a_server_without_tls_is_refused() {
    let server = HttpServer::start(behaviour_for);
    let base = server.base().replace("http:", "https:");
    let error = fails(&UreqTransport::new(), post(&base, "/"));
    assert_eq!((error.delivery(), inner(&error).kind()), (Delivery::NotSent, ErrorKind::Tls));
}

#[test]
fn a_server_that_never_shakes_hands_is_left_in_time() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("https://{}", listener.local_addr().unwrap());
    let waiting = std::thread::spawn(move || {
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
            // Reads the client's hello and sends nothing until the client closes the connection.
            stream.read_to_end(&mut Vec::new()).unwrap();
        }
    });
    let hour = Duration::from_secs(3_600);
    let builder = UreqTransport::builder().timeout(hour).connect_timeout(Duration::from_millis(500));
    let by_setting = builder.build().unwrap();
    let by_request = within(post(&base, "/"), Duration::from_millis(500));
    for (transport, request) in [(by_setting, post(&base, "/")), (UreqTransport::new(), by_request)] {
        let error = fails(&transport, request);
        assert_eq!((error.delivery(), inner(&error).kind()), (Delivery::NotSent, ErrorKind::Tls));
        assert!(inner(&error).is_timeout());
    }
    waiting.join().unwrap();
}

#[test]
fn sessions_are_resumed_although_each_request_has_its_own_time() {
    // For requests with their own settings, ureq keeps no TLS configuration and therefore no session: see
    // `at_agent_level`.
    let ca = PrivateCa::new();
    let server = HttpServer::start_tls(ca.server(&["127.0.0.1"]), behaviour_for);
    let builder = UreqTransport::builder().ca_certificates_pem(ca.pem()).max_idle_connections(0);
    let transport = builder.build().unwrap();
    for _ in 0..3 {
        transport.send(within(get(&server.base(), "/"), Duration::from_secs(20))).unwrap();
    }
    assert_eq!((server.connections(), server.resumed()), (3, 2));
}

#[test]
fn several_cas_may_stand_in_one_text() {
    let (one, other) = (PrivateCa::new(), PrivateCa::new());
    let transport = UreqTransport::builder().ca_certificates_pem(one.pem() + &other.pem()).build().unwrap();
    for ca in [one, other] {
        let server = HttpServer::start_tls(ca.server(&["127.0.0.1"]), behaviour_for);
        assert_eq!(transport.send(get(&server.base(), "/status/200")).unwrap().status(), 200);
    }
}
