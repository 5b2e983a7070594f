//! The settings of `transport-ureq`: sizes, times, and values that are refused.

use std::io::Read;
use std::net::TcpListener;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use transport_ureq::{BuildError, ErrorKind, UreqTransport};
use wechat_user_core::transport::{Delivery, Transport};
use wechat_user_tests::http_server::{Behaviour, HttpServer, Reply};
use wechat_user_tests::private_ca::PrivateCa;

use crate::battery::{behaviour_for, fails, get, post, within};
use crate::ureq_delivery::inner;

/// The body's length is the path; an `x` in front makes it chunked.
fn server_of_lengths() -> HttpServer {
    HttpServer::start(|request| {
        let length = request.path().trim_start_matches(['/', 'x']).parse().unwrap();
        let reply = Reply::new(200, vec![b'.'; length]);
        Behaviour::Reply(if request.path().starts_with("/x") { reply.in_chunks_of(100) } else { reply })
    })
}

#[test]
fn a_body_may_be_as_long_as_the_limit_and_no_longer() {
    let server = server_of_lengths();
    let transport = UreqTransport::builder().max_response_bytes(1_000).build().unwrap();
    for path in ["/1000", "/x1000"] {
        assert_eq!(transport.send(get(&server.base(), path)).unwrap().body().len(), 1_000);
    }
    for path in ["/1001", "/x1001", "/1000000", "/x1000000"] {
        let error = fails(&transport, get(&server.base(), path));
        assert_eq!(error.delivery(), Delivery::Unknown);
        assert!(matches!(inner(&error).kind(), ErrorKind::TooLarge { limit: 1_000, .. }), "{error:?}");
        assert!(error.to_string().ends_with("the response is longer than the limit of 1000 bytes"), "{error}");
    }
}

#[test]
fn an_announced_length_is_not_believed() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 9000000000000000000\r\n\r\n";
    let server = HttpServer::start(|_| Behaviour::Bytes(head));
    let transport = UreqTransport::builder().max_response_bytes(1_000).build().unwrap();
    let error = fails(&transport, get(&server.base(), "/"));
    assert!(matches!(inner(&error).kind(), ErrorKind::TooLarge { limit: 1_000, .. }), "{error:?}");
    // Without a limit, no memory is reserved for it either.
    let transport = UreqTransport::builder().max_response_bytes(usize::MAX).build().unwrap();
    assert_eq!(inner(&fails(&transport, get(&server.base(), "/"))).kind(), ErrorKind::Exchange);
}

#[test]
fn the_default_limit_is_32_mib() {
    let limit = 32 * 1024 * 1024;
    let server = HttpServer::start(move |request| {
        let over = usize::from(request.path() == "/over");
        Behaviour::Reply(Reply::new(200, vec![b'.'; limit + over]))
    });
    let transport = UreqTransport::new();
    assert_eq!(transport.send(get(&server.base(), "/")).unwrap().body().len(), limit);
    let error = fails(&transport, get(&server.base(), "/over"));
    assert!(matches!(inner(&error).kind(), ErrorKind::TooLarge { limit: most, .. } if most == limit), "{error:?}");
}

#[test]
fn a_request_without_time_left_has_the_default_time() {
    let server = HttpServer::start(behaviour_for);
    let transport = UreqTransport::builder().timeout(Duration::from_millis(500)).build().unwrap();
    for path in ["/silence", "/drip"] {
        let error = fails(&transport, post(&server.base(), path));
        assert_eq!((error.delivery(), inner(&error).is_timeout()), (Delivery::Unknown, true));
    }
}

#[test]
fn time_left_overrules_the_default_both_ways() {
    let server = HttpServer::start(|request| {
        std::thread::sleep(Duration::from_millis(50));
        behaviour_for(request)
    });
    let impatient = UreqTransport::builder().timeout(Duration::from_millis(1)).build().unwrap();
    impatient.send(within(post(&server.base(), "/"), Duration::from_secs(60))).unwrap();
    let patient = UreqTransport::builder().timeout(Duration::from_secs(3_600)).build().unwrap();
    assert!(inner(&fails(&patient, within(post(&server.base(), "/"), Duration::from_millis(1)))).is_timeout());
}

/// Sends a body that is longer than the buffers of both sockets, and must run out of time while it writes.
fn runs_out_of_time_while_writing(listener: &TcpListener) {
    let deadline = Duration::from_millis(500);
    let mut request = post(&format!("http://{}", listener.local_addr().unwrap()), "/");
    *request.body_mut() = vec![b'.'; 32 * 1024 * 1024];
    let start = Instant::now();
    let error = UreqTransport::new().send_within(request, deadline).map(|response| response.status()).unwrap_err();
    let took = start.elapsed();
    assert_eq!((error.delivery(), inner(&error).kind()), (Delivery::Unknown, ErrorKind::Exchange), "{error}");
    assert!(inner(&error).is_timeout(), "{error}");
    // The deadline is a contract, so it is measured, with a generous bound: one time for all pieces, not for each.
    assert!(took < 3 * deadline, "{took:?}");
}

