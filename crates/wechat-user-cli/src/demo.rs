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
use crate::messages::{Text, demo as messages};
use crate::output::Output;
use crate::stderr;
use setup::Setup;

/// Why a step failed.
pub(crate) enum Problem {
    /// A call failed.
    Call(wechat_user::Error),
    /// The result of a step is wrong.
    Check(Text),
}

/// A step does something, checks it, and returns a line for the output.
type Step = fn(&mut Setup) -> Result<Text, Problem>;

/// The name of a step, for its failure.
type Name = fn() -> Text;

const STEPS: &[(Name, Step)] = &[
    (messages::opening_the_service, setup::introduce),
    (messages::fetching_a_token, setup::fetch_token),
    (messages::creating_groups, groups::create),
    (messages::renaming_a_group, groups::rename),
    (messages::listing_the_groups, groups::list),
    (messages::ensuring_a_group, groups::ensure),
    (messages::moving_one_by_one, groups::move_one_by_one),
    (messages::moving_in_a_batch, groups::move_batch),
    (messages::tagging_users, tags::tag),
    (messages::blocking_users, tags::block),
    (messages::setting_a_remark, profiles::remark),
    (messages::reading_in_three_languages, profiles::languages),
    (messages::reading_a_batch, profiles::batch),
    (messages::listing_all_followers, followers::list),
    (messages::naming_too_long, refusals::name_too_long),
    (messages::moving_a_stranger, refusals::not_a_follower),
    (messages::deleting_the_groups, groups::delete),
    (messages::comparing_the_counts, compare::counts),
];

pub(crate) fn run(context: Context<'_, '_>) -> Result<(), Failure> {
    let started = Instant::now();
    let mut setup = Setup::open(context.interrupt)?;
    let output = context.output;
    for (number, (name, step)) in (1..).zip(STEPS) {
        let line = step(&mut setup).map_err(|problem| failure(number, name(), problem))?;
        print(output, &format!("{number:>2}. {line}"))?;
    }
    let (calls, token_requests) = (setup.calls(), setup.wechat().token_requests());
    let seconds = started.elapsed().as_secs_f64();
    if output.format().is_json() {
        #[derive(Serialize)]
        struct Summary {
            steps: usize,
            calls: u64,
            token_requests: u64,
            seconds: f64,
        }
        return Ok(output.json(&Summary { steps: STEPS.len(), calls, token_requests, seconds })?);
    }
    Ok(output.text(&messages::done(calls, token_requests, format!("{seconds:.2}")).to_string())?)
}

/// With `--json` the lines are not results.
fn print(output: &mut Output<'_>, line: &str) -> Result<(), Failure> {
    if output.format().is_json() {
        stderr::line(line);
        return Ok(());
    }
    output.text(line)?;
    Ok(output.flush()?)
}

fn failure(number: usize, name: Text, problem: Problem) -> Failure {
    match problem {
        Problem::Call(error) if Exit::of(&error) == Exit::Interrupted => Failure::Interrupted,
        Problem::Call(error) => Failure::Demo(messages::failed(number, name, error)),
        Problem::Check(problem) => Failure::Demo(messages::failed(number, name, problem)),
    }
}

/// Fails the step if the two values differ.
fn expect<T: PartialEq + std::fmt::Debug>(what: &str, actual: T, expected: T) -> Result<(), Problem> {
    if actual == expected {
        return Ok(());
    }
    Err(Problem::Check(messages::unequal(what, format!("{expected:?}"), format!("{actual:?}"))))
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
        let failure = failure(3, messages::creating_groups(), problem);
        assert_eq!(failure.exit(), Exit::Refused);
        let Failure::Demo(message) = failure else { panic!("{failure:?}") };
        assert_eq!(message.to_string(), "step 3, creating groups: the count: expected 2, got 1");
    }
}
