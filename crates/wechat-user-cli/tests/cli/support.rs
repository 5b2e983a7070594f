//! Runs the binary, and checks that no output holds a secret or a token.

use std::cell::RefCell;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use mock_server::MockServer;
use serde_json::Value;
use transport_mock::{FakeWeChat, Fault, Service, TestClock};

/// The binary without the environment of the test run.
pub(crate) fn wechat_user(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wechat-user"));
    for name in [
        "BASE_URL",
        "APPID",
        "APPSECRET",
        "PUSH_TOKEN",
        "PUSH_AES_KEY",
        "STORE",
        "REDIS_URL",
        "REDIS_LAYOUT",
        "REDIS_ROLE",
        "PROFILE",
        "UI_LANG",
    ] {
        command.env_remove(format!("WECHAT_{name}"));
    }
    for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    // The expected texts are English, whatever the language of the developer is.
    for name in ["LC_MESSAGES", "LANG", "LANGUAGE"] {
        command.env_remove(name);
    }
    command.env("LC_ALL", "C");
    // A token of a test must not end up in the cache of the user.
    command.env("XDG_CACHE_HOME", cache());
    // The settings of the user must not decide what a test does.
    command.env("WECHAT_CONFIG", no_config());
    command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A simulated account, and the environment for it.
pub(crate) struct Account {
    server: MockServer,
    /// Tickets and tokens of users that a test knows.
    secrets: RefCell<Vec<String>>,
}

impl Account {
    /// With 2,500 followers on pages of 1,000.
    pub(crate) fn new() -> Self {
        Self::of(FakeWeChat::new().with_followers(2_500).with_page_size(1_000))
    }

    pub(crate) fn of(wechat: FakeWeChat) -> Self {
        let server = MockServer::builder().service(wechat.with_clock(TestClock::running())).start().unwrap();
        Self { server, secrets: RefCell::default() }
    }

    pub(crate) fn wechat(&self) -> &FakeWeChat {
        self.server.service()
    }

    pub(crate) fn url(&self) -> String {
        self.server.url()
    }

    pub(crate) fn port(&self) -> u16 {
        self.server.addr().port()
    }

    /// The binary with the environment for this account.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = wechat_user(args);
        command.env("WECHAT_BASE_URL", self.url());
        command.env("WECHAT_APPID", Service::APP_ID).env("WECHAT_APPSECRET", Service::APP_SECRET);
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.finish(self.command(args).spawn().unwrap())
    }

    /// Runs with a text on standard input.
    pub(crate) fn run_with_input(&self, args: &[&str], input: &str) -> Ran {
        let mut child = self.command(args).stdin(Stdio::piped()).spawn().unwrap();
        // A command that refuses its arguments reads nothing.
        drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
        self.finish(child)
    }

    /// Runs a command that prints a secret, without the search for secrets.
    pub(crate) fn reveal(&self, args: &[&str]) -> Ran {
        Ran::of(self.command(args).output().unwrap())
    }

    /// From now on, no run may print this secret.
    pub(crate) fn guard(&self, secret: impl Into<String>) {
        let secret = secret.into();
        assert!(secret.len() > 10, "too short for a secret: {secret:?}");
        self.secrets.borrow_mut().push(secret);
    }

    /// Waits for the command, and searches its output for secret and token.
    pub(crate) fn finish(&self, child: Child) -> Ran {
        let ran = Ran::of(child.wait_with_output().unwrap());
        assert!(!self.leaks(&ran), "secret or token in: {ran:?}");
        ran
    }

    /// Whether the output holds the secret or the token.
    pub(crate) fn leaks(&self, ran: &Ran) -> bool {
        let token = self.wechat().stable_token();
        let printed = [&ran.stdout, &ran.stderr];
        let known = self.secrets.borrow();
        let secrets = [Service::APP_SECRET, token.expose()].into_iter().chain(known.iter().map(String::as_str));
        secrets.into_iter().any(|secret| printed.iter().any(|text| text.contains(secret)))
    }

    /// An openid of the simulated account, by its position in the list.
    pub(crate) fn openid(&self, number: u64) -> String {
        self.wechat().openid(number).to_string()
    }

    pub(crate) fn openids(&self, count: u64) -> Vec<String> {
        (0..count).map(|number| self.openid(number)).collect()
    }

    pub(crate) fn calls_to(&self, path: &str) -> u64 {
        self.wechat().calls_to(path)
    }
}

/// The result of a run.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    pub(crate) fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// Standard output of a run that succeeded with an empty standard error.
    #[track_caller]
    pub(crate) fn ok(self) -> String {
        assert_eq!((self.code, self.stderr.as_str()), (Some(0), ""), "{}", self.stdout);
        self.stdout
    }

    /// The JSON value on standard output of a run that succeeded.
    #[track_caller]
    pub(crate) fn json(self) -> Value {
        serde_json::from_str(&self.ok()).unwrap()
    }

    /// Standard error of a run that failed with this code.
    #[track_caller]
    pub(crate) fn failed(self, code: i32) -> String {
        assert_eq!(self.code, Some(code), "{self:?}");
        self.stderr
    }

    /// The JSON object on standard error of a run that failed with this code and printed no result.
    #[track_caller]
    pub(crate) fn error(self, code: i32) -> Value {
        assert_eq!(self.stdout, "");
        serde_json::from_str(&self.failed(code)).unwrap()
    }
}

/// The path of a file for this test run.
pub(crate) fn scratch(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    drop(std::fs::remove_file(&path));
    path.to_str().unwrap().to_owned()
}

/// The cache folder of this test run.
pub(crate) fn cache() -> &'static str {
    concat!(env!("CARGO_TARGET_TMPDIR"), "/cache")
}

/// The path of a settings file that does not exist.
pub(crate) fn no_config() -> &'static str {
    concat!(env!("CARGO_TARGET_TMPDIR"), "/no-settings/config.toml")
}

/// Runs without an account.
pub(crate) fn run(args: &[&str]) -> Ran {
    Ran::of(wechat_user(args).output().unwrap())
}

/// A server that always sends the same response, for responses that the simulator does not send. Returns its base URL.
pub(crate) fn canned(response: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            thread::spawn(move || {
                drop(stream.read(&mut [0; 65_536]));
                drop(stream.write_all(response.as_bytes()));
                // If the server closed first with unread input, the response could be lost.
                drop(stream.shutdown(Shutdown::Write));
                drop(io::copy(&mut stream, &mut io::sink()));
            });
        }
    });
    url
}

/// A closed port.
pub(crate) fn closed_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Runs a command and kills it (kill -9) when the service has received this number of calls. The responses to all later
/// calls are held back, so that the command cannot end before. Returns whether it was running.
pub(crate) fn kill_at(account: &Account, mut command: Command, path: &'static str, calls: u64) -> bool {
    let wechat = account.wechat();
    let faults = wechat.faults();
    let until = calls.saturating_sub(account.calls_to(path));
    wechat.add_fault(Fault::drip(1, Duration::from_secs(60)).on(path).after(until).always());
    let mut child = command.spawn().unwrap();
    while account.calls_to(path) < calls && child.try_wait().unwrap().is_none() {
        thread::sleep(Duration::from_micros(200));
    }
    let was_running = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    wechat.clear_faults();
    wechat.add_faults(faults).unwrap();
    was_running
}

/// Sends a signal by its name.
#[cfg(unix)]
pub(crate) fn signal(child: &Child, name: &str) {
    let sent = Command::new("sh").args(["-c", r#"kill -s "$0" "$1""#, name, &child.id().to_string()]).status();
    assert!(sent.unwrap().success());
}
