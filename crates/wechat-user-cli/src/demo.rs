//! `wechat-user demo`: the main tasks against a simulated service on a loopback socket, every step checked.

mod client_counts;
mod compare;
mod followers;
mod groups;
mod profiles;
mod refusals;
mod setup;
mod tags;

use std::time::Instant;

use serde::Serialize;

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Format, Output};
use crate::stderr;
use setup::Setup;

/// Why a step failed.
pub(crate) enum Problem {
    /// A call failed.
    Call(wechat_user::Error),
    /// The result of a step is wrong.
    Check(String),
}

/// A step does something, checks it, and returns a line for the output.
type Step = fn(&mut Setup) -> Result<String, Problem>;

const STEPS: &[(&str, Step)] = &[
    ("opening the service", setup::introduce),
    ("fetching a token", setup::fetch_token),
    ("creating groups", groups::create),
    ("renaming a group", groups::rename),
    ("listing the groups", groups::list),
    ("ensuring a group", groups::ensure),
    ("moving users one by one", groups::move_one_by_one),
    ("moving users in a batch", groups::move_batch),
    ("tagging users", tags::tag),
    ("blocking users", tags::block),
    ("setting a remark", profiles::remark),
    ("reading a profile in three languages", profiles::languages),
    ("reading a batch of profiles", profiles::batch),
    ("listing all followers", followers::list),
    ("naming a group with 31 characters", refusals::name_too_long),
    ("moving a user who does not follow", refusals::not_a_follower),
    ("deleting the groups", groups::delete),
    ("comparing the counts", compare::counts),
];

pub(crate) fn run(context: Context<'_, '_>) -> Result<(), Failure> {
    let started = Instant::now();
    let mut setup = Setup::open(context.interrupt)?;
    let output = context.output;
    for (number, (name, step)) in (1..).zip(STEPS) {
        let line = step(&mut setup).map_err(|problem| failure(number, name, problem))?;
        print(output, &format!("{number:>2}. {line}"))?;
    }
    let (calls, token_requests) = (setup.calls(), setup.wechat().token_requests());
    let seconds = started.elapsed().as_secs_f64();
    if output.format() == Format::Json {
        #[derive(Serialize)]
        struct Summary {
            steps: usize,
            calls: u64,
            token_requests: u64,
            seconds: f64,
        }
        return Ok(output.json(&Summary { steps: STEPS.len(), calls, token_requests, seconds })?);
    }
    let summary = format!("Done: {calls} calls, {token_requests} of them for tokens, in {seconds:.2} seconds.");
    Ok(output.text(&summary)?)
}

/// With `--json` the lines are not results.
fn print(output: &mut Output<'_>, line: &str) -> Result<(), Failure> {
    if output.format() == Format::Json {
        stderr::line(line);
        return Ok(());
    }
    output.text(line)?;
    Ok(output.flush()?)
}

fn failure(number: usize, name: &str, problem: Problem) -> Failure {
    match problem {
        Problem::Call(error) if Exit::of(&error) == Exit::Interrupted => Failure::Interrupted,
        Problem::Call(error) => Failure::Demo(format!("step {number}, {name}: {error}")),
        Problem::Check(problem) => Failure::Demo(format!("step {number}, {name}: {problem}")),
    }
}

/// Fails the step if the two values differ.
fn expect<T: PartialEq + std::fmt::Debug>(what: &str, actual: T, expected: T) -> Result<(), Problem> {
    if actual == expected {
        return Ok(());
    }
    Err(Problem::Check(format!("{what}: expected {expected:?}, got {actual:?}")))
}

impl From<wechat_user::Error> for Problem {
    fn from(error: wechat_user::Error) -> Self {
        Self::Call(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_check_names_the_step_and_exits_with_1() {
        assert!(expect("the count", 2, 2).is_ok());
        let problem = expect("the count", 1, 2).unwrap_err();
        let failure = failure(3, "creating groups", problem);
        assert_eq!(failure.exit(), Exit::Refused);
        let Failure::Demo(message) = failure else { panic!("{failure:?}") };
        assert_eq!(message, "step 3, creating groups: the count: expected 2, got 1");
    }
}
