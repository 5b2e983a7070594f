//! An export of all followers with their profiles: B, B8 and L in `docs/performance.md`.
//!
//! `cargo bench -p wechat-user-bench --bench export`

use std::path::Path;

use wechat_user_bench::job::{Contender, Job};
use wechat_user_bench::options::Options;
use wechat_user_bench::report::Report;
use wechat_user_bench::simulator::{Account, Simulator};
use wechat_user_bench::{Failure, process, rounds};

struct Setting {
    name: &'static str,
    account: Account,
    in_flight: usize,
}

fn main() -> Result<(), Failure> {
    let options = Options::parse_arguments();
    let many = Account::with_followers(options.amount(100_000, 10_200));
    let distant = Account::with_followers(10_000).with_latency(30, 60);
    let columns = [
        "export",
        "contender",
        "CPU us/user",
        "CPU / floor",
        "wall us/user",
        "wall / floor",
        "instructions/user",
        "peak MB",
        "connections",
    ];
    let mut report = Report::new("export", &options, &columns);
    let settings = [
        Setting { name: "B: 1 in flight", account: many, in_flight: 1 },
        Setting { name: "B8: 8 in flight", account: many, in_flight: 8 },
        Setting { name: "L: 8 in flight, latency", account: distant, in_flight: 8 },
    ];
    for setting in settings {
        run(&options, &setting, &mut report)?;
    }
    report.finish(&options, env!("CARGO_TARGET_TMPDIR"))
}

fn run(options: &Options, setting: &Setting, report: &mut Report) -> Result<(), Failure> {
    let contender = Path::new(env!("CARGO_BIN_EXE_contender"));
    let mut simulator = simulator(setting.account)?;
    let job = |contender| Job::Export { contender, target: simulator.target.clone(), in_flight: setting.in_flight };
    let jobs = Contender::ALL.map(job);
    let samples = rounds::interleave(contender, options.rounds, &jobs)?;
    rounds::check_totals(&samples)?;
    let users = setting.account.followers;
    for (at, contender_kind) in Contender::ALL.into_iter().enumerate() {
        let before = simulator.counts()?;
        let sample = process::run(contender, &jobs[at])?;
        let counts = simulator.counts()?.since(&before);
        // The pages, one more that is empty, the batches (each page has its own last one), and a token.
        let pages = users.div_ceil(10_000);
        let requests = pages + 1 + users.div_ceil(100) + 1;
        let most_connections = if setting.in_flight == 1 { 1 } else { setting.in_flight as u64 + 1 };
        let right = counts.requests == requests && counts.token_requests == 1 && sample.totals.items == users;
        if !right || counts.connections > most_connections {
            return Err(format!("{}, {}: {counts:?}", setting.name, contender_kind.name()).into());
        }
        let timed = &samples[at];
        let per_user = 1e3 * users as f64;
        report.row([
            setting.name.into(),
            contender_kind.name().into(),
            rounds::spread(timed, |sample| sample.cpu_ns, per_user).into(),
            rounds::ratio(timed, &samples[0], |sample| sample.cpu_ns).into(),
            rounds::spread(timed, |sample| sample.wall_ns, per_user).into(),
            rounds::ratio(timed, &samples[0], |sample| sample.wall_ns).into(),
            instructions(options, setting, contender_kind)?.into(),
            rounds::spread(timed, |sample| sample.peak_bytes, 1e6).into(),
            counts.connections.into(),
        ]);
    }
    Ok(())
}

/// Of an export of 2,000 users more, a user; only with one request in flight, where nothing depends on the moment.
fn instructions(options: &Options, setting: &Setting, contender: Contender) -> Result<Option<u64>, Failure> {
    if options.short || setting.in_flight > 1 || !process::can_count_instructions() {
        return Ok(None);
    }
    let of = |followers| -> Result<u64, Failure> {
        let simulator = simulator(Account::with_followers(followers))?;
        let job = Job::Export { contender, target: simulator.target.clone(), in_flight: 1 };
        process::instructions(env!("CARGO_BIN_EXE_contender").as_ref(), &job)
    };
    Ok(Some((of(4_000)? - of(2_000)?) / 2_000))
}

fn simulator(account: Account) -> Result<Simulator, Failure> {
    Simulator::start(env!("CARGO_BIN_EXE_simulator-process").as_ref(), account)
}
