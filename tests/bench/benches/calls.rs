//! Small calls (`groups/getid`), one after the other, over one connection: A in `docs/performance.md`.
//!
//! `cargo bench -p wechat-user-bench --bench calls`

use std::path::Path;

use wechat_user_bench::job::{Contender, Job, WARM_UP};
use wechat_user_bench::options::Options;
use wechat_user_bench::report::Report;
use wechat_user_bench::simulator::{Account, Simulator};
use wechat_user_bench::{Failure, process, rounds};

fn main() -> Result<(), Failure> {
    let options = Options::parse_arguments();
    let contender = Path::new(env!("CARGO_BIN_EXE_contender"));
    let counted = Path::new(env!("CARGO_BIN_EXE_counted-contender"));
    let account = Account::with_followers(1_000);
    let mut simulator = Simulator::start(env!("CARGO_BIN_EXE_simulator-process").as_ref(), account)?;
    let target = simulator.target.clone();
    let job = |contender, calls| Job::Calls { contender, target: target.clone(), calls };

    let calls = options.amount(2_000, 10);
    let jobs = Contender::ALL.map(|contender| job(contender, calls));
    let samples = rounds::interleave(contender, options.rounds, &jobs)?;
    rounds::check_totals(&samples)?;

    let columns = [
        "contender",
        "CPU us/call",
        "CPU / floor",
        "CPU / ureq",
        "wall us/call",
        "wall / floor",
        "instructions/call",
        "allocations/call",
        "peak MB",
        "connections",
    ];
    let mut report = Report::new("calls", &options, &columns);
    let counts_instructions = !options.short && process::can_count_instructions();
    for (at, contender_kind) in Contender::ALL.into_iter().enumerate() {
        let before = simulator.counts()?;
        let counting = process::run(counted, &job(contender_kind, calls))?;
        let counts = simulator.counts()?.since(&before);
        if counts.requests != WARM_UP + calls + 1 || counts.token_requests != 1 || counts.connections != 1 {
            return Err(format!("{}: {counts:?} for {calls} calls", contender_kind.name()).into());
        }
        let mut instructions = None;
        if counts_instructions {
            let some = calls / 5;
            let (one, two) = (job(contender_kind, some), job(contender_kind, 2 * some));
            instructions =
                Some((process::instructions(contender, &two)? - process::instructions(contender, &one)?) / some);
        }
        let (timed, per_call) = (&samples[at], 1e3 * calls as f64);
        report.row([
            contender_kind.name().into(),
            rounds::spread(timed, |sample| sample.cpu_ns, per_call).into(),
            rounds::ratio(timed, &samples[0], |sample| sample.cpu_ns).into(),
            rounds::ratio(timed, &samples[1], |sample| sample.cpu_ns).into(),
            rounds::spread(timed, |sample| sample.wall_ns, per_call).into(),
            rounds::ratio(timed, &samples[0], |sample| sample.wall_ns).into(),
            instructions.into(),
            counting.allocations.map(|allocations| allocations as f64 / calls as f64).into(),
            rounds::spread(timed, |sample| sample.peak_bytes, 1e6).into(),
            counts.connections.into(),
        ]);
    }
    report.finish(&options, env!("CARGO_TARGET_TMPDIR"))
}
