//! Running contenders as processes of their own, and counting their instructions.

use std::path::Path;
use std::process::{Command, Output};

use crate::Failure;
use crate::job::Job;
use crate::sample::Sample;

/// Runs one job.
///
/// # Errors
///
/// When the process fails, or prints something else than a sample.
pub fn run(contender: &Path, job: &Job) -> Result<Sample, Failure> {
    let output = succeeded(Command::new(contender).arg(serde_json::to_string(job)?).output()?)?;
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// The instructions of one job, start of the process included, counted by valgrind's callgrind.
///
/// # Errors
///
/// When the process fails, or valgrind prints no count.
pub fn instructions(contender: &Path, job: &Job) -> Result<u64, Failure> {
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--"]).arg(contender);
    let output = succeeded(valgrind.arg(serde_json::to_string(job)?).output()?)?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let count = text.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok());
    count.ok_or_else(|| format!("valgrind printed no count:\n{text}").into())
}

/// Whether valgrind is there; prints that counting is skipped if not.
#[must_use]
pub fn can_count_instructions() -> bool {
    let there = Command::new("valgrind").arg("--version").output().is_ok_and(|output| output.status.success());
    if !there {
        println!("instructions are not counted: valgrind is missing (Debian: apt-get install valgrind)");
    }
    there
}

/// The output of a process, unless it failed.
///
/// # Errors
///
/// With what it wrote to standard error.
pub fn succeeded(output: Output) -> Result<Output, Failure> {
    if output.status.success() {
        return Ok(output);
    }
    Err(format!("{}: {}", output.status, String::from_utf8_lossy(&output.stderr)).into())
}
