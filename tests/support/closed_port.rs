//! A port on which every connection is refused.

use std::net::{TcpListener, TcpStream};

/// A port without a listener. It stays reserved until this is dropped, because it is one end of a connection.
#[derive(Debug)]
pub struct ClosedPort {
    near: TcpStream,
    _far: TcpStream,
}

impl ClosedPort {
    /// Reserves a port.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "it reserves a resource of the system")]
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
        let near = TcpStream::connect(listener.local_addr().expect("its address")).expect("a loopback connection");
        let (far, _) = listener.accept().expect("its other end");
        Self { near, _far: far }
    }

    /// `127.0.0.1:PORT`.
    #[must_use]
    pub fn authority(&self) -> String {
        self.near.local_addr().expect("its address").to_string()
    }
}
