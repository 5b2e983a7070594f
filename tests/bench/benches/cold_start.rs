//! The command line from its start to its end, for one call, compared with the least program over ureq that does the
//! same.
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

fn main() -> Result<(), Failure> {
    let options = Options::parse_arguments();
    // A short run counts requests, which do not depend on the profile.
    let command_line = cargo::build_command_line(if options.short { "dev" } else { "release" }, None)?;
    let account = Account::with_followers(1_000);
    let mut simulator = Simulator::start(env!("CARGO_BIN_EXE_simulator-process").as_ref(), account)?;
    let target = simulator.target.clone();

    let mut times = [Vec::new(), Vec::new()];
    // A start is short, and the operating system's part in it varies: more rounds than elsewhere.
    let rounds = options.rounds * if options.short { 1 } else { 20 };
    for round in 0..rounds {
        for turn in 0..2 {
            let at = (round + turn) % 2;
            let mut program = if at == 0 { bare(&target)? } else { ours(&command_line, &target) };
            let before = simulator.counts()?;
            let start = Instant::now();
            let output = process::succeeded(program.output()?)?;
            times[at].push(start.elapsed().as_secs_f64() * 1e3);
            let requests = simulator.counts()?.since(&before).requests;
            if requests != 2 || output.stdout.is_empty() {
                return Err(format!("{requests} requests for a token and a list").into());
            }
        }
    }
    let mut options = options;
    options.rounds = rounds;
    let more = Spread::of(times[1].iter().zip(&times[0]).map(|(ours, bare)| ours - bare));
    let [bare, ours] = times.map(Spread::of);
    let mut report = Report::new("cold-start", &options, &["program", "ms", "ms more"]);
    report.row(["bare ureq (floor)".into(), bare.into(), Cell::from(None::<u64>)]);
    report.row(["wechat-user groups list".into(), ours.into(), more.into()]);
    report.finish(&options, env!("CARGO_TARGET_TMPDIR"))
}

fn bare(target: &Target) -> Result<Command, Failure> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bare-ureq"));
    command.arg(serde_json::to_string(target)?);
    Ok(command)
}

fn ours(program: &Path, target: &Target) -> Command {
    let mut command = Command::new(program);
    command
        .args(["--base-url", &format!("http://{}", target.addr), "groups", "list"])
        .env("WECHAT_APPID", &target.app_id)
        .env("WECHAT_APPSECRET", &target.app_secret);
    command
}
