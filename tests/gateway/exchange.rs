//! HTTP written by hand, so that a worker can be as hostile as it likes.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// A response, and every byte of it.
#[derive(Debug)]
pub(crate) struct Got {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Got {
    fn read(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Some(Self { status, head, body: bytes[end + 4..].to_vec() })
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// 0 when there is none.
    pub(crate) fn errcode(&self) -> i64 {
        self.json()["errcode"].as_i64().unwrap_or(0)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }
}

pub(crate) fn connect(addr: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(addr).unwrap();
    // Ends a test that would hang; no test expects it.
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream
}

/// Sends these bytes and reads until the other side closes; `None` when it sent no response.
pub(crate) fn exchange(addr: SocketAddr, request: impl AsRef<[u8]>) -> Option<Got> {
    let mut stream = connect(addr);
    // The gateway may close before it has read everything.
    let _ = stream.write_all(request.as_ref());
    rest(&mut stream)
}

/// Reads until the other side closes.
pub(crate) fn rest(stream: &mut TcpStream) -> Option<Got> {
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => {}
        Err(error) => panic!("the gateway neither responds nor closes: {error}"),
    }
    Got::read(&bytes)
}

pub(crate) fn get(addr: SocketAddr, target: &str) -> Got {
    exchange(addr, format!("GET {target} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n")).unwrap()
}

pub(crate) fn get_with(addr: SocketAddr, target: &str, headers: &str) -> Got {
    exchange(addr, format!("GET {target} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n{headers}\r\n\r\n")).unwrap()
}

pub(crate) fn post(addr: SocketAddr, target: &str, body: &str) -> Got {
    post_with(addr, target, "Content-Type: application/json", body)
}

pub(crate) fn post_with(addr: SocketAddr, target: &str, headers: &str, body: &str) -> Got {
    let length = body.len();
    let head = format!("POST {target} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n{headers}");
    exchange(addr, format!("{head}\r\nContent-Length: {length}\r\n\r\n{body}")).unwrap()
}
