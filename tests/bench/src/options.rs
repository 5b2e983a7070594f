//! The options of every benchmark.

use std::path::PathBuf;

use clap::Parser;

/// `cargo bench -p wechat-user-bench --bench NAME -- [OPTIONS]`
#[derive(Clone, Debug, Parser)]
#[non_exhaustive]
pub struct Options {
    /// Check counts only (allocations, requests), on little work.
    #[arg(long)]
    pub short: bool,
    /// How many rounds; each runs every contender once.
    #[arg(long, default_value_t = 11)]
    pub rounds: usize,
    /// Write the figures to this file as JSON [default: target/bench/NAME.json]
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// What cargo adds.
    #[arg(long, hide = true)]
    bench: bool,
}

impl Options {
    /// From the command line; one round with `--short`.
    #[must_use]
    pub fn parse_arguments() -> Self {
        let mut options = Self::parse();
        if options.short {
            options.rounds = 1;
        }
        options
    }

    /// `long`, or `short` with `--short`.
    #[must_use]
    pub const fn amount(&self, long: u64, short: u64) -> u64 {
        if self.short { short } else { long }
    }
}
