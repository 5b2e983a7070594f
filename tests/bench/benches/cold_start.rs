//! The command line from its start to its end: for one call, compared with the least program over ureq that does the
//! same; and for two commands that send nothing.
//!
//! `cargo bench -p wechat-user-bench --bench cold_start`

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use wechat_user_bench::job::Target;
use wechat_user_bench::options::Options;
use wechat_user_bench::report::{Cell, Report};
use wechat_user_bench::simulator::{Account, Simulator};
use wechat_user_bench::stats::Spread;
use wechat_user_bench::{Failure, cargo, process};

/// A program, and how many requests it must make.
struct Contender {
    name: &'static str,
    command: Command,
    requests: u64,
}

fn main() -> Result<(), Failure> {
    let mut options = Options::parse_arguments();
    // A short run counts requests, which do not depend on the profile.
    let program = cargo::build_command_line(if options.short { "dev" } else { "release" }, None)?;
    let account = Account::with_followers(1_000);
    let mut simulator = Simulator::start(env!("CARGO_BIN_EXE_simulator-process").as_ref(), account)?;
    let mut contenders = contenders(&program, &simulator.target.clone())?;

    let mut times = vec![Vec::new(); contenders.len()];
    // A start is short, and the operating system's part in it varies: more rounds than elsewhere.
    options.rounds *= if options.short { 1 } else { 20 };
    for round in 0..options.rounds {
        for turn in 0..contenders.len() {
            let at = (round + turn) % contenders.len();
            let Contender { name, command, requests } = &mut contenders[at];
            let before = simulator.counts()?;
            let start = Instant::now();
            let output = process::succeeded(command.output()?)?;
            times[at].push(start.elapsed().as_secs_f64() * 1e3);
            let made = simulator.counts()?.since(&before).requests;
            if made != *requests || output.stdout.is_empty() {
                return Err(format!("{name}: {made} requests instead of {requests}").into());
            }
        }
    }
    let mut report = Report::new("cold-start", &options, &["program", "ms", "ms more"]);
    for (at, Contender { name, requests, .. }) in contenders.iter().enumerate() {
        let more = Spread::of(times[at].iter().zip(&times[0]).map(|(ours, bare)| ours - bare));
        // Only who makes the same call can be compared.
        let is_comparable = at > 0 && *requests == contenders[0].requests;
        let more = if is_comparable { more.into() } else { Cell::from(None::<u64>) };
        report.row([(*name).into(), Spread::of(times[at].iter().copied()).into(), more]);
    }
    report.finish(&options, env!("CARGO_TARGET_TMPDIR"))
}

fn contenders(program: &Path, target: &Target) -> Result<Vec<Contender>, Failure> {
    let mut bare = Command::new(env!("CARGO_BIN_EXE_bare-ureq"));
    bare.arg(serde_json::to_string(target)?);
    let mut call = command_line(program, &["groups", "list"]);
    call.env("WECHAT_BASE_URL", format!("http://{}", target.addr))
        .env("WECHAT_APPID", &target.app_id)
        .env("WECHAT_APPSECRET", &target.app_secret);
    Ok(vec![
        Contender { name: "bare ureq (floor)", command: bare, requests: 2 },
        Contender { name: "wechat-user groups list", command: call, requests: 2 },
        Contender {
            name: "wechat-user explain 40001",
            command: command_line(program, &["explain", "40001"]),
            requests: 0,
        },
        Contender { name: "wechat-user --help", command: command_line(program, &["--help"]), requests: 0 },
    ])
}

/// Without the settings of who runs the benchmark.
fn command_line(program: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).env("WECHAT_CONFIG", env!("CARGO_TARGET_TMPDIR").to_owned() + "/no-config.toml");
    for name in ["WECHAT_PROFILE", "WECHAT_BASE_URL", "WECHAT_APPID", "WECHAT_APPSECRET", "WECHAT_UI_LANG"] {
        command.env_remove(name);
    }
    command
}
