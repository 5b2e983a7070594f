//! The gateway in a process of its own, so that the kernel counts what it uses.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::{Deserialize, Serialize};

use crate::Failure;
use crate::api::{Config, Gateway, WorkerKey};
use crate::job::Target;
use crate::usage::{cpu_ns, resident_bytes};

/// The environment variables of the process, which has no arguments.
const ORIGIN: &str = "BENCH_ORIGIN";
const APP_ID: &str = "BENCH_APPID";
const SECRET: &str = "BENCH_APPSECRET";
const SIGNING: &str = "BENCH_SIGNING_KEY";

/// What the process of the gateway has used since it started.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Used {
    /// User and system time.
    pub cpu_ns: u64,
    /// The resident set now.
    pub resident_bytes: u64,
}

/// A running gateway; dropping it ends it.
#[derive(Debug)]
pub struct GatewayProcess {
    /// Where it listens, with a worker's key in place of the AppSecret.
    pub target: Target,
    child: Child,
    questions: Option<ChildStdin>,
    replies: BufReader<ChildStdout>,
}

impl GatewayProcess {
    /// Starts the process in front of a service.
    ///
    /// # Errors
    ///
    /// When it cannot be started, or says nothing.
    pub fn start(program: &Path, service: &Target) -> Result<Self, Failure> {
        let mut child = Command::new(program)
            .env(ORIGIN, format!("http://{}", service.addr))
            .env(APP_ID, &service.app_id)
            .env(SECRET, &service.app_secret)
            .env(SIGNING, "a-signing-key-of-a-benchmark-only-0123456789")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let questions = child.stdin.take();
        let replies = BufReader::new(child.stdout.take().ok_or("no standard output")?);
        let mut this = Self { target: service.clone(), child, questions, replies };
        let line = this.line()?;
        let (addr, key) = line.trim().split_once(' ').ok_or("no address and key")?;
        (this.target.addr, this.target.app_secret) = (addr.to_owned(), key.to_owned());
        Ok(this)
    }

    /// What it has used so far.
    ///
    /// # Errors
    ///
    /// When it is gone.
    pub fn used(&mut self) -> Result<Used, Failure> {
        self.questions.as_mut().ok_or("it has ended")?.write_all(b"\n")?;
        Ok(serde_json::from_str(&self.line()?)?)
    }

    fn line(&mut self) -> Result<String, Failure> {
        let mut line = String::new();
        self.replies.read_line(&mut line)?;
        Ok(line)
    }
}

impl Drop for GatewayProcess {
    fn drop(&mut self) {
        // It ends when its standard input does.
        self.questions = None;
        drop(self.child.wait());
    }
}

/// The process: prints address and key, then what it has used for each line that it reads.
///
/// # Errors
///
/// When it cannot listen.
pub fn serve() -> Result<(), Failure> {
    let (key, origin, app_id) = (WorkerKey::generate()?, std::env::var(ORIGIN)?, std::env::var(APP_ID)?);
    let config = Config::parse(&format!(
        "listen = \"127.0.0.1:0\"\nadmin = \"127.0.0.1:0\"\nsigning = [{{ env = {SIGNING:?} }}]\n\
         [upstream]\norigin = {origin:?}\n[[account]]\napp_id = {app_id:?}\nsecret = {{ env = {SECRET:?} }}\n\
         [[key]]\nname = \"bench\"\nsha256 = {:?}\naccounts = [{app_id:?}]\npaths = [\"/**\"]\n\
         calls_a_minute = 4000000000\n",
        key.sha256()
    ))?;
    let gateway = Gateway::builder(config).start()?;
    println!("{} {}", gateway.addr(), key.expose());
    for line in std::io::stdin().lines() {
        line?;
        let used = Used { cpu_ns: cpu_ns()?, resident_bytes: resident_bytes() };
        println!("{}", serde_json::to_string(&used)?);
    }
    Ok(())
}
