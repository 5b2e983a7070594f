//! The battery over a closure: the smallest HTTP stack that keeps the promises of a transport, with one connection for
//! each request.

use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use wechat_user_core::http::{StatusCode, header};
use wechat_user_core::transport::{Request, Response, TimeLeft, Transport, TransportError, transport_fn};
use wechat_user_tests::http_server::{HttpServer, Seen};

use crate::battery::{World, behaviour_for};

struct OverClosure<T> {
    transport: T,
    server: HttpServer,
}

fn over_closure() -> OverClosure<impl Transport> {
    let transport = transport_fn(|request| {
        let until =
            Instant::now() + request.extensions().get().map_or(Duration::from_secs(30), |left: &TimeLeft| left.0);
        // Without a connection nothing can have been sent; after that it is unknown.
        let stream = connect(&request).map_err(TransportError::not_sent)?;
        exchange(&stream, &request, until).map_err(TransportError::unknown)
    });
    OverClosure { transport, server: HttpServer::start(behaviour_for) }
}

fn connect(request: &Request) -> io::Result<TcpStream> {
    let host = request.uri().host().unwrap_or_default();
    let address = (host, request.uri().port_u16().unwrap_or(80)).to_socket_addrs()?.next();
    TcpStream::connect(address.ok_or(io::ErrorKind::NotFound)?)
}

fn exchange(mut stream: &TcpStream, request: &Request, until: Instant) -> io::Result<Response> {
    let uri = request.uri();
    let mut head =
        format!("{} {} HTTP/1.1\r\n", request.method(), uri.path_and_query().map_or("/", |whole| whole.as_str()));
    head += &format!("host: {}\r\nconnection: close\r\n", uri.authority().map_or("", |authority| authority.as_str()));
    if request.method() != "GET" {
        head += &format!("content-length: {}\r\n", request.body().len());
    }
    let mut bytes = head.into_bytes();
    for (name, value) in request.headers() {
        bytes.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    bytes.extend(b"\r\n");
    bytes.extend(request.body());
    stream.write_all(&bytes)?;

    let mut received = Vec::new();
    let mut buffer = [0; 16 * 1024];
    loop {
        if let Some(response) = parse(&received)? {
            return Ok(response);
        }
        let left = until.saturating_duration_since(Instant::now());
        stream.set_read_timeout(Some(left.max(Duration::from_millis(1))))?;
        match stream.read(&mut buffer)? {
            _ if left.is_zero() => return Err(io::ErrorKind::TimedOut.into()),
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            amount => received.extend_from_slice(&buffer[..amount]),
        }
    }
}

/// The response, once it is complete.
fn parse(received: &[u8]) -> io::Result<Option<Response>> {
    let Some(head_end) = received.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let head = std::str::from_utf8(&received[..head_end]).map_err(io::Error::other)?;
    let status = head.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)).ok_or(io::ErrorKind::InvalidData)?;
    let status = StatusCode::from_bytes(status.as_bytes()).map_err(io::Error::other)?;
    let field = |name: header::HeaderName| {
        let mut fields = head.lines().filter_map(|line| line.split_once(": "));
        fields.find(|(known, _)| known.eq_ignore_ascii_case(name.as_str())).map(|(_, value)| value)
    };
    let rest = &received[head_end + 4..];
    let body = match field(header::CONTENT_LENGTH) {
        Some(length) => rest.get(..length.parse().map_err(io::Error::other)?).map(<[u8]>::to_vec),
        None => join_chunks(rest)?,
    };
    Ok(body.map(|body| {
        let mut response = Response::new(body);
        *response.status_mut() = status;
        response
    }))
}

fn join_chunks(mut rest: &[u8]) -> io::Result<Option<Vec<u8>>> {
    let mut body = Vec::new();
    loop {
        let Some(line_end) = rest.windows(2).position(|two| two == b"\r\n") else { return Ok(None) };
        let size = std::str::from_utf8(&rest[..line_end]).map_err(io::Error::other)?;
        let size = usize::from_str_radix(size, 16).map_err(io::Error::other)?;
        let Some(chunk) = rest.get(line_end + 2..line_end + 2 + size) else { return Ok(None) };
        if size == 0 {
            return Ok(Some(body));
        }
        body.extend_from_slice(chunk);
        rest = rest.get(line_end + 2 + size + 2..).unwrap_or_default();
    }
}

impl<T: Transport> World for OverClosure<T> {
    fn transport(&self) -> &dyn Transport {
        &self.transport
    }

    fn base(&self) -> String {
        self.server.base()
    }

    fn seen(&self) -> Vec<Seen> {
        self.server.seen()
    }
}

battery! { over_closure() }
