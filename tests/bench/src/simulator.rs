//! The simulator in a process of its own: `mock-server` has cores, memory and time of its own.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::Failure;
use crate::api::{FakeWeChat, MockServer, TestClock};
use crate::asked::Asked;
use crate::job::Target;
use crate::usage::cpu_ns;

/// How the simulated account is to be.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Account {
    /// How many users follow.
    pub followers: u64,
    /// How long each response takes.
    pub latency_ms: u64,
    /// How much longer the first response of a connection takes.
    pub connect_latency_ms: u64,
    /// HTTPS instead of HTTP.
    pub tls: bool,
}

impl Account {
    /// Without latency.
    #[must_use]
    pub const fn with_followers(followers: u64) -> Self {
        Self { followers, latency_ms: 0, connect_latency_ms: 0, tls: false }
    }

    /// Over TLS.
    #[must_use]
    pub const fn with_tls(mut self) -> Self {
        self.tls = true;
        self
    }

    /// Far away.
    #[must_use]
    pub const fn with_latency(mut self, latency_ms: u64, connect_latency_ms: u64) -> Self {
        self.latency_ms = latency_ms;
        self.connect_latency_ms = connect_latency_ms;
        self
    }
}

/// What the simulator has counted since it started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Counts {
    /// All requests.
    pub requests: u64,
    /// Requests for a token.
    pub token_requests: u64,
    /// Connections that were accepted.
    pub connections: u64,
    /// User and system time of its process.
    pub cpu_ns: u64,
}

impl Counts {
    /// What was counted after `earlier`.
    #[must_use]
    pub const fn since(&self, earlier: &Self) -> Self {
        Self {
            requests: self.requests - earlier.requests,
            token_requests: self.token_requests - earlier.token_requests,
            connections: self.connections - earlier.connections,
            cpu_ns: self.cpu_ns - earlier.cpu_ns,
        }
    }
}

/// A running simulator; dropping it ends it.
#[derive(Debug)]
pub struct Simulator {
    /// Where it listens.
    pub target: Target,
    process: Asked,
}

impl Simulator {
    /// Starts the process.
    ///
    /// # Errors
    ///
    /// When it cannot be started, or says nothing.
    pub fn start(program: &Path, account: Account) -> Result<Self, Failure> {
        let (process, line) = Asked::start(Command::new(program).arg(serde_json::to_string(&account)?))?;
        Ok(Self { target: serde_json::from_str(&line)?, process })
    }

    /// What it has counted so far.
    ///
    /// # Errors
    ///
    /// When it is gone.
    pub fn counts(&mut self) -> Result<Counts, Failure> {
        self.process.ask()
    }
}

/// The process: prints the target, then the counts for each line that it reads.
///
/// # Errors
///
/// When it cannot listen.
pub fn serve() -> Result<(), Failure> {
    let account = std::env::args().nth(1).ok_or("the first argument is an account, as JSON")?;
    let account: Account = serde_json::from_str(&account)?;
    let wechat = FakeWeChat::new().with_followers(account.followers).with_clock(TestClock::running());
    let mut builder = MockServer::builder();
    if account.tls {
        builder = builder.tls();
    }
    let server = builder
        .service(wechat.clone())
        .latency(Duration::from_millis(account.latency_ms))
        .connect_latency(Duration::from_millis(account.connect_latency_ms))
        .start()?;
    let target = Target {
        addr: server.addr().to_string(),
        app_id: wechat.app_id().as_str().to_owned(),
        app_secret: wechat.app_secret().expose().to_owned(),
        openid: wechat.openid(7).as_str().to_owned(),
        token: wechat.stable_token().expose().to_owned(),
        ca: server.ca_certificate().map(str::to_owned),
    };
    println!("{}", serde_json::to_string(&target)?);
    for line in std::io::stdin().lines() {
        line?;
        let counts = Counts {
            requests: wechat.calls(),
            token_requests: wechat.token_requests(),
            connections: server.connections(),
            cpu_ns: cpu_ns()?,
        };
        println!("{}", serde_json::to_string(&counts)?);
    }
    Ok(())
}
