//! A proxy before Redis that holds back what Redis replies, while the test wants that.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use wechat_user_tests::redis_server::RedisServer;

/// The proxy.
pub(crate) struct SlowProxy {
    authority: String,
    silent: Arc<AtomicBool>,
    connections: Arc<Mutex<Vec<TcpStream>>>,
}

impl SlowProxy {
    pub(crate) fn before(redis: &RedisServer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let authority = listener.local_addr().unwrap().to_string();
        let (silent, connections) = (Arc::new(AtomicBool::new(false)), Arc::<Mutex<Vec<TcpStream>>>::default());
        let this = Self { authority, silent: Arc::clone(&silent), connections: Arc::clone(&connections) };
        let upstream = redis.authority();
        thread::spawn(move || {
            for near in listener.incoming().map_while(Result::ok) {
                let Ok(far) = TcpStream::connect(&upstream) else { continue };
                let mut both = connections.lock().unwrap();
                both.extend([near.try_clone().unwrap(), far.try_clone().unwrap()]);
                drop(both);
                let (near_again, far_again) = (near.try_clone().unwrap(), far.try_clone().unwrap());
                thread::spawn(move || pump(near_again, far_again, &AtomicBool::new(false)));
                let silent = Arc::clone(&silent);
                thread::spawn(move || pump(far, near, &silent));
            }
        });
        this
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://{}", self.authority)
    }

    /// From now on no reply gets through; or all do, on new connections.
    pub(crate) fn set_silent(&self, silent: bool) {
        self.silent.store(silent, Ordering::SeqCst);
        if !silent {
            for connection in self.connections.lock().unwrap().drain(..) {
                let _ = connection.shutdown(std::net::Shutdown::Both);
            }
        }
    }
}

/// Hands on what arrives; what arrives in silence is lost.
fn pump(mut from: TcpStream, mut to: TcpStream, silent: &AtomicBool) {
    let mut bytes = [0; 4_096];
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        if !silent.load(Ordering::SeqCst) && to.write_all(&bytes[..count]).is_err() {
            return;
        }
    }
}
