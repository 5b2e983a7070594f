//! Calls through the gateway against calls without it: the CPU time of client and gateway together, as the kernel
//! counts it. Then a load with several clients, in which the memory of the gateway must not grow.
//!
//! `GATEWAY_SECONDS=600 cargo bench -p wechat-user-bench --bench gateway`

#![allow(clippy::print_stdout, reason = "printing is what a benchmark is for")]

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use wechat_user_bench::gateway::GatewayProcess;
use wechat_user_bench::job::{Contender, Job, Target};
use wechat_user_bench::options::Options;
use wechat_user_bench::report::Report;
use wechat_user_bench::simulator::{Account, Simulator};
use wechat_user_bench::stats::Spread;
use wechat_user_bench::{Failure, process};

/// The most that a relayed call may cost, as a multiple of a direct one.
const MOST: f64 = 3.0;
/// Clients at once under load.
const CLIENTS: usize = 4;
/// By how much the resident set may differ between two moments of a steady load: pages that the allocator keeps.
const SLACK: u64 = 4 << 20;

fn main() -> Result<(), Failure> {
    let options = Options::parse_arguments();
    let contender = Path::new(env!("CARGO_BIN_EXE_contender"));
    let mut simulator =
        Simulator::start(env!("CARGO_BIN_EXE_simulator-process").as_ref(), Account::with_followers(1_000))?;
    let mut gateway = GatewayProcess::start(env!("CARGO_BIN_EXE_gateway-process").as_ref(), &simulator.target)?;
    let (direct, relayed) = (simulator.target.clone(), gateway.target.clone());
    let calls = options.amount(2_000, 10);
    let job = |target: &Target| Job::Calls { contender: Contender::Client, target: target.clone(), calls };

    let (mut direct_us, mut client_us, mut gateway_us, mut ratios) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let per_call = 1e3 * calls as f64;
    for _ in 0..options.rounds {
        let alone = process::run(contender, &job(&direct))?;
        let before = (gateway.used()?.cpu_ns, simulator.counts()?);
        let client = process::run(contender, &job(&relayed))?;
        let own = gateway.used()?.cpu_ns - before.0;
        if client.totals != alone.totals {
            return Err("other values came through the gateway".into());
        }
        let token_requests = simulator.counts()?.since(&before.1).token_requests;
        if token_requests > u64::from(ratios.is_empty()) {
            return Err(format!("{token_requests} requests for a real token").into());
        }
        direct_us.push(alone.cpu_ns as f64 / per_call);
        client_us.push(client.cpu_ns as f64 / per_call);
        gateway_us.push(own as f64 / per_call);
        ratios.push((client.cpu_ns + own) as f64 / alone.cpu_ns as f64);
    }
    let middle = median(&ratios);
    let mut report = Report::new("gateway", &options, &["direct us", "client us", "gateway us", "together / direct"]);
    let cells = [direct_us, client_us, gateway_us, ratios].map(Spread::of);
    report.row(cells.map(Into::into));
    report.finish(&options, env!("CARGO_TARGET_TMPDIR"))?;
    // Before the bound is checked, which must not hide this figure.
    let seconds = std::env::var("GATEWAY_SECONDS").ok().map_or(Ok(0), |text| text.parse())?;
    if seconds > 0 {
        load(contender, &mut gateway, Duration::from_secs(seconds))?;
    }
    if !options.short && middle > MOST {
        return Err(format!("a relayed call costs {middle:.2} times a direct one; at most {MOST}").into());
    }
    Ok(())
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// Clients that come and go for so long. The resident set after a tenth of the time is the measure of the rest.
fn load(contender: &Path, gateway: &mut GatewayProcess, time: Duration) -> Result<(), Failure> {
    let job = Job::Calls { contender: Contender::Client, target: gateway.target.clone(), calls: 4_000 };
    let (start, mut baseline, mut most, mut calls) = (Instant::now(), None, 0, 0);
    while start.elapsed() < time {
        thread::scope(|scope| {
            let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(|| process::run(contender, &job))).collect();
            clients.into_iter().try_for_each(|client| client.join().map_err(|_| "a client panicked")?.map(drop))
        })?;
        calls += CLIENTS * 4_000;
        let now = gateway.used()?.resident_bytes;
        if start.elapsed() > time / 10 {
            let first = *baseline.get_or_insert(now);
            most = most.max(now);
            if now > first + SLACK {
                return Err(format!("the gateway grew from {first} to {now} bytes after {calls} calls").into());
            }
        }
    }
    let first = baseline.ok_or("the load was too short")?;
    let mb = |bytes: u64| bytes as f64 / 1e6;
    println!("{calls} calls in {:?}: {:.1} MB after a tenth of the time, {:.1} MB at most", time, mb(first), mb(most));
    Ok(())
}
