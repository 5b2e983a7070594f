//! Calls through the gateway against calls without it: the CPU time of client and gateway together, as the kernel
//! counts it, with a service that speaks plain HTTP, and with one that speaks TLS, as the real one does; the client
//! speaks plain HTTP to the gateway. Then a load with several clients, in which the memory of the gateway must not
//! grow.
//!
//! `GATEWAY_SECONDS=600 cargo bench -p wechat-user-bench --bench gateway`

#![allow(clippy::print_stdout, reason = "printing is what a benchmark is for")]

use std::thread;
use std::time::{Duration, Instant};

use wechat_user_bench::gateway::GatewayProcess;
use wechat_user_bench::job::{Contender, Job, Target};
use wechat_user_bench::options::Options;
use wechat_user_bench::report::Report;
use wechat_user_bench::simulator::{Account, Simulator};
use wechat_user_bench::stats::Spread;
use wechat_user_bench::{Failure, process};

const CONTENDER: &str = env!("CARGO_BIN_EXE_contender");
const FOLDER: &str = env!("CARGO_TARGET_TMPDIR");
/// The most that a relayed call may cost when the service speaks plain HTTP, as a multiple of a direct one.
const MOST: f64 = 3.0;
/// Clients at once under load.
const CLIENTS: usize = 4;
/// By how much the resident set may differ between two moments of a steady load: pages that the allocator keeps.
const SLACK: u64 = 4 << 20;

fn main() -> Result<(), Failure> {
    let options = Options::parse_arguments();
    let account = Account::with_followers(1_000);
    let mut plain = Setting::start(account)?;
    let mut columns = vec!["the service speaks"];
    columns.extend(["direct us", "client us", "gateway us", "together / direct"]);
    let mut report = Report::new("gateway", &options, &columns);
    let middle = plain.measure("HTTP", &options, &mut report)?;
    Setting::start(account.with_tls())?.measure("TLS", &options, &mut report)?;
    report.finish(&options, FOLDER)?;
    // Before the bound is checked, which must not hide this figure.
    let seconds = std::env::var("GATEWAY_SECONDS").ok().map_or(Ok(0), |text| text.parse())?;
    if seconds > 0 {
        load(&mut plain.gateway, Duration::from_secs(seconds))?;
    }
    if !options.short && middle > MOST {
        return Err(format!("a relayed call costs {middle:.2} times a direct one; at most {MOST}").into());
    }
    Ok(())
}

/// A gateway before a simulator.
struct Setting {
    gateway: GatewayProcess,
    simulator: Simulator,
}

impl Setting {
    fn start(account: Account) -> Result<Self, Failure> {
        let simulator = Simulator::start(env!("CARGO_BIN_EXE_simulator-process").as_ref(), account)?;
        let program = env!("CARGO_BIN_EXE_gateway-process").as_ref();
        Ok(Self { gateway: GatewayProcess::start(program, &simulator.target, FOLDER.as_ref())?, simulator })
    }

    /// Adds a row; returns the median of the ratios.
    fn measure(&mut self, name: &str, options: &Options, report: &mut Report) -> Result<f64, Failure> {
        let calls = options.amount(2_000, 10);
        let job = |target: &Target| Job::Calls { contender: Contender::Client, target: target.clone(), calls };
        let (direct, relayed) = (job(&self.simulator.target), job(&self.gateway.target));
        let [mut direct_us, mut client_us, mut gateway_us, mut ratios] = [(); 4].map(|()| Vec::new());
        let per_call = 1e3 * calls as f64;
        for _ in 0..options.rounds {
            let alone = process::run(CONTENDER.as_ref(), &direct)?;
            let before = (self.gateway.used()?.cpu_ns, self.simulator.counts()?);
            let client = process::run(CONTENDER.as_ref(), &relayed)?;
            let own = self.gateway.used()?.cpu_ns - before.0;
            if client.totals != alone.totals {
                return Err("other values came through the gateway".into());
            }
            let token_requests = self.simulator.counts()?.since(&before.1).token_requests;
            if token_requests > u64::from(ratios.is_empty()) {
                return Err(format!("{token_requests} requests for a real token").into());
            }
            direct_us.push(alone.cpu_ns as f64 / per_call);
            client_us.push(client.cpu_ns as f64 / per_call);
            gateway_us.push(own as f64 / per_call);
            ratios.push((client.cpu_ns + own) as f64 / alone.cpu_ns as f64);
        }
        let middle = median(&ratios);
        let [direct_us, client_us, gateway_us, ratios] =
            [direct_us, client_us, gateway_us, ratios].map(|values| Spread::of(values).into());
        report.row([name.into(), direct_us, client_us, gateway_us, ratios]);
        Ok(middle)
    }
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// Clients that come and go for so long. The resident set after a tenth of the time is the measure of the rest.
fn load(gateway: &mut GatewayProcess, time: Duration) -> Result<(), Failure> {
    let job = Job::Calls { contender: Contender::Client, target: gateway.target.clone(), calls: 4_000 };
    let (start, mut baseline, mut most, mut calls) = (Instant::now(), None, 0, 0);
    while start.elapsed() < time {
        thread::scope(|scope| {
            let clients: Vec<_> =
                (0..CLIENTS).map(|_| scope.spawn(|| process::run(CONTENDER.as_ref(), &job))).collect();
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
