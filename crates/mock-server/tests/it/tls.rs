//! HTTPS: only clients that trust the private CA are served.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use mock_server::MockServer;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

const REQUEST: &[u8] = b"GET /cgi-bin/groups/get HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

fn ask(server: &MockServer, ca: &str, name: &'static str) -> std::io::Result<String> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(ca.as_bytes()).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connection = ClientConnection::new(Arc::new(config), ServerName::try_from(name).unwrap()).unwrap();
    let mut stream = StreamOwned::new(connection, TcpStream::connect(server.addr())?);
    stream.write_all(REQUEST)?;
    let mut response = String::new();
    stream.read_to_string(&mut response)?;
    Ok(response)
}

#[test]
fn https_works_for_clients_that_trust_the_private_ca() {
    let server = MockServer::builder().tls().start().unwrap();
    let other = MockServer::builder().tls().start().unwrap();
    assert_eq!(server.url(), format!("https://{}", server.addr()));
    let ca = server.ca_certificate().unwrap();
    for name in ["127.0.0.1", "::1", "localhost", "api.weixin.qq.com"] {
        assert!(ask(&server, ca, name).unwrap().contains(r#"{"errcode":41001"#), "{name}");
    }
    assert!(ask(&server, ca, "example.com").is_err(), "another name");
    assert!(ask(&server, other.ca_certificate().unwrap(), "localhost").is_err(), "another CA");
    assert_eq!(server.service().calls(), 4);
}

#[test]
fn plain_http_to_the_https_port_does_not_stop_the_server() {
    let server = MockServer::builder().tls().start().unwrap();
    let mut stream = TcpStream::connect(server.addr()).unwrap();
    stream.write_all(REQUEST).unwrap();
    let mut response = Vec::new();
    // A TLS alert, or the connection is reset; no HTTP in either case.
    drop(stream.read_to_end(&mut response));
    assert!(!response.starts_with(b"HTTP"));
    assert!(ask(&server, server.ca_certificate().unwrap(), "localhost").is_ok());
    let idle = TcpStream::connect(server.addr()).unwrap();
    drop(server);
    drop(idle);
}

#[test]
fn without_tls_there_is_no_certificate() {
    assert_eq!(MockServer::builder().start().unwrap().ca_certificate(), None);
}
