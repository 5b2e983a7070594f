//! Rounds: each runs every job once, and begins with another, so that all meet the same moments of the machine.

use std::path::Path;

use crate::Failure;
use crate::job::Job;
use crate::process;
use crate::sample::Sample;
use crate::stats::Spread;

/// The samples of each job, a sample a round.
///
/// # Errors
///
/// Of any job.
pub fn interleave(contender: &Path, rounds: usize, jobs: &[Job]) -> Result<Vec<Vec<Sample>>, Failure> {
    let mut samples = vec![Vec::new(); jobs.len()];
    for round in 0..rounds {
        for turn in 0..jobs.len() {
            let at = (round + turn) % jobs.len();
            samples[at].push(process::run(contender, &jobs[at])?);
        }
    }
    Ok(samples)
}

/// The spread of a measure, divided by `per`.
pub fn spread(samples: &[Sample], measure: fn(&Sample) -> u64, per: f64) -> Option<Spread> {
    Spread::of(samples.iter().map(|sample| measure(sample) as f64 / per))
}

/// The spread of the ratios to the floor, round by round.
pub fn ratio(samples: &[Sample], floor: &[Sample], measure: fn(&Sample) -> u64) -> Option<Spread> {
    let rounds = samples.iter().zip(floor);
    Spread::of(rounds.map(|(sample, floor)| measure(sample) as f64 / measure(floor).max(1) as f64))
}

/// Whether all have read the same.
///
/// # Errors
///
/// When they have not.
pub fn check_totals(samples: &[Vec<Sample>]) -> Result<(), Failure> {
    let mut all = samples.iter().flatten().map(|sample| sample.totals);
    let first = all.next();
    match all.find(|totals| Some(*totals) != first) {
        None => Ok(()),
        Some(other) => Err(format!("the contenders have read different things: {first:?} and {other:?}").into()),
    }
}
