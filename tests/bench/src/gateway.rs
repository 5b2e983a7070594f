//! The gateway in a process of its own, so that the kernel counts what it uses.

use std::path::Path;
use std::process::Command;

use serde::{Deserialize, Serialize};

use crate::Failure;
use crate::api::{Config, Gateway, WorkerKey};
use crate::asked::Asked;
use crate::job::Target;
use crate::usage::{cpu_ns, resident_bytes};

/// The environment variables of the process, which has no arguments.
const ORIGIN: &str = "BENCH_ORIGIN";
const APP_ID: &str = "BENCH_APPID";
const SECRET: &str = "BENCH_APPSECRET";
const SIGNING: &str = "BENCH_SIGNING_KEY";
/// A file; unset when the service speaks plain HTTP.
const CA: &str = "BENCH_CA";

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
    process: Asked,
}

impl GatewayProcess {
    /// Starts the process in front of a service. What it needs as a file is written to `folder`.
    ///
    /// # Errors
    ///
    /// When it cannot be started, or says nothing.
    pub fn start(program: &Path, service: &Target, folder: &Path) -> Result<Self, Failure> {
        let mut command = Command::new(program);
        if let Some(ca) = &service.ca {
            let file = folder.join("gateway-ca.pem");
            std::fs::write(&file, ca)?;
            command.env(CA, file);
        }
        command.env(ORIGIN, service.url()).env(APP_ID, &service.app_id);
        command.env(SECRET, &service.app_secret).env(SIGNING, "a-signing-key-of-a-benchmark-only-0123456789");
        let (process, line) = Asked::start(&mut command)?;
        let (addr, key) = line.trim().split_once(' ').ok_or("no address and key")?;
        let target = Target { addr: addr.to_owned(), app_secret: key.to_owned(), ca: None, ..service.clone() };
        Ok(Self { target, process })
    }

    /// What it has used so far.
    ///
    /// # Errors
    ///
    /// When it is gone.
    pub fn used(&mut self) -> Result<Used, Failure> {
        self.process.ask()
    }
}

/// The process: prints address and key, then what it has used for each line that it reads.
///
/// # Errors
///
/// When it cannot listen.
pub fn serve() -> Result<(), Failure> {
    let (key, origin, app_id) = (WorkerKey::generate()?, std::env::var(ORIGIN)?, std::env::var(APP_ID)?);
    let ca = std::env::var(CA).map(|file| format!("ca = {file:?}\n")).unwrap_or_default();
    let config = Config::parse(&format!(
        "listen = \"127.0.0.1:0\"\nadmin = \"127.0.0.1:0\"\nsigning = [{{ env = {SIGNING:?} }}]\n\
         [upstream]\norigin = {origin:?}\n{ca}[[account]]\napp_id = {app_id:?}\nsecret = {{ env = {SECRET:?} }}\n\
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
