//! The work of a contender process: one job, one sample.

pub mod bare_ureq;
pub mod client;
pub mod load;
pub mod probe;
pub mod raw_tcp;
pub mod walk;

use crate::Failure;
use crate::contender::probe::Counter;
use crate::job::{Contender, Job};
use crate::sample::Sample;
use crate::{core_case, crowd};

/// Does the job of the first argument and prints its sample.
///
/// # Errors
///
/// Whatever kept the job from being done.
pub fn main(counter: Option<Counter>) -> Result<(), Failure> {
    probe::install(counter);
    let job = std::env::args().nth(1).ok_or("the first argument is a job, as JSON")?;
    let sample = perform(&serde_json::from_str(&job)?)?;
    println!("{}", serde_json::to_string(&sample)?);
    Ok(())
}

fn perform(job: &Job) -> Result<Sample, Failure> {
    match job {
        Job::Calls { contender, target, calls } => match contender {
            Contender::Client => client::calls(target, *calls),
            Contender::BareUreq => bare_ureq::calls(target, *calls),
            Contender::RawTcp => raw_tcp::calls(target, *calls),
        },
        Job::Export { contender, target, in_flight } => probe::measure(|| match contender {
            Contender::Client => client::export(target, *in_flight),
            Contender::BareUreq => walk::export::<bare_ureq::Exporter>(target, *in_flight),
            Contender::RawTcp => walk::export::<raw_tcp::Exporter>(target, *in_flight),
        }),
        Job::Core { case, reader, times, dry } => core_case::run(*case, *reader, *times, *dry),
        Job::Crowd { threads, calls } => crowd::run(*threads, *calls),
        Job::Load { target, batches, requests } => load::run(target, *batches, *requests),
    }
}
