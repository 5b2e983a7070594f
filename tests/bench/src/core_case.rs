//! The core without a transport: what a call costs apart from its exchange.

mod reading;

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::Failure;
use crate::case::{Case, Reader};
use crate::contender::probe;
use crate::core_case::reading::Reading;
use crate::sample::Sample;
use crate::totals::Totals;

/// Does it `times` times, and a few times before. With `dry`, everything but the measured work.
///
/// # Errors
///
/// When a response cannot be read.
pub fn run(case: Case, reader: Reader, times: u64, dry: bool) -> Result<Sample, Failure> {
    let mut reading = Reading::new(case)?;
    let mut sample = Sample::default();
    for _ in 0..3 {
        sample.totals = Totals::default();
        reading.once(reader, reading.response(), Some(&mut sample.totals))?;
    }
    let (mut time, mut allocations) = (Duration::ZERO, None);
    for _ in 0..times {
        let response = reading.response();
        let before = probe::allocations();
        let start = Instant::now();
        if dry {
            black_box(response);
        } else {
            reading.once(reader, response, None)?;
        }
        time += start.elapsed();
        if let (Some(after), Some(before)) = (probe::allocations(), before) {
            *allocations.get_or_insert(0) += after - before;
        }
    }
    sample.wall_ns = u64::try_from(time.as_nanos())?;
    sample.allocations = allocations;
    Ok(sample)
}
