//! Measuring a part of the job: time, and allocations where the process counts them.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::Failure;
use crate::sample::Sample;
use crate::totals::Totals;
use crate::usage::Meter;

/// What a counting allocator has counted so far.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Counts {
    /// Allocations and reallocations.
    pub allocations: u64,
    /// Bytes allocated and not freed.
    pub live_bytes: u64,
}

impl Counts {
    /// Both counts.
    #[must_use]
    pub const fn new(allocations: u64, live_bytes: u64) -> Self {
        Self { allocations, live_bytes }
    }
}

/// Reads the counts.
pub type Counter = fn() -> Counts;

static COUNTER: OnceLock<Counter> = OnceLock::new();
static MOST_LIVE: AtomicU64 = AtomicU64::new(0);

/// Names the counter of this process, if it has one.
pub fn install(counter: Option<Counter>) {
    if let Some(counter) = counter {
        COUNTER.get_or_init(|| counter);
    }
}

/// Remembers how much is allocated now, if it is the most so far.
pub fn look() {
    if let Some(counter) = COUNTER.get() {
        MOST_LIVE.fetch_max(counter().live_bytes, Ordering::Relaxed);
    }
}

/// Allocations so far, where they are counted.
#[must_use]
pub fn allocations() -> Option<u64> {
    COUNTER.get().map(|counter| counter().allocations)
}

/// Runs the measured part.
///
/// # Errors
///
/// Those of the work.
pub fn measure(work: impl FnOnce() -> Result<Totals, Failure>) -> Result<Sample, Failure> {
    let counter = COUNTER.get();
    let before = counter.map(|counter| counter());
    let meter = Meter::start()?;
    let totals = work()?;
    let mut sample = meter.stop()?;
    sample.totals = totals;
    if let (Some(counter), Some(before)) = (counter, before) {
        sample.allocations = Some(counter().allocations - before.allocations);
        look();
        sample.live_bytes = Some(MOST_LIVE.load(Ordering::Relaxed).saturating_sub(before.live_bytes));
    }
    Ok(sample)
}
