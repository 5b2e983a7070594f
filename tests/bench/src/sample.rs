//! What a contender prints: one line of JSON.

use serde::{Deserialize, Serialize};

use crate::totals::Totals;

/// What one job cost. Times are of the measured part only, memory is of the whole process.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Sample {
    /// User and system time of the process.
    pub cpu_ns: u64,
    /// Wall-clock time.
    pub wall_ns: u64,
    /// The largest resident set of the process.
    pub peak_bytes: u64,
    /// Calls of the allocator, reallocations included; only from `counted-contender`.
    pub allocations: Option<u64>,
    /// The most bytes that were allocated and not freed, of the moments that were looked at; only from
    /// `counted-contender`.
    pub live_bytes: Option<u64>,
    /// What was read.
    pub totals: Totals,
}
