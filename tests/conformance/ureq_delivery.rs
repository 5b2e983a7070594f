//! How `transport-ureq` names a failure, and what it reports about delivery.

use std::time::Duration;

use transport_ureq::{Error, ErrorKind, UreqTransport};
use wechat_user_core::http::Uri;
use wechat_user_core::transport::{Delivery, Request, TransportError};
use wechat_user_tests::closed_port::ClosedPort;
use wechat_user_tests::http_server::HttpServer;
use wechat_user_tests::texts::every_text;

use crate::battery::{behaviour_for, fails, post, within};

/// The error of `transport-ureq` within.
pub(crate) fn inner(error: &TransportError) -> &Error {
    error.get_ref().downcast_ref().unwrap()
}

#[test]
fn a_refused_connection_says_so() {
    let closed = ClosedPort::new();
    let error = fails(&UreqTransport::new(), post(&format!("http://{}", closed.authority()), "/"));
    assert_eq!((error.delivery(), inner(&error).kind()), (Delivery::NotSent, ErrorKind::Connect));
    assert_eq!(
        error.to_string(),
        "the request was not sent: no connection: Connection refused (os error 111)".replace("111", &refused_code())
    );
    assert!(every_text(&error).contains("ConnectionRefused"), "the source chain ends in the io::Error");
}

fn refused_code() -> String {
    if cfg!(target_os = "macos") { "61".into() } else { "111".into() }
}

#[test]
fn an_unknown_name_says_so() {
    let request = within(post("https://no-such-host.invalid", "/"), Duration::from_secs(10));
    let error = fails(&UreqTransport::new(), request);
    assert_eq!((error.delivery(), inner(&error).kind()), (Delivery::NotSent, ErrorKind::Resolve));
}

#[test]
fn a_lost_response_is_a_broken_exchange() {
    let server = HttpServer::start(behaviour_for);
    for path in ["/lost", "/cut", "/garbage"] {
        let error = fails(&UreqTransport::new(), post(&server.base(), path));
        assert_eq!((error.delivery(), inner(&error).kind()), (Delivery::Unknown, ErrorKind::Exchange), "{path}");
        assert!(!inner(&error).is_timeout(), "{path}");
    }
}

#[test]
fn time_is_up_says_so() {
    let server = HttpServer::start(behaviour_for);
    let error = fails(&UreqTransport::new(), within(post(&server.base(), "/silence"), Duration::from_millis(500)));
    assert!(inner(&error).is_timeout());
    assert_eq!(error.to_string(), "no response; the request may have arrived: the exchange broke off: time is up");
}

#[test]
fn without_time_nothing_is_sent() {
    let server = HttpServer::start(behaviour_for);
    let transport = UreqTransport::new();
    for _ in 0..2 {
        let error = fails(&transport, within(post(&server.base(), "/"), Duration::ZERO));
        assert_eq!((error.delivery(), inner(&error).kind()), (Delivery::NotSent, ErrorKind::Connect));
        assert!(inner(&error).is_timeout());
        transport.send_to(&server);
    }
    assert_eq!(server.seen().len(), 2);
}

trait SendTo {
    fn send_to(&self, server: &HttpServer);
}

impl SendTo for UreqTransport {
    /// So that there is an idle connection afterwards.
    fn send_to(&self, server: &HttpServer) {
        wechat_user_core::transport::Transport::send(self, post(&server.base(), "/")).unwrap();
    }
}

#[test]
fn all_the_time_in_the_world_is_no_overflow() {
    let server = HttpServer::start(behaviour_for);
    let transport = UreqTransport::builder()
        .timeout(Duration::MAX)
        .connect_timeout(Duration::MAX)
        .max_idle_age(Duration::MAX)
        .dns_time_to_live(Duration::MAX)
        .build()
        .unwrap();
    transport.send_to(&server);
    wechat_user_core::transport::Transport::send(&transport, within(post(&server.base(), "/"), Duration::MAX)).unwrap();
    assert_eq!((server.seen().len(), server.connections()), (2, 1));
}

#[test]
fn a_uri_that_is_none_is_refused_and_not_printed() {
    let secret = "?access_token=SECRET-MARK";
    for uri in
        ["/cgi-bin/token", "api.weixin.qq.com", "ftp://host/", "socks5://127.0.0.1:1/", "http://127.0.0.1:99999/", "*"]
    {
        let mut request = Request::default();
        let with_secret: Result<Uri, _> = format!("{uri}{secret}").parse();
        *request.uri_mut() = with_secret.unwrap_or_else(|_| uri.parse().unwrap());
        let error = fails(&UreqTransport::new(), request);
        assert_eq!((error.delivery(), inner(&error).kind()), (Delivery::NotSent, ErrorKind::InvalidRequest), "{uri}");
    }
}

#[test]
fn a_header_that_http_does_not_allow_is_refused_before_sending() {
    let server = HttpServer::start(behaviour_for);
    let mut request = post(&server.base(), "/");
    request.headers_mut().append("content-length", "SECRET-MARK".parse().unwrap());
    let error = fails(&UreqTransport::new(), request);
    assert_eq!((error.delivery(), inner(&error).kind()), (Delivery::NotSent, ErrorKind::InvalidRequest));
    assert!(server.seen().is_empty());
}
