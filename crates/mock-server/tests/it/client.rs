//! HTTP/1.1 by hand: it shares no code with the server.

use std::io::{BufRead, BufReader, ErrorKind, Lines, Read, Write};
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
    /// In lower case.
    pub(crate) head: String,
    /// The `Location`, as received.
    pub(crate) location: String,
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

    /// The status of a GET, whatever the body is.
    pub(crate) fn status(mut self, path_and_query: &str) -> u16 {
        self.write_request(path_and_query, "");
        let mut line = String::new();
        self.stream.read_line(&mut line).unwrap();
        line.split(' ').nth(1).unwrap().parse().unwrap()
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
        let location = head.lines().find_map(|line| line.strip_prefix("location: ")).unwrap_or_default().to_owned();
        let head = head.to_ascii_lowercase();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let length = head.split("content-length: ").nth(1).unwrap().lines().next().unwrap().parse().unwrap();
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).unwrap();
        Some(Answer { status, head, location, body })
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

/// Server-sent events of one connection.
pub(crate) struct Events {
    lines: Lines<BufReader<TcpStream>>,
}

/// One event.
#[derive(Debug)]
pub(crate) struct Event {
    /// Empty for a call.
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) data: Value,
}

impl Events {
    pub(crate) fn open(server: &MockServer, path_and_query: &str, headers: &str) -> Self {
        let mut client = Client::new(server);
        client.write(&format!("GET {path_and_query} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n"));
        let mut lines = client.stream.lines();
        let head: Vec<String> = lines.by_ref().map(|line| line.unwrap()).take_while(|line| !line.is_empty()).collect();
        assert_eq!(head[0], "HTTP/1.1 200 OK");
        assert!(head.iter().any(|line| line == "content-type: text/event-stream"), "{head:?}");
        Self { lines }
    }

    /// The next event; `None` when the connection ends. The lines between, of chunks and comments, are skipped.
    pub(crate) fn next(&mut self) -> Option<Event> {
        let (mut name, mut id) = (String::new(), String::new());
        for line in self.lines.by_ref() {
            let line = line.ok()?;
            if let Some(data) = line.strip_prefix("data: ") {
                return Some(Event { name, id, data: serde_json::from_str(data).unwrap() });
            }
            match line.split_once(": ") {
                Some(("event", value)) => name = value.to_owned(),
                Some(("id", value)) => id = value.to_owned(),
                _ => {}
            }
        }
        None
    }
}
