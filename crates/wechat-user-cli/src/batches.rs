//! Lists of openids of any length: one call for each batch, and the result for each openid.

use std::fmt::Display;

use wechat_user::{Client, OpenId};

use crate::action::Action;
use crate::change::Change;
use crate::context::Context;
use crate::failure::Failure;
use crate::leftovers::Leftovers;
use crate::output::Output;
use crate::tally::Tally;

/// A list of openids, and how a command works through it.
pub(crate) struct Batches<'a> {
    pub(crate) openids: &'a [OpenId],
    /// How many openids one call takes.
    pub(crate) size: usize,
    /// The file for the openids that were not processed.
    pub(crate) leftovers: &'a Leftovers,
}

impl<'a> Batches<'a> {
    /// Makes a change to each batch. `action` makes the change for a batch. `handle` gets its response and returns the
    /// openids that were not processed. Returns false if `--dry-run` only printed the requests.
    pub(crate) fn change<A: Action>(
        &self,
        change: Change,
        context: &mut Context<'_, '_>,
        question: impl Display,
        action: impl Fn(&'a [OpenId]) -> Result<A, Failure>,
        handle: impl FnMut(&mut Output<'_>, &'a [OpenId], A::Response) -> Result<Vec<OpenId>, Failure>,
    ) -> Result<bool, Failure> {
        let client = change.client(context, question, |plan| {
            self.openids.chunks(self.size).try_for_each(|batch| action(batch)?.plan(plan))
        })?;
        let Some(client) = client else { return Ok(false) };
        self.run(&client, context, action, handle)?;
        Ok(true)
    }

    /// Runs an action for each batch, without asking.
    pub(crate) fn run<A: Action>(
        &self,
        client: &Client,
        context: &mut Context<'_, '_>,
        action: impl Fn(&'a [OpenId]) -> Result<A, Failure>,
        mut handle: impl FnMut(&mut Output<'_>, &'a [OpenId], A::Response) -> Result<Vec<OpenId>, Failure>,
    ) -> Result<(), Failure> {
        self.leftovers.begin(self.openids)?;
        let output = &mut *context.output;
        let advice = self.leftovers.advice();
        let note = |tally: &Tally| context.interrupt.note(tally.progress(&advice));
        let tally = work_through(self.openids, self.size, note, |batch| {
            let response = action(batch)?.run(client)?;
            handle(output, batch, response)
        });
        let written = self.leftovers.finish(&tally.left);
        tally.result(self.leftovers.file(), written)
    }
}

/// A `handle` for actions that process the whole batch or none of it.
#[expect(clippy::unnecessary_wraps, reason = "the signature is that of `handle`")]
pub(crate) fn all_done<R>(_output: &mut Output<'_>, _batch: &[OpenId], _response: R) -> Result<Vec<OpenId>, Failure> {
    Ok(Vec::new())
}

/// Calls `call` for each batch, and `note` before the first and after each; `call` returns the openids that were not
/// processed. Continues after an error that concerns the openids of one batch. Stops at an error that every further
/// call would meet: quotas, token, connection, a missing tag, an interruption.
fn work_through<'a>(
    openids: &'a [OpenId],
    size: usize,
    note: impl Fn(&Tally),
    mut call: impl FnMut(&'a [OpenId]) -> Result<Vec<OpenId>, Failure>,
) -> Tally {
    let mut tally = Tally::new(openids.len());
    note(&tally);
    let mut batches = openids.chunks(size);
    for batch in batches.by_ref() {
        let goes_on = tally.add(batch, call(batch));
        note(&tally);
        if !goes_on {
            break;
        }
    }
    tally.left.extend(batches.flatten().cloned());
    tally
}

#[cfg(test)]
mod tests {
    use wechat_user::Error;

    use super::*;
    use crate::exit::Exit;

    fn openids(count: usize) -> Vec<OpenId> {
        (0..count).map(|number| OpenId::new(format!("o{number}")).unwrap()).collect()
    }

    #[test]
    fn every_openid_is_in_one_batch_and_no_batch_is_too_long() {
        for (count, expected) in [(0, &[][..]), (1, &[1]), (50, &[50]), (51, &[50, 1]), (120, &[50, 50, 20])] {
            let (all, mut sizes, mut seen) = (openids(count), Vec::new(), Vec::new());
            let tally = work_through(
                &all,
                50,
                |_| {},
                |batch| {
                    sizes.push(batch.len());
                    seen.extend_from_slice(batch);
                    Ok(Vec::new())
                },
            );
            assert_eq!((sizes.as_slice(), &seen), (expected, &all));
            assert!(tally.result(None, Ok(())).is_ok());
        }
    }

    #[test]
    fn an_error_that_ends_the_run_leaves_the_rest() {
        let all = openids(120);
        let mut calls = 0;
        let tally = work_through(
            &all,
            50,
            |_| {},
            |_| {
                calls += 1;
                if calls == 2 { Err(Error::cancelled("/p").into()) } else { Ok(Vec::new()) }
            },
        );
        assert_eq!((calls, tally.done, tally.left.as_slice()), (2, 50, &all[50..]));
        assert_eq!(tally.result(None, Ok(())).unwrap_err().exit(), Exit::Interrupted);
    }

    #[test]
    fn openids_that_fail_are_left_and_the_others_are_done() {
        let all = openids(3);
        let tally = work_through(&all, 2, |_| {}, |batch| Ok(batch[..1].to_vec()));
        assert_eq!((tally.done, tally.left.as_slice()), (1, &[all[0].clone(), all[2].clone()][..]));
        let Failure::Partial(partial) = tally.result(None, Ok(())).unwrap_err() else { panic!() };
        assert_eq!(partial.to_string(), "1 of 3 openids are done, 2 are not");
    }
}
