//! A gateway in front of a service, and a worker's key.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use mock_server::MockServer;
use transport_mock::{FakeWeChat, TestClock};
use wechat_gateway::{Config, Gateway, WorkerKey};
use wechat_user::{Client, Credentials, Origin};

use crate::exchange::{get, post};

pub(crate) const ALL: &str = r#"["/**", "/cgi-bin/ticket/getticket"]"#;
pub(crate) const SIGNING: &str = "0123456789abcdef0123456789abcdef-a";

/// A folder of the test's own, which goes with it.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("wechat-gateway-test-{}-{number}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The parts of a configuration file that tests change.
pub(crate) struct Plan {
    pub(crate) origin: String,
    pub(crate) app_id: String,
    pub(crate) secret: String,
    pub(crate) top: String,
    pub(crate) store: String,
    pub(crate) limits: String,
    pub(crate) tokens: &'static str,
    pub(crate) signing: Vec<&'static str>,
    /// Key, paths, and further lines.
    pub(crate) keys: Vec<(String, String, String)>,
}

impl Plan {
    /// One account and one key that may do everything.
    pub(crate) fn new(origin: &str, wechat: &FakeWeChat, key: &str) -> Self {
        Self {
            origin: origin.to_owned(),
            app_id: wechat.app_id().as_str().to_owned(),
            secret: wechat.app_secret().expose().to_owned(),
            top: String::new(),
            store: String::new(),
            limits: String::new(),
            tokens: "stable",
            signing: vec![SIGNING],
            keys: vec![(key.to_owned(), ALL.to_owned(), String::new())],
        }
    }

    pub(crate) fn text(&self, folder: &Folder) -> String {
        let quoted = |path: PathBuf| format!("{path:?}");
        let mut text = "listen = \"127.0.0.1:0\"\nadmin = \"127.0.0.1:0\"\n".to_owned();
        text += &format!("audit = {}\n{}\n", quoted(folder.path("audit.ndjson")), self.top);
        let signing = (0..).zip(&self.signing).map(|(number, secret)| {
            format!("{{ file = {} }}", quoted(folder.file(&format!("signing-{number}"), secret)))
        });
        text += &format!("signing = [{}]\n", signing.collect::<Vec<_>>().join(", "));
        text +=
            &format!("[upstream]\norigin = {:?}\n[store]\n{}\n[limits]\n{}\n", self.origin, self.store, self.limits);
        let secret = quoted(folder.file("secret", &self.secret));
        let (app_id, tokens) = (&self.app_id, self.tokens);
        text += &format!("[[account]]\napp_id = {app_id:?}\nsecret = {{ file = {secret} }}\ntokens = {tokens:?}\n");
        for (number, (key, paths, more)) in (0..).zip(&self.keys) {
            let hash = sha256(key);
            text += &format!("[[key]]\nname = \"key-{number}\"\nsha256 = {hash:?}\naccounts = [{app_id:?}]\n");
            text += &format!("paths = {paths}\n{more}\n");
        }
        text
    }

    pub(crate) fn config(&self, folder: &Folder) -> Config {
        let text = self.text(folder);
        Config::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
    }
}

/// The hash of a key that this test process has made.
fn sha256(key: &str) -> String {
    let hashes = HASHES.lock().unwrap();
    hashes.iter().find(|(known, _)| known == key).map(|(_, hash)| hash.clone()).expect("a key of new_key()")
}

static HASHES: std::sync::Mutex<Vec<(String, String)>> = std::sync::Mutex::new(Vec::new());

pub(crate) fn new_key() -> String {
    let key = WorkerKey::generate().unwrap();
    HASHES.lock().unwrap().push((key.expose().to_owned(), key.sha256()));
    key.expose().to_owned()
}

pub(crate) struct World {
    pub(crate) wechat: FakeWeChat,
    pub(crate) gateway: Gateway,
    pub(crate) key: String,
    pub(crate) clock: TestClock,
    pub(crate) folder: Folder,
    pub(crate) plan: Plan,
    _upstream: MockServer,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(|_| ())
    }

    /// With another configuration.
    pub(crate) fn with(change: impl FnOnce(&mut Plan)) -> Self {
        let wechat = FakeWeChat::new().with_followers(2_500).with_clock(TestClock::running());
        Self::of(wechat, change)
    }

    pub(crate) fn of(wechat: FakeWeChat, change: impl FnOnce(&mut Plan)) -> Self {
        let upstream = MockServer::builder().service(wechat.clone()).start().unwrap();
        let (key, folder, clock) = (new_key(), Folder::new(), TestClock::running());
        let mut plan = Plan::new(&upstream.url(), &wechat, &key);
        change(&mut plan);
        let gateway = Gateway::builder(plan.config(&folder)).clock(clock.clone()).start().unwrap();
        Self { wechat, gateway, key, clock, folder, plan, _upstream: upstream }
    }

    pub(crate) fn addr(&self) -> SocketAddr {
        self.gateway.addr()
    }

    /// A token of the gateway's own.
    pub(crate) fn token(&self) -> String {
        token(self.addr(), &self.plan.app_id, &self.key)
    }

    /// A client as a worker has it: it knows its key and the gateway's address, and nothing else.
    pub(crate) fn worker(&self) -> Client {
        self.worker_builder().build().unwrap()
    }

    pub(crate) fn worker_builder(&self) -> wechat_user::Builder {
        let credentials = Credentials::stable(self.plan.app_id.as_str(), self.key.as_str());
        Client::builder_with(credentials).origin(self.gateway.url().parse::<Origin>().unwrap())
    }

    /// Stops the gateway, so that everything is written, and reads the audit file.
    pub(crate) fn audit(self) -> (String, Vec<serde_json::Value>) {
        drop(self.gateway);
        let text = std::fs::read_to_string(self.folder.path("audit.ndjson")).unwrap();
        let lines = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        (text, lines)
    }

    /// The value of a line of `/metrics`.
    pub(crate) fn metric(&self, name: &str) -> u64 {
        let text = String::from_utf8(get(self.gateway.admin_addr(), "/metrics").body).unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix("wechat_gateway_")?.strip_prefix(name));
        line.unwrap_or_else(|| panic!("{name}: {text}")).trim().parse().unwrap()
    }
}

pub(crate) fn token(addr: SocketAddr, app_id: &str, key: &str) -> String {
    let body = serde_json::json!({"grant_type": "client_credential", "appid": app_id, "secret": key});
    let got = post(addr, "/cgi-bin/stable_token", &body.to_string());
    got.json()["access_token"].as_str().unwrap_or_else(|| panic!("{got:?}")).to_owned()
}
