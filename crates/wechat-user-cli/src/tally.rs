//! The result of a run over a list of openids.

use std::io;
use std::path::Path;

use wechat_user::errcode::Concerns;
use wechat_user::{Error, OpenId};

use crate::exit::Exit;
use crate::failure::{Failure, Partial, Progress};

/// How many openids were processed, and which were not.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) total: usize,
    pub(crate) done: usize,
    /// The openids that were not processed.
    pub(crate) left: Vec<OpenId>,
    /// The first error that concerned one batch alone.
    refusal: Option<Error>,
    /// What ended the run before the end of the list.
    ended: Option<Failure>,
}

impl Tally {
    pub(crate) fn new(total: usize) -> Self {
        Self { total, ..Self::default() }
    }

    /// Adds the result of a batch: the openids that were not processed, or a failure. Returns whether the next batch
    /// can be sent: yes after an error that concerns the openids of this batch alone, no after an error that every
    /// further call would meet.
    pub(crate) fn add(&mut self, batch: &[OpenId], result: Result<Vec<OpenId>, Failure>) -> bool {
        let failed = match result {
            Ok(failed) => failed,
            Err(Failure::Call(error)) if error.concerns() == Concerns::Item => {
                let failed = not_done(batch, &error);
                self.refusal.get_or_insert(error);
                failed
            }
            Err(failure) => {
                self.ended = Some(failure);
                batch.to_vec()
            }
        };
        self.done += batch.len() - failed.len();
        self.left.extend(failed);
        self.ended.is_none()
    }

    /// How far the run has come, for the case that it is interrupted.
    pub(crate) fn progress(&self, advice: &str) -> Progress {
        Progress { advice: advice.to_owned(), counts: Some((self.done, self.total)) }
    }

    /// Nothing left: success. Something done and something left: partial success. Nothing done: what went wrong. `file`
    /// is the one for the openids that are left; `written` says whether they are in it.
    pub(crate) fn result(self, file: Option<&Path>, written: io::Result<()>) -> Result<(), Failure> {
        let Self { total, done, left, refusal, ended } = self;
        let (error, ended) = match ended {
            Some(Failure::Call(error)) if Exit::of(&error) == Exit::Interrupted => (None, Some(Failure::Interrupted)),
            Some(Failure::Call(error)) => (Some(error), None),
            ended => (refusal, ended),
        };
        let partial = |error| Partial { done, total, left, file: file.map(Path::to_owned), error };
        match (written, ended, error) {
            (Err(cause), _, error) => Err(Failure::Leftovers { partial: partial(error), cause }),
            (Ok(()), Some(ended), _) => Err(ended),
            (Ok(()), None, Some(error)) if done == 0 => Err(error.into()),
            (Ok(()), None, None) if done == total => Ok(()),
            (Ok(()), None, error) => Err(Failure::Partial(partial(error))),
        }
    }
}

/// The openids of the batch that the error names; the whole batch if it names none.
fn not_done(batch: &[OpenId], error: &Error) -> Vec<OpenId> {
    let named = error.failed_openids();
    let failed: Vec<_> = batch.iter().filter(|openid| named.contains(openid)).cloned().collect();
    if failed.is_empty() { batch.to_vec() } else { failed }
}
