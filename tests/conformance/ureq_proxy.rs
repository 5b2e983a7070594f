//! Proxies: a stub that implements the necessary part of CONNECT and SOCKS5.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use transport_ureq::{ErrorKind, UreqTransport};
use wechat_user_core::transport::{Delivery, Transport};
use wechat_user_tests::closed_port::ClosedPort;
use wechat_user_tests::http_server::HttpServer;
use wechat_user_tests::private_ca::PrivateCa;

use crate::battery::{behaviour_for, fails, get, post, within};
use crate::ureq_delivery::inner;

#[derive(Clone, Copy)]
enum Kind {
    Tunnel,
    Socks5,
    /// Demands a password, also when one is given.
    Refuses,
    HangsUp,
}

/// The requests to the proxy: one line or target for each connection.
type Asked = Arc<Mutex<Vec<String>>>;

fn proxy(kind: Kind) -> (String, Asked) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let authority = listener.local_addr().unwrap().to_string();
    let asked = Asked::default();
    let log = Arc::clone(&asked);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let log = Arc::clone(&log);
            thread::spawn(move || {
                let stream = stream.unwrap();
                let _ = serve(kind, &stream, &log);
                let _ = stream.shutdown(Shutdown::Both);
            });
        }
    });
    (authority, asked)
}

fn serve(kind: Kind, stream: &TcpStream, log: &Asked) -> io::Result<()> {
    let target = match kind {
        Kind::Socks5 => socks5_target(stream, log)?,
        Kind::Tunnel | Kind::Refuses | Kind::HangsUp => connect_target(stream, log)?,
    };
    let answer: &[u8] = match kind {
        Kind::Socks5 => &[5, 0, 0, 1, 0, 0, 0, 0, 0, 0],
        Kind::Tunnel => b"HTTP/1.1 200 Connected\r\n\r\n",
        Kind::Refuses => b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",
        Kind::HangsUp => b"",
    };
    let mut out = stream;
    out.write_all(answer)?;
    if matches!(kind, Kind::Refuses | Kind::HangsUp) {
        return Ok(());
    }
    let far = TcpStream::connect(target)?;
    let (from_client, to_far) = (stream.try_clone()?, far.try_clone()?);
    let up = thread::spawn(move || pump(&from_client, &to_far));
    pump(&far, stream);
    up.join().map_err(|_| io::ErrorKind::Other.into())
}

fn pump(mut from: &TcpStream, mut to: &TcpStream) {
    let _ = io::copy(&mut from, &mut to);
    let _ = to.shutdown(Shutdown::Write);
}

/// `CONNECT host:port HTTP/1.1` and its headers, all of which are logged.
fn connect_target(stream: &TcpStream, log: &Asked) -> io::Result<String> {
    let mut first = [0];
    if stream.peek(&mut first)? == 0 || first != *b"C" {
        return Err(io::ErrorKind::InvalidData.into()); // a TLS handshake
    }
    let mut head = Vec::new();
    for line in BufReader::new(stream).lines() {
        match line? {
            line if line.is_empty() => break,
            line => head.push(line),
        }
    }
    let target = head[0].split(' ').nth(1).unwrap_or_default().to_owned();
    log.lock().unwrap().push(head.join("\n"));
    Ok(target)
}

/// The greeting without a password, then version, command, reserved, address type, IPv4 address, port.
fn socks5_target(mut stream: &TcpStream, log: &Asked) -> io::Result<String> {
    stream.read_exact(&mut [0; 3])?;
    stream.write_all(&[5, 0])?;
    let mut request = [0; 10];
    stream.read_exact(&mut request)?;
    let [_, _, _, kind, a, b, c, d, high, low] = request;
    let target = format!("{a}.{b}.{c}.{d}:{}", u16::from_be_bytes([high, low]));
    log.lock().unwrap().push(format!("address type {kind}, {target}"));
    Ok(target)
}

fn through(scheme: &str, authority: &str) -> UreqTransport {
    UreqTransport::builder().proxy(format!("{scheme}://{authority}")).build().unwrap()
}

#[test]
fn plain_http_goes_through_the_tunnel_of_a_proxy() {
    let server = HttpServer::start(behaviour_for);
    let (proxy, asked) = proxy(Kind::Tunnel);
    let transport = through("http", &format!("user:p%40ss@{proxy}"));
    for _ in 0..3 {
        assert_eq!(transport.send(post(&server.base(), "/status/200")).unwrap().body(), b"body of 200");
    }
    let asked = asked.lock().unwrap();
    let [asked] = asked.as_slice() else { panic!("{asked:?}") };
    assert!(asked.starts_with(&format!("CONNECT {} HTTP/1.1\n", server.authority())), "{asked}");
    assert!(asked.contains("Proxy-Authorization: Basic dXNlcjpwQHNz"), "user:p@ss in base64: {asked}");
    assert!(!asked.contains("SECRET-MARK"), "the proxy must not see the token: {asked}");
    assert_eq!(server.connections(), 1);
}