/// How many connections wait to be accepted.
fn waiting(listener: &TcpListener) -> usize {
    listener.set_nonblocking(true).unwrap();
    std::iter::from_fn(|| listener.accept().ok()).count()
}

#[test]
fn a_peer_that_does_not_read_the_body_is_left_in_time() {
    // The system opens the connection for it; nothing ever reads.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    runs_out_of_time_while_writing(&listener);
    assert_eq!(waiting(&listener), 1, "the request was not sent again");
}

#[test]
fn a_peer_that_reads_the_body_in_drips_is_left_in_time() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let is_over = AtomicBool::new(false);
    std::thread::scope(|threads| {
        threads.spawn(|| {
            let (mut stream, _) = listener.accept().unwrap();
            let mut drip = [0; 4 * 1024];
            while !is_over.load(Ordering::SeqCst) && stream.read(&mut drip).is_ok_and(|read| read > 0) {
                std::thread::sleep(Duration::from_millis(5));
            }
        });
        runs_out_of_time_while_writing(&listener);
        is_over.store(true, Ordering::SeqCst);
    });
    assert_eq!(waiting(&listener), 0, "the request was not sent again");
}

#[test]
fn the_user_agent_names_us_unless_the_request_names_another() {
    let server = HttpServer::start(behaviour_for);
    let transport = UreqTransport::new();
    transport.send(get(&server.base(), "/")).unwrap();
    let mut request = get(&server.base(), "/");
    request.headers_mut().insert("user-agent", "mine/1".parse().unwrap());
    transport.send(request).unwrap();

    let seen = server.seen();
    let ours = seen[0].header("user-agent").unwrap();
    assert!(ours.strip_prefix("wechat-user/").is_some_and(|version| version.starts_with(char::is_numeric)), "{ours}");
    assert_eq!(seen[1].header("user-agent"), Some("mine/1"));
}

#[test]
fn the_head_of_a_response_is_bounded_too() {
    let server =
        HttpServer::start(|_| Behaviour::Reply(Reply::new(200, "").with_header("X-Long", "y".repeat(200_000))));
    let error = fails(&UreqTransport::new(), get(&server.base(), "/"));
    assert_eq!((error.delivery(), inner(&error).kind()), (Delivery::Unknown, ErrorKind::Exchange));
}

#[test]
fn impossible_settings_are_refused() {
    let build = |builder: transport_ureq::Builder| builder.build().map(drop).unwrap_err();
    assert_eq!(build(UreqTransport::builder().timeout(Duration::ZERO)), BuildError::ZeroTime("timeout"));
    assert_eq!(
        build(UreqTransport::builder().connect_timeout(Duration::ZERO)),
        BuildError::ZeroTime("connect_timeout")
    );
    for proxy in [
        "",
        "ftp://u:SECRET-MARK@host",
        "http://",
        "http://u:SECRET-MARK@",
        "http://:80",
        "http://host:99999",
        "SECRET-MARK?",
    ] {
        let error = build(UreqTransport::builder().proxy(proxy));
        assert_eq!(error, BuildError::Proxy, "{proxy}");
        assert!(!format!("{error}{error:?}").contains("SECRET"));
    }
    let section = |inside| format!("-----BEGIN CERTIFICATE-----\n{inside}\n-----END CERTIFICATE-----\n");
    for (pem, expected) in [
        (String::new(), "NoCertificate"),
        ("not PEM".to_owned(), "NoCertificate"),
        (section("AAAA").replace("CERTIFICATE", "PRIVATE KEY"), "NoCertificate"),
        ("-----BEGIN CERTIFICATE-----\nMIIB".to_owned(), "BadPem"),
        (section("====!"), "BadPem"),
        (section("AAAA"), "BadCertificate { number: 1 }"),
        (PrivateCa::new().pem() + &section(""), "BadCertificate { number: 2 }"),
    ] {
        let refused = build(UreqTransport::builder().ca_certificates_pem(pem.clone()));
        assert_eq!(format!("{refused:?}"), expected, "{pem}");
    }
}

#[test]
fn a_proxys_password_is_not_printed() {
    let builder = UreqTransport::builder().proxy("http://user:SECRET-MARK@127.0.0.1:3128");
    assert!(!format!("{builder:?}").contains("SECRET"));
    assert!(!format!("{:?}", builder.build().unwrap()).contains("SECRET"));
}
