//! A Redis server of a test's own, on a free port of loopback.

use std::fs;
use std::io::{self, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::private_ca::PrivateCa;

/// The environment variable with the path of `redis-server`; without it, the one that `PATH` has.
const PROGRAM: &str = "TEST_REDIS_SERVER";
/// How often to look whether it is ready: for ten seconds.
const LOOKS: u32 = 1_000;

/// The server. It keeps nothing on disk, and ends when this is dropped.
pub struct RedisServer {
    port: u16,
    folder: PathBuf,
    ca: Option<Box<PrivateCa>>,
    child: Mutex<Option<Child>>,
}

impl RedisServer {
    /// Starts one. `None` if this machine has no Redis: then says loudly that the test is skipped, and in CI fails.
    #[must_use]
    pub fn start() -> Option<Self> {
        Self::start_with(|| None)
    }

    /// Starts one that speaks TLS only, with a certificate of a CA of its own: the file `ca.pem` of its folder.
    #[must_use]
    pub fn start_tls() -> Option<Self> {
        Self::start_with(|| Some(PrivateCa::new()))
    }

    fn start_with(ca: impl Fn() -> Option<PrivateCa>) -> Option<Self> {
        if Command::new(program()).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
            let test = thread::current().name().unwrap_or("a test").to_owned();
            assert!(std::env::var_os("CI").is_none(), "{test}: no redis-server, and in CI that is a failure: .ci/run");
            // Not with `eprintln`, which the test harness keeps to itself.
            let _ = writeln!(io::stderr(), "\nSKIPPED {test}: no redis-server in PATH, and no {PROGRAM}\n");
            return None;
        }
        // Another program may take the port in between.
        (0..5).find_map(|_| Self::start_on(free_port(), ca()))
    }

    fn start_on(port: u16, ca: Option<PrivateCa>) -> Option<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("wechat-user-redis-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder for Redis");
        let server = Self { port, folder, ca: ca.map(Box::new), child: Mutex::default() };
        server.run().then_some(server)
    }

    /// The URL for `WECHAT_REDIS_URL`.
    #[must_use]
    pub fn url(&self) -> String {
        let scheme = if self.ca.is_some() { "rediss" } else { "redis" };
        format!("{scheme}://127.0.0.1:{}", self.port)
    }

    /// The certificate of the CA, as a file.
    #[must_use]
    pub fn ca_file(&self) -> PathBuf {
        self.folder.join("ca.pem")
    }

    /// `127.0.0.1:PORT`.
    #[must_use]
    pub fn authority(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Ends the process, as a crash does.
    pub fn stop(&self) {
        if let Some(mut child) = self.child().take() {
            child.kill().expect("a process that can be ended");
            child.wait().expect("a process that ended");
        }
    }

    /// Starts it again on the same port, empty.
    pub fn start_again(&self) {
        assert!(self.run(), "Redis did not start again on port {}", self.port);
    }

    /// A connection of the test's own.
    #[must_use]
    pub fn connection(&self) -> redis::Connection {
        redis::Client::open(self.url()).and_then(|client| client.get_connection()).expect("a connection to Redis")
    }

    /// All keys with their types and texts, sorted.
    #[must_use]
    pub fn everything(&self) -> Vec<(String, String, String)> {
        let mut connection = self.connection();
        let mut keys: Vec<String> = redis::cmd("KEYS").arg("*").query(&mut connection).expect("the keys");
        keys.sort();
        let one = |key: String| {
            let kind: String = redis::cmd("TYPE").arg(&key).query(&mut connection).expect("a type");
            // A key may expire in between.
            let text: Option<String> = redis::cmd("GET").arg(&key).query(&mut connection).unwrap_or_default();
            (key, kind, text.unwrap_or_default())
        };
        keys.into_iter().map(one).collect()
    }

    /// False if it ended, or did not respond in ten seconds.
    fn run(&self) -> bool {
        let mut command = Command::new(program());
        command.args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
        command.arg("--dir").arg(&self.folder).stdout(Stdio::null()).stderr(Stdio::null());
        match &self.ca {
            None => drop(command.args(["--port", &self.port.to_string()])),
            Some(ca) => self.use_tls(&mut command, ca),
        }
        let mut child = command.spawn().expect("redis-server");
        for _ in 0..LOOKS {
            if child.try_wait().expect("its state").is_some() {
                return false;
            }
            if self.is_ready() {
                *self.child() = Some(child);
                return true;
            }
            thread::sleep(Duration::from_millis(10));
        }
        let _ = child.kill();
        let _ = child.wait();
        false
    }

    fn use_tls(&self, command: &mut Command, ca: &PrivateCa) {
        let (certificate, key) = ca.server_pem(&["127.0.0.1"]);
        command.args(["--port", "0", "--tls-auth-clients", "no", "--tls-port", &self.port.to_string()]);
        for (flag, name, text) in [
            ("--tls-ca-cert-file", "ca.pem", ca.pem()),
            ("--tls-cert-file", "cert.pem", certificate),
            ("--tls-key-file", "key.pem", key),
        ] {
            fs::write(self.folder.join(name), text).expect("a file for Redis");
            command.arg(flag).arg(self.folder.join(name));
        }
    }

    /// Without TLS, whether it replies; with it, whether it takes connections.
    fn is_ready(&self) -> bool {
        if self.ca.is_some() {
            return TcpStream::connect(self.authority()).is_ok();
        }
        let connection = redis::Client::open(self.url()).expect("its URL").get_connection();
        connection.is_ok_and(|mut connection| redis::cmd("PING").query::<String>(&mut connection).is_ok())
    }

    fn child(&self) -> std::sync::MutexGuard<'_, Option<Child>> {
        self.child.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.stop();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn program() -> PathBuf {
    std::env::var_os(PROGRAM).map_or_else(|| "redis-server".into(), PathBuf::from)
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
    listener.local_addr().expect("its address").port()
}
