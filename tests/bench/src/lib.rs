//! Benchmarks of the workspace: `cargo bench -p wechat-user-bench --bench NAME`. See `docs/performance.md`.
//!
//! A benchmark (in `benches/`) starts the simulator and each contender in processes of their own, round by round, so
//! that all contenders meet the same moments of the machine. A contender gets a [`job::Job`] and prints a
//! [`sample::Sample`]. Only ratios within one run are worth comparing.

#![allow(clippy::print_stdout, reason = "printing is what a benchmark is for")]

pub mod api;
pub mod asked;
pub mod cargo;
pub mod case;
pub mod contender;
pub mod core_case;
pub mod crowd;
pub mod gateway;
pub mod http_message;
pub mod job;
pub mod options;
pub mod process;
pub mod report;
pub mod rounds;
pub mod sample;
pub mod shapes;
pub mod simulator;
pub mod stats;
pub mod totals;
pub mod usage;

/// Any error: a benchmark that cannot do its work prints it and fails.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
