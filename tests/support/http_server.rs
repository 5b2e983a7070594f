//! A server on loopback that behaves as a test decides, and records what arrived.
//!
//! It is written by hand because it must misbehave: cut bodies, close connections, stop sending. For a correct server,
//! see `mock-server`.

use std::io;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

use rustls::{HandshakeKind, ServerConfig, ServerConnection, StreamOwned};

mod message;

pub use message::{Behaviour, Reply, Seen};
use message::{Stream, behave, read_request};

type Handler = dyn Fn(&Seen) -> Behaviour + Send + Sync;

/// The server; it stops when this is dropped.
pub struct HttpServer {
    authority: String,
    tls: bool,
    state: Arc<State>,
}

struct State {
    handler: Box<Handler>,
    tls: Option<Arc<ServerConfig>>,
    stopped: AtomicBool,
    opened: AtomicUsize,
    resumed: AtomicUsize,
    closed: (Mutex<usize>, Condvar),
    streams: Mutex<Vec<TcpStream>>,
    seen: Mutex<Vec<Seen>>,
}

impl HttpServer {
    /// A plain HTTP server whose behaviour this function decides.
    pub fn start(handler: impl Fn(&Seen) -> Behaviour + Send + Sync + 'static) -> Self {
        Self::start_with(None, Box::new(handler))
    }

    /// The same behind TLS.
    pub fn start_tls(tls: Arc<ServerConfig>, handler: impl Fn(&Seen) -> Behaviour + Send + Sync + 'static) -> Self {
        Self::start_with(Some(tls), Box::new(handler))
    }

    fn start_with(tls: Option<Arc<ServerConfig>>, handler: Box<Handler>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
        let authority = listener.local_addr().expect("its address").to_string();
        let over_tls = tls.is_some();
        let state = Arc::new(State {
            handler,
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
                // An error means that the client has closed the connection, which it may do.
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
            let behaviour = (self.handler)(&request);
            if !behave(&mut stream, socket, behaviour)? {
                break;
            }
        }
        Ok(())
    }
}
