//! How much the simulator behind HTTP does in a second of one core: it must never be what limits a client.
//!
//! `cargo bench -p wechat-user-bench --bench simulator`

use wechat_user_bench::job::Job;
use wechat_user_bench::options::Options;
use wechat_user_bench::report::Report;
use wechat_user_bench::simulator::{Account, Simulator};
use wechat_user_bench::stats::Spread;
use wechat_user_bench::{Failure, process};

fn main() -> Result<(), Failure> {
    let options = Options::parse_arguments();
    let program = env!("CARGO_BIN_EXE_simulator-process").as_ref();
    let mut simulator = Simulator::start(program, Account::with_followers(1_000_000))?;
    let columns = ["16 requests on their way", "requests/s and core", "MB/s and core", "requests/s"];
    let mut report = Report::new("simulator", &options, &columns);
    for (name, batches, requests) in [
        ("groups/getid", false, options.amount(50_000, 32)),
        ("user/info/batchget, 100", true, options.amount(5_000, 32)),
    ] {
        let job = Job::Load { target: simulator.target.clone(), batches, requests };
        let (mut by_core, mut megabytes, mut by_wall) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..options.rounds {
            let before = simulator.counts()?;
            let sample = process::run(env!("CARGO_BIN_EXE_contender").as_ref(), &job)?;
            let counts = simulator.counts()?.since(&before);
            // For batches also a token and a page, to know whom to ask for.
            let expected = requests + if batches { 2 } else { 0 };
            if counts.requests != expected || sample.totals.items != requests {
                return Err(format!("{name}: {counts:?} for {requests} requests").into());
            }
            let seconds = counts.cpu_ns as f64 / 1e9;
            by_core.push(requests as f64 / seconds);
            megabytes.push(sample.totals.text_bytes as f64 / 1e6 / seconds);
            by_wall.push(requests as f64 / (sample.wall_ns as f64 / 1e9));
        }
        report.row([name.into(), Spread::of(by_core).into(), Spread::of(megabytes).into(), Spread::of(by_wall).into()]);
    }
    report.finish(&options, env!("CARGO_TARGET_TMPDIR"))
}
