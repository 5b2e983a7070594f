//! A server on loopback that answers as it is told, truthfully or not, and remembers what arrived.
//!
//! Written by hand because it must misbehave: cut bodies, hang up, fall silent. For a server that behaves, see `mock-server`.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use rustls::{HandshakeKind, ServerConfig, ServerConnection, StreamOwned};

/// A request as it arrived.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Seen {
    /// Which connection it came on, counted from 0.
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

/// What happens to a request that has arrived whole.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Answer {
    /// A whole answer; the connection stays open.
    Reply(Reply),
    /// A whole answer; then the connection is closed, without having said so.
    ReplyAndClose(Reply),
    /// The head and this many bytes of the body, then the connection is closed.
    Cut(Reply, usize),
    /// These bytes, then the connection is closed. Empty: it hangs up.
    Bytes(&'static [u8]),
    /// Nothing for a minute, unless the client leaves; then an ordinary answer.
    Silence,
    /// For a minute, unless the client leaves, a few bytes of a chunked body at a time.
    Drip,
}

/// A whole answer.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// Headers besides the length.
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

type FarEnd = dyn Fn(&Seen) -> Answer + Send + Sync;

/// The server; it stops when this is dropped.
pub struct HttpServer {
    authority: String,
    tls: bool,
    state: Arc<State>,
}

struct State {
    far_end: Box<FarEnd>,
    tls: Option<Arc<ServerConfig>>,
    stopped: AtomicBool,
    opened: AtomicUsize,
    resumed: AtomicUsize,
    closed: (Mutex<usize>, Condvar),
    streams: Mutex<Vec<TcpStream>>,
    seen: Mutex<Vec<Seen>>,
}

impl HttpServer {
    /// A plain HTTP server whose answers come from this function.
    pub fn start(far_end: impl Fn(&Seen) -> Answer + Send + Sync + 'static) -> Self {
        Self::start_with(None, Box::new(far_end))
    }

    /// The same behind TLS.
    pub fn start_tls(tls: Arc<ServerConfig>, far_end: impl Fn(&Seen) -> Answer + Send + Sync + 'static) -> Self {
        Self::start_with(Some(tls), Box::new(far_end))
    }

    fn start_with(tls: Option<Arc<ServerConfig>>, far_end: Box<FarEnd>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
        let authority = listener.local_addr().expect("its address").to_string();
        let over_tls = tls.is_some();
        let state = Arc::new(State {
            far_end,
            tls,
            stopped: AtomicBool::new(false),
            opened: AtomicUsize::new(0),
            resumed: AtomicUsize::new(0),
            closed: (Mutex::new(0), Condvar::new()),
            streams: Mutex::default(),
            seen: Mutex::default(),
        });
        let accepting = Arc::clone(&state);
        thread::spawn(move || accepting.accept(&listener));
        Self { authority, tls: over_tls, state }
    }

    /// `127.0.0.1:PORT`.
    #[must_use]
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// `http://127.0.0.1:PORT`, or with `https`.
    #[must_use]
    pub fn base(&self) -> String {
        let scheme = if self.tls { "https" } else { "http" };
        format!("{scheme}://{}", self.authority)
    }

    /// What has arrived so far.
    #[must_use]
    pub fn seen(&self) -> Vec<Seen> {
        self.state.seen.lock().expect("no panic").clone()
    }

    /// How many connections were opened so far.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.state.opened.load(Ordering::SeqCst)
    }

    /// How many TLS sessions were resumed so far.
    #[must_use]
    pub fn resumed(&self) -> usize {
        self.state.resumed.load(Ordering::SeqCst)
    }

    /// Waits until this many connections are closed on this side.
    pub fn wait_until_closed(&self, connections: usize) {
        let (closed, changed) = &self.state.closed;
        let closed = closed.lock().expect("no panic");
        drop(changed.wait_while(closed, |closed| *closed < connections).expect("no panic"));
    }
}

impl Drop for HttpServer {
    fn drop(&mut self) {
        self.state.stopped.store(true, Ordering::SeqCst);
        for stream in self.state.streams.lock().expect("no panic").iter() {
            let _ = stream.shutdown(Shutdown::Both);
        }
        let _ = TcpStream::connect(&self.authority); // wakes `accept`
    }
}

trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

impl State {
    fn accept(self: &Arc<Self>, listener: &TcpListener) {
        for stream in listener.incoming() {
            if self.stopped.load(Ordering::SeqCst) {
                return;
            }
            let stream = stream.expect("a connection");
            let connection = self.opened.fetch_add(1, Ordering::SeqCst);
            self.streams.lock().expect("no panic").push(stream.try_clone().expect("a handle"));
            let state = Arc::clone(self);
            thread::spawn(move || {
                // An error is a client that left, which is its right.
                let _ = state.serve(connection, &stream);
                let _ = stream.shutdown(Shutdown::Both);
                *state.closed.0.lock().expect("no panic") += 1;
                state.closed.1.notify_all();
            });
        }
    }

    fn serve(&self, connection: usize, socket: &TcpStream) -> io::Result<()> {
        socket.set_nodelay(true)?;
        let mut stream: Box<dyn Stream> = match &self.tls {
            None => Box::new(socket.try_clone()?),
            Some(config) => {
                let mut session = ServerConnection::new(Arc::clone(config)).map_err(io::Error::other)?;
                let mut socket = socket.try_clone()?;
                session.complete_io(&mut socket)?;
                if session.handshake_kind() == Some(HandshakeKind::Resumed) {
                    self.resumed.fetch_add(1, Ordering::SeqCst);
                }
                Box::new(StreamOwned::new(session, socket))
            }
        };
        let mut unread = Vec::new();
        while let Some(request) = read_request(&mut stream, connection, &mut unread)? {
            self.seen.lock().expect("no panic").push(request.clone());
            let answer = (self.far_end)(&request);
            if !write_answer(&mut stream, socket, answer)? {
                break;
            }
        }
        Ok(())
    }
}

/// The next request, or `None` when the client has closed the connection.
fn read_request(stream: &mut dyn Stream, connection: usize, unread: &mut Vec<u8>) -> io::Result<Option<Seen>> {
    let head_end = loop {
        if let Some(at) = unread.windows(4).position(|four| four == b"\r\n\r\n") {
            break at;
        }
        // The second: not the beginning of a method, so probably of a TLS handshake.
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
fn write_answer(stream: &mut dyn Stream, socket: &TcpStream, answer: Answer) -> io::Result<bool> {
    match answer {
        Answer::Reply(reply) => {
            stream.write_all(&reply.bytes())?;
            stream.flush()?;
            Ok(true)
        }
        Answer::ReplyAndClose(reply) => {
            stream.write_all(&reply.bytes())?;
            stream.flush()?;
            Ok(false)
        }
        Answer::Cut(reply, after) => {
            stream.write_all(reply.head().as_bytes())?;
            stream.write_all(&reply.body[..after])?;
            stream.flush()?;
            Ok(false)
        }
        Answer::Bytes(bytes) => {
            stream.write_all(bytes)?;
            stream.flush()?;
            Ok(false)
        }
        Answer::Silence => {
            socket.set_read_timeout(Some(Duration::from_secs(60)))?;
            match stream.read(&mut [0]) {
                Ok(0) => Ok(false),
                _ => write_answer(stream, socket, Answer::Reply(Reply::new(200, "after a minute"))).map(|_| false),
            }
        }
        Answer::Drip => {
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
