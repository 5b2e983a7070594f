//! A port where connections are refused for certain.

use std::net::{TcpListener, TcpStream};

/// Nobody listens on this port, and while this lives nobody else can get it: it is the near end of a connection.
#[derive(Debug)]
pub struct DeadPort {
    near: TcpStream,
    _far: TcpStream,
}

impl DeadPort {
    /// Takes a port.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "it takes something from the system")]
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
