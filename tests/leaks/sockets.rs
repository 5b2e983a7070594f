//! The client over real sockets: after every kind of failure, no text contains a token, a secret or a query.

use std::time::Duration;

use wechat_user::retry::RetryPolicy;
use wechat_user::{Client, Error, Origin};
use wechat_user_tests::closed_port::ClosedPort;
use wechat_user_tests::http_server::{Behaviour, HttpServer, Reply};
use wechat_user_tests::private_ca::PrivateCa;

use crate::search::{SECRET, assert_debug_is_clean, assert_error_is_clean, texts};

fn list(origin: Origin) -> Error {
    let client = Client::builder("wx0123456789abcdef", SECRET)
        .origin(origin)
        .token_mode(wechat_user::TokenMode::Plain)
        .retry(RetryPolicy::never())
        .call_timeout(Duration::from_secs(2))
        .build()
        .unwrap();
    let error = client.groups().list().unwrap_err();
    assert_debug_is_clean("the client", &client);
    error
}

fn inspect(what: &str, error: &Error) {
    assert_error_is_clean(what, error);
    for text in texts(error) {
        assert!(!text.contains("appid=") && !text.contains("grant_type"), "{what} prints the query: {text}");
    }
}

#[test]
fn a_refused_connection() {
    let port = ClosedPort::new();
    inspect("refused", &list(Origin::plain_http(&port.authority()).unwrap()));
}

#[test]
fn a_host_that_does_not_exist() {
    inspect("no such host", &list(Origin::https("no-such-host.invalid").unwrap()));
}

#[test]
fn a_certificate_of_an_unknown_authority() {
    let server =
        HttpServer::start_tls(PrivateCa::new().server(&["127.0.0.1"]), |_| Behaviour::Reply(Reply::new(200, "{}")));
    inspect("a wrong certificate", &list(Origin::https(server.authority()).unwrap()));
}

#[test]
fn a_gateway_a_cut_body_a_hang_up_and_a_stalled_server() {
    for (what, answer) in [
        ("a gateway", Behaviour::Reply(Reply::new(502, "<html><h1>502 Bad Gateway</h1></html>"))),
        ("a redirect", Behaviour::Reply(Reply::new(301, "").with_header("location", "https://example.com/"))),
        ("a cut body", Behaviour::Cut(Reply::new(200, "{\"access_token\":\"99_token-mark\",\"expires_in\":7200}"), 30)),
        ("a hang-up", Behaviour::Bytes(b"")),
        ("nonsense", Behaviour::Bytes(b"SSH-2.0-OpenSSH_9.2\r\n")),
        ("a stall", Behaviour::Silence),
    ] {
        let server = HttpServer::start(move |_| answer.clone());
        let error = list(Origin::plain_http(server.authority()).unwrap());
        assert!(error.code().is_none(), "{what}: {error}");
        inspect(what, &error);
    }
}
