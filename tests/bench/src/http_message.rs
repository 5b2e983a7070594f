//! HTTP/1.1 over a TCP stream with the least work: no header is looked at but `content-length`.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::ops::Range;

/// One connection, and the bytes that came over it and were not handed out yet.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    host: String,
    out: Vec<u8>,
    input: Vec<u8>,
    filled: usize,
    /// The message that was handed out last.
    used: usize,
}

impl Connection {
    /// Connects.
    ///
    /// # Errors
    ///
    /// Of the system.
    pub fn open(addr: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(addr)?;
        stream.set_nodelay(true)?;
        let input = vec![0; 64 * 1024];
        Ok(Self { stream, host: addr.to_owned(), out: Vec::new(), input, filled: 0, used: 0 })
    }

    /// Adds a GET request to those that [`send`](Self::send) writes.
    ///
    /// # Errors
    ///
    /// None, as it writes into memory.
    pub fn push_get(&mut self, target: &str) -> io::Result<()> {
        write!(self.out, "GET {target} HTTP/1.1\r\nhost: {}\r\n\r\n", self.host)
    }

    /// Adds a POST request.
    ///
    /// # Errors
    ///
    /// None, as it writes into memory.
    pub fn push_post(&mut self, target: &str, body: &[u8]) -> io::Result<()> {
        let Self { out, host, .. } = self;
        let length = body.len();
        write!(out, "POST {target} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n")?;
        write!(out, "content-length: {length}\r\n\r\n")?;
        out.extend_from_slice(body);
        Ok(())
    }

    /// Writes all requests that were added.
    ///
    /// # Errors
    ///
    /// Of the system.
    pub fn send(&mut self) -> io::Result<()> {
        self.stream.write_all(&self.out)?;
        self.out.clear();
        Ok(())
    }

    /// Reads one response and returns its body, which stays until the next call.
    ///
    /// # Errors
    ///
    /// Of the system, and for a response that is not 200 or has no length.
    pub fn receive(&mut self) -> io::Result<&mut [u8]> {
        self.input.copy_within(self.used..self.filled, 0);
        self.filled -= self.used;
        self.used = 0;
        let body = loop {
            if let Some(body) = body_of(&self.input[..self.filled])? {
                break body;
            }
            self.fill()?;
        };
        if self.input.len() < body.end {
            self.input.resize(body.end, 0);
        }
        while self.filled < body.end {
            self.fill()?;
        }
        self.used = body.end;
        Ok(&mut self.input[body])
    }

    fn fill(&mut self) -> io::Result<()> {
        if self.filled == self.input.len() {
            self.input.resize(2 * self.filled, 0);
        }
        let count = self.stream.read(&mut self.input[self.filled..])?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.filled += count;
        Ok(())
    }
}

/// Where the body of the first message is; `None` before its head is complete.
fn body_of(bytes: &[u8]) -> io::Result<Option<Range<usize>>> {
    let Some(head) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let bad = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    let text = std::str::from_utf8(&bytes[..head]).map_err(|_| bad("the head is not UTF-8"))?;
    let mut lines = text.split("\r\n");
    if !lines.next().is_some_and(|line| line.starts_with("HTTP/1.1 200 ")) {
        return Err(bad("not a response with status 200"));
    }
    let length = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    let length = length.ok_or_else(|| bad("a response without a length"))?;
    Ok(Some(head + 4..head + 4 + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_lies_behind_the_empty_line() {
        let message = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
        assert_eq!(body_of(message).ok().flatten(), Some(38..40));
        assert_eq!(&message[38..40], b"{}");
        assert!(body_of(&message[..20]).is_ok_and(|body| body.is_none()));
        assert!(body_of(b"HTTP/1.1 502 Bad Gateway\r\n\r\n").is_err());
    }
}
