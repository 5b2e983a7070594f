//! What this process has used so far.

use std::time::Instant;

use nix::time::{ClockId, clock_gettime};

use crate::Failure;
use crate::sample::Sample;

/// User and system time of this process, all threads, in nanoseconds.
///
/// # Errors
///
/// When the system does not say.
pub fn cpu_ns() -> Result<u64, Failure> {
    let time = clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID)?;
    Ok(u64::try_from(time.tv_sec())? * 1_000_000_000 + u64::try_from(time.tv_nsec())?)
}

/// The largest resident set of this process in bytes, or 0 where there is no `/proc`.
///
/// `ru_maxrss` will not do: a child process begins with that of its parent.
#[must_use]
pub fn peak_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) * 1024
}

/// The resident set of this process now in bytes, or 0 where there is no `/proc`.
#[must_use]
pub fn resident_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) * 1024
}

/// Measures from its start to its stop.
#[derive(Debug)]
pub struct Meter {
    cpu_ns: u64,
    started: Instant,
}

impl Meter {
    /// Starts.
    ///
    /// # Errors
    ///
    /// When the system does not say what was used.
    pub fn start() -> Result<Self, Failure> {
        Ok(Self { cpu_ns: cpu_ns()?, started: Instant::now() })
    }

    /// Stops: a sample without totals.
    ///
    /// # Errors
    ///
    /// When the system does not say what was used.
    pub fn stop(self) -> Result<Sample, Failure> {
        let wall_ns = u64::try_from(self.started.elapsed().as_nanos())?;
        let cpu_ns = cpu_ns()? - self.cpu_ns;
        Ok(Sample { cpu_ns, wall_ns, peak_bytes: peak_bytes(), ..Sample::default() })
    }
}
