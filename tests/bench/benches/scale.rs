//! What grows with the number of followers, and what grows with the number of threads: neither the time for one nor
//! the memory should.
//!
//! `cargo bench -p wechat-user-bench --bench scale`

use std::path::Path;

use wechat_user_bench::job::{Contender, Job};
use wechat_user_bench::options::Options;
use wechat_user_bench::report::Report;
use wechat_user_bench::simulator::{Account, Simulator};
use wechat_user_bench::{Failure, process, rounds};

fn main() -> Result<(), Failure> {
    let mut options = Options::parse_arguments();
    // A million followers take their time.
    options.rounds = options.rounds.min(5);
    followers(&options)?;
    threads(&options)
}

fn followers(options: &Options) -> Result<(), Failure> {
    let sizes: &[u64] = if options.short { &[10_000, 20_000] } else { &[20_000, 100_000, 1_000_000] };
    let columns = ["followers", "CPU us/user", "CPU / smallest", "wall us/user", "peak MB", "live KB"];
    let mut report = Report::new("scale-followers", options, &columns);
    let simulators = sizes
        .iter()
        .map(|size| {
            let program = env!("CARGO_BIN_EXE_simulator-process").as_ref();
            Simulator::start(program, Account::with_followers(*size))
        })
        .collect::<Result<Vec<_>, _>>()?;
    let jobs: Vec<Job> = simulators
        .iter()
        .map(|simulator| Job::Export { contender: Contender::Client, target: simulator.target.clone(), in_flight: 1 })
        .collect();
    let samples = rounds::interleave(Path::new(env!("CARGO_BIN_EXE_contender")), options.rounds, &jobs)?;
    let mut smallest_live = None;
    for (at, size) in sizes.iter().enumerate() {
        let (timed, per_user) = (&samples[at], 1e3 * *size as f64);
        let counted = process::run(env!("CARGO_BIN_EXE_counted-contender").as_ref(), &jobs[at])?;
        if counted.totals.items != *size {
            return Err(format!("{} of {size} followers", counted.totals.items).into());
        }
        let live = counted.live_bytes.unwrap_or(0);
        let first = *smallest_live.get_or_insert(live);
        if live > first + (1 << 20) {
            return Err(format!("{live} bytes for {size} followers, {first} for {}", sizes[0]).into());
        }
        // To each its own floor: the same work a user.
        let growth = timed.iter().zip(&samples[0]).map(|(sample, smallest)| {
            (sample.cpu_ns as f64 / *size as f64) / (smallest.cpu_ns as f64 / sizes[0] as f64)
        });
        report.row([
            (*size).into(),
            rounds::spread(timed, |sample| sample.cpu_ns, per_user).into(),
            wechat_user_bench::stats::Spread::of(growth).into(),
            rounds::spread(timed, |sample| sample.wall_ns, per_user).into(),
            rounds::spread(timed, |sample| sample.peak_bytes, 1e6).into(),
            (live / 1_000).into(),
        ]);
    }
    report.finish(options, env!("CARGO_TARGET_TMPDIR"))
}

fn threads(options: &Options) -> Result<(), Failure> {
    let calls = options.amount(200_000, 640);
    let columns = ["threads", "CPU us/call", "CPU / 1 thread", "wall us/call", "wall / 1 thread"];
    let mut report = Report::new("scale-threads", options, &columns);
    let crowds = [1, 2, 4, 8, 16, 32, 64];
    let jobs = crowds.map(|threads| Job::Crowd { threads, calls });
    let samples = rounds::interleave(Path::new(env!("CARGO_BIN_EXE_contender")), options.rounds, &jobs)?;
    rounds::check_totals(&samples)?;
    for (timed, threads) in samples.iter().zip(crowds) {
        let per_call = 1e3 * calls as f64;
        report.row([
            (threads as u64).into(),
            rounds::spread(timed, |sample| sample.cpu_ns, per_call).into(),
            rounds::ratio(timed, &samples[0], |sample| sample.cpu_ns).into(),
            rounds::spread(timed, |sample| sample.wall_ns, per_call).into(),
            rounds::ratio(timed, &samples[0], |sample| sample.wall_ns).into(),
        ]);
    }
    report.finish(options, env!("CARGO_TARGET_TMPDIR"))
}
