//! The same as `contender`, with an allocator that counts.

use std::alloc::System;

use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use wechat_user_bench::contender::probe::Counts;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() -> Result<(), wechat_user_bench::Failure> {
    wechat_user_bench::contender::main(Some(|| {
        let stats = ALLOCATOR.stats();
        let live = stats.bytes_allocated.saturating_sub(stats.bytes_deallocated);
        Counts::new((stats.allocations + stats.reallocations) as u64, live as u64)
    }))
}
