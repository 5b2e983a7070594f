//! Requests as they arrive, and the ways in which the server behaves.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

/// A request as it arrived.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Seen {
    /// The number of its connection, from 0.
    pub connection: usize,
    /// The method.
    pub method: String,
    /// Path and query, byte for byte.
    pub target: String,
    /// The headers in order, names as they were written.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Seen {
    /// The path without the query.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// What the server does with a complete request.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Behaviour {
    /// A complete response; the connection stays open.
    Reply(Reply),
    /// A complete response; then the connection is closed without notice.
    ReplyAndClose(Reply),
    /// The head and this many bytes of the body, then the connection is closed.
    Cut(Reply, usize),
    /// These bytes, then the connection is closed; no bytes: it is closed at once.
    Bytes(&'static [u8]),
    /// Nothing for a minute, unless the client closes the connection; then a normal response.
    Silence,
    /// A few bytes of a chunked body at a time, for a minute, unless the client closes the connection.
    Drip,
}

/// A complete response.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// Headers in addition to the length.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// Sent in chunks of this many bytes instead of with a length.
    pub chunks_of: Option<usize>,
}

impl Reply {
    /// Status and body, sent with a length.
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: Vec::new(), body: body.into(), chunks_of: None }
    }

    /// The same with one more header.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The same in chunks.
    #[must_use]
    pub const fn in_chunks_of(mut self, bytes: usize) -> Self {
        self.chunks_of = Some(bytes);
        self
    }

    fn head(&self) -> String {
        let mut head = format!("HTTP/1.1 {} Whatever\r\n", self.status);
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        match self.chunks_of {
            Some(_) => head += "Transfer-Encoding: chunked\r\n\r\n",
            None => head += &format!("Content-Length: {}\r\n\r\n", self.body.len()),
        }
        head
    }

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.head().into_bytes();
        match self.chunks_of {
            None => bytes.extend_from_slice(&self.body),
            Some(size) => {
                for chunk in self.body.chunks(size) {
                    bytes.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
                    bytes.extend_from_slice(chunk);
                    bytes.extend_from_slice(b"\r\n");
                }
                bytes.extend_from_slice(b"0\r\n\r\n");
            }
        }
        bytes
    }
}

pub(super) trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

/// The next request, or `None` when the client has closed the connection.
pub(super) fn read_request(
    stream: &mut dyn Stream,
    connection: usize,
    unread: &mut Vec<u8>,
) -> io::Result<Option<Seen>> {
    let head_end = loop {
        if let Some(at) = unread.windows(4).position(|four| four == b"\r\n\r\n") {
            break at;
        }
        // A byte that begins no method probably begins a TLS handshake.
        if !read_more(stream, unread)? || !unread[0].is_ascii_uppercase() {
            return Ok(None);
        }
    };
    let head = String::from_utf8(unread[..head_end].to_vec()).map_err(io::Error::other)?;
    let mut lines = head.split("\r\n");
    let mut first = lines.next().unwrap_or_default().split(' ');
    let (method, target) = (first.next().unwrap_or_default(), first.next().unwrap_or_default());
    let headers = lines.filter_map(|line| line.split_once(": ")).map(|(name, value)| (name.into(), value.into()));
    let mut request =
        Seen { connection, method: method.into(), target: target.into(), headers: headers.collect(), body: Vec::new() };
    let length = request.header("content-length").map_or(Ok(0), str::parse).map_err(io::Error::other)?;
    while unread.len() < head_end + 4 + length {
        if !read_more(stream, unread)? {
            return Ok(None);
        }
    }
    request.body = unread[head_end + 4..head_end + 4 + length].to_vec();
    unread.drain(..head_end + 4 + length);
    Ok(Some(request))
}

fn read_more(stream: &mut dyn Stream, unread: &mut Vec<u8>) -> io::Result<bool> {
    let mut buffer = [0; 16 * 1024];
    let amount = stream.read(&mut buffer)?;
    unread.extend_from_slice(&buffer[..amount]);
    Ok(amount > 0)
}

/// Whether the connection stays open.
pub(super) fn behave(stream: &mut dyn Stream, socket: &TcpStream, behaviour: Behaviour) -> io::Result<bool> {
    match behaviour {
        Behaviour::Reply(reply) => {
            stream.write_all(&reply.bytes())?;
            stream.flush()?;
            Ok(true)
        }
        Behaviour::ReplyAndClose(reply) => {
            stream.write_all(&reply.bytes())?;
            stream.flush()?;
            Ok(false)
        }
        Behaviour::Cut(reply, after) => {
            stream.write_all(reply.head().as_bytes())?;
            stream.write_all(&reply.body[..after])?;
            stream.flush()?;
            Ok(false)
        }
        Behaviour::Bytes(bytes) => {
            stream.write_all(bytes)?;
            stream.flush()?;
            Ok(false)
        }
        Behaviour::Silence => {
            socket.set_read_timeout(Some(Duration::from_secs(60)))?;
            match stream.read(&mut [0]) {
                Ok(0) => Ok(false),
                _ => behave(stream, socket, Behaviour::Reply(Reply::new(200, "after a minute"))).map(|_| false),
            }
        }
        Behaviour::Drip => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")?;
            for _ in 0..12_000 {
                stream.write_all(b"4\r\ndrip\r\n")?;
                stream.flush()?;
                thread::sleep(Duration::from_millis(5));
            }
            stream.write_all(b"0\r\n\r\n")?;
            stream.flush()?;
            Ok(false)
        }
    }
}
