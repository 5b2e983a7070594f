//! HTTP/1.1 by hand: it shares no code with the server.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use mock_server::MockServer;
use serde_json::Value;

/// One keep-alive connection.
pub(crate) struct Client {
    stream: BufReader<TcpStream>,
}

/// A response as received.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Client {
    pub(crate) fn new(server: &MockServer) -> Self {
        let stream = TcpStream::connect(server.addr()).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream: BufReader::new(stream) }
    }

    /// Sends a GET, or a POST when there is a body. `None`: the connection was closed without a response.
    pub(crate) fn send(&mut self, path_and_query: &str, body: &str) -> Option<Answer> {
        self.write_request(path_and_query, body);
        self.read()
    }

    pub(crate) fn write_request(&mut self, path_and_query: &str, body: &str) {
        let verb = if body.is_empty() { "GET" } else { "POST" };
        self.write(&format!(
            "{verb} {path_and_query} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ));
    }

    /// Reads head and body until the connection ends in any way.
    pub(crate) fn read_to_end(&mut self) -> (String, Vec<u8>) {
        let mut bytes = Vec::new();
        if let Err(error) = self.stream.read_to_end(&mut bytes) {
            assert_eq!(error.kind(), ErrorKind::ConnectionReset);
        }
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
        let body = bytes.split_off(end);
        (String::from_utf8(bytes).unwrap().to_ascii_lowercase(), body)
    }

    pub(crate) fn json(&mut self, path_and_query: &str, body: &str) -> Value {
        serde_json::from_slice(&self.send(path_and_query, body).unwrap().body).unwrap()
    }

    pub(crate) fn write(&mut self, text: &str) {
        self.stream.get_mut().write_all(text.as_bytes()).unwrap();
    }

    /// Whether nothing arrives for a while.
    pub(crate) fn is_silent(&mut self) -> bool {
        self.stream.get_ref().set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        let silent = self.stream.get_ref().peek(&mut [0]).is_err();
        self.stream.get_ref().set_read_timeout(None).unwrap();
        silent
    }

    pub(crate) fn read(&mut self) -> Option<Answer> {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            match self.stream.read_line(&mut head) {
                Ok(0) => return None,
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::ConnectionReset => return None,
                Err(error) => panic!("{error}"),
            }
        }
        let head = head.to_ascii_lowercase();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let length = head.split("content-length: ").nth(1).unwrap().lines().next().unwrap().parse().unwrap();
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).unwrap();
        Some(Answer { status, head, body })
    }
}

/// A call of the admin API, with the status and the JSON of the response.
pub(crate) fn admin(server: &MockServer, verb: &str, path: &str, body: &Value) -> (u16, Value) {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let mut client = Client::new(server);
    client.write(&format!("{verb} /_mock/{path} HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{body}", body.len()));
    let response = client.read().unwrap();
    assert!(response.head.contains("content-type: application/json"), "{}", response.head);
    (response.status, serde_json::from_slice(&response.body).unwrap())
}
