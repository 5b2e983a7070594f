//! A process of a test: this test binary, started again. It makes rounds of calls until its standard input ends, and
//! reports on standard output.

use std::env;
use std::io::{self, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use mock_server::MockServer;
use transport_ureq::UreqTransport;
use wechat_user::{Client, Error, Origin, TokenMode};

use crate::counting::Halting;
use crate::place;

/// Begins each line of a report; the test harness prints lines of its own.
pub(crate) const MARK: &str = "@";
const THREADS: usize = 8;
/// The lock lasts 3 s longer: 5 s.
const FETCH_TIMEOUT: Duration = Duration::from_secs(2);

type Call = fn(&Client) -> Result<(), Error>;

/// What a process is to do.
pub(crate) struct Orders<'a> {
    pub(crate) store: &'a str,
    pub(crate) mode: TokenMode,
    /// The number of the operation before which it stops for ever: of the store, or the request for a token.
    pub(crate) halt_before: Option<u32>,
}

/// Starts a process for the account of this server.
pub(crate) fn start(server: &MockServer, orders: &Orders<'_>) -> Child {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--ignored", "--exact", "worker::child", "--nocapture", "--quiet"]);
    let wechat = server.service();
    command.env("WORKER_AUTHORITY", server.addr().to_string()).env("WORKER_STORE", orders.store);
    command.env("WORKER_APP_ID", wechat.app_id().as_str()).env("WECHAT_APPSECRET", wechat.app_secret().expose());
    command.env("WORKER_MODE", if orders.mode == TokenMode::Plain { "plain" } else { "stable" });
    command.env("WORKER_HALT", orders.halt_before.map(|number| number.to_string()).unwrap_or_default());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// One round: every thread makes each of the calls. Returns the errors.
pub(crate) fn round(client: &Client) -> Vec<String> {
    let calls: [Call; 3] = [
        |client| client.groups().list().map(drop),
        |client| client.tags().list().map(drop),
        |client| client.network().callback_ips().map(drop),
    ];
    let one = |first: usize| (0..calls.len()).filter_map(move |next| calls[(first + next) % calls.len()](client).err());
    thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|first| scope.spawn(move || one(first).collect::<Vec<_>>())).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).map(|error| error.to_string()).collect()
    })
}

/// Not a test: the process that `start` starts.
#[test]
#[ignore = "run by other tests"]
fn child() {
    let Ok(authority) = env::var("WORKER_AUTHORITY") else { return };
    let variable = |name: &str| env::var(name).unwrap();
    let mode = if variable("WORKER_MODE") == "plain" { TokenMode::Plain } else { TokenMode::Stable };
    let halting = Halting::new(variable("WORKER_HALT").parse().ok(), || report("halt"));
    let client = Client::builder(variable("WORKER_APP_ID"), variable("WECHAT_APPSECRET"))
        .origin(Origin::plain_http(&authority).unwrap())
        .token_mode(mode)
        .fetch_timeout(FETCH_TIMEOUT)
        .transport(halting.transport(UreqTransport::new()))
        .store(halting.store(place::open(&variable("WORKER_STORE"))))
        .build()
        .unwrap();
    let stopped = Arc::new(AtomicBool::new(false));
    let stop = Arc::clone(&stopped);
    thread::spawn(move || {
        let _ = io::stdin().read_to_end(&mut Vec::new());
        stop.store(true, Ordering::SeqCst);
    });
    while !stopped.load(Ordering::SeqCst) {
        for error in round(&client) {
            report(&format!("failed {error}"));
        }
        report("round");
    }
}

/// One line for the process that started this one.
pub(crate) fn report(text: &str) {
    let mut out = io::stdout().lock();
    writeln!(out, "{MARK}{text}").and_then(|()| out.flush()).unwrap();
}