#[test]
fn https_goes_through_the_tunnel_of_a_proxy() {
    let ca = PrivateCa::new();
    let server = HttpServer::start_tls(ca.server(&["127.0.0.1"]), behaviour_for);
    let (proxy, asked) = proxy(Kind::Tunnel);
    let builder = UreqTransport::builder().ca_certificates_pem(ca.pem());
    let transport = builder.proxy(format!("http://{proxy}")).build().unwrap();
    for _ in 0..3 {
        assert_eq!(transport.send(post(&server.base(), "/status/200")).unwrap().body(), b"body of 200");
    }
    assert_eq!((asked.lock().unwrap().len(), server.connections()), (1, 1));

    let error = fails(&transport, post(&server.base(), "/lost"));
    assert_eq!((error.delivery(), inner(&error).kind()), (Delivery::Unknown, ErrorKind::Exchange));
    let distrusting = through("http", &proxy);
    let error = fails(&distrusting, post(&server.base(), "/"));
    assert_eq!((error.delivery(), inner(&error).kind()), (Delivery::NotSent, ErrorKind::Tls));
}

#[test]
fn socks5_works() {
    let server = HttpServer::start(behaviour_for);
    let (proxy, asked) = proxy(Kind::Socks5);
    let transport = through("socks5", &proxy);
    assert_eq!(transport.send(get(&server.base(), "/status/200")).unwrap().body(), b"body of 200");
    assert_eq!(*asked.lock().unwrap(), [format!("address type 1, {}", server.authority())]);
    let error = fails(&transport, post(&server.base(), "/lost"));
    assert_eq!((error.delivery(), inner(&error).kind()), (Delivery::Unknown, ErrorKind::Exchange));
}

#[test]
fn a_proxy_that_gives_no_connection_is_not_sent() {
    let server = HttpServer::start(behaviour_for);
    let closed = ClosedPort::new();
    let proxies = [
        ("http", closed.authority()),
        ("socks5", closed.authority()),
        ("http", proxy(Kind::Refuses).0),
        ("http", proxy(Kind::HangsUp).0),
        ("https", proxy(Kind::HangsUp).0), // no TLS there
        ("socks5", proxy(Kind::HangsUp).0),
        ("http", "no-such-proxy.invalid:3128".to_owned()),
    ];
    for (scheme, authority) in proxies {
        let transport = through(scheme, &format!("user:SECRET-MARK@{authority}"));
        let error = fails(&transport, post(&server.base(), "/"));
        assert_eq!((error.delivery(), inner(&error).kind()), (Delivery::NotSent, ErrorKind::Proxy), "{scheme} {error}");
    }
    assert!(server.seen().is_empty());
}

#[test]
fn a_request_whose_response_is_lost_behind_a_proxy_may_have_arrived() {
    let server = HttpServer::start(behaviour_for);
    let transport = through("http", &proxy(Kind::Tunnel).0);
    for _ in 0..2 {
        // First on a new connection, then on one from the pool.
        let error = fails(&transport, post(&server.base(), "/lost"));
        assert_eq!((error.delivery(), inner(&error).kind()), (Delivery::Unknown, ErrorKind::Exchange));
        transport.send(get(&server.base(), "/")).unwrap();
    }
}

#[test]
fn the_environments_proxy_is_used_when_asked_for_and_never_for_loopback() {
    const CHILD: &str = "WECHAT_USER_TEST_PROXY_CHILD";
    if std::env::var_os(CHILD).is_some() {
        return with_a_proxy_in_the_environment();
    }
    // Environment variables belong to the whole process, so this test runs itself in another process.
    let (authority, asked) = proxy(Kind::Refuses);
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "ureq_proxy::the_environments_proxy_is_used_when_asked_for_and_never_for_loopback"]);
    for name in ["ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "no_proxy"] {
        child.env_remove(name);
    }
    child.env(CHILD, "1").env("HTTPS_PROXY", format!("http://{authority}")).env("NO_PROXY", "direct.invalid");
    let output = child.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let asked = asked.lock().unwrap();
    let [asked] = asked.as_slice() else { panic!("{asked:?}") };
    assert!(asked.starts_with("CONNECT wechat.invalid:80 HTTP/1.1\n"), "{asked}");
}

fn with_a_proxy_in_the_environment() {
    let server = HttpServer::start(behaviour_for);
    let kind_of = |transport: &UreqTransport, host: &str| {
        let error = fails(transport, within(post(&format!("http://{host}"), "/"), Duration::from_secs(10)));
        inner(&error).kind()
    };
    assert!(ureq::Agent::new_with_defaults().config().proxy().is_some(), "ureq uses it without being configured to");
    let asked_for = UreqTransport::builder().proxy_from_env().build().unwrap();
    asked_for.send(get(&server.base(), "/")).unwrap();
    asked_for.send(get(&server.base().replace("127.0.0.1", "localhost"), "/")).unwrap();
    assert_eq!(kind_of(&asked_for, "wechat.invalid"), ErrorKind::Proxy);
    assert_eq!(kind_of(&asked_for, "direct.invalid"), ErrorKind::Resolve);
    assert_eq!(kind_of(&UreqTransport::new(), "wechat.invalid"), ErrorKind::Resolve);
}
