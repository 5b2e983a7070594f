//! How a run over a list ended, as a result of the command.

use wechat_user::Error;
use wechat_user::bulk::{BulkEnd, Summary};

use super::book::Book;
use super::list::Left;
use crate::exit::Exit;
use crate::failure::{Failure, Partial};
use crate::messages::{Text, runs as messages};

/// Why a run ended before the end of its list.
#[derive(Debug, Default)]
pub(super) struct Ended {
    error: Option<Error>,
    failure: Option<Failure>,
    note: Option<Text>,
}

impl Ended {
    /// `failure`: what the command itself could not do. `used_up`: the calls of `--max-calls`.
    pub(super) fn new(summary: &Summary, failure: Option<Failure>, used_up: Option<u64>, is_interrupted: bool) -> Self {
        if let Some(limit) = used_up.filter(|_| summary.not_tried > 0 || !summary.is_complete()) {
            return Self { note: Some(messages::calls_used_up(limit)), failure, error: None };
        }
        let error = summary.error().cloned();
        let is_interrupted =
            is_interrupted && matches!(summary.end, BulkEnd::Stopped) || error.as_ref().is_some_and(is_interruption);
        let note = match &summary.end {
            BulkEnd::OtherAccount(_) => Some(messages::other_account()),
            _ => None,
        };
        match failure {
            Some(failure) => Self { failure: Some(failure), error: None, note: None },
            None if is_interrupted => Self { failure: Some(Failure::Interrupted), error: None, note: None },
            None => Self { failure: None, error, note },
        }
    }

    /// After a call for a single item.
    pub(super) fn of_one(error: Option<Error>, failure: Option<Failure>, used_up: Option<u64>) -> Self {
        if let Some(limit) = used_up {
            return Self { note: Some(messages::calls_used_up(limit)), failure, error: None };
        }
        let interruption = error.as_ref().filter(|error| is_interruption(error)).map(|_| Failure::Interrupted);
        Self { error, failure: failure.or(interruption), note: None }
    }

    pub(super) const fn is_early(&self) -> bool {
        self.error.is_some() || self.failure.is_some() || self.note.is_some()
    }
}

fn is_interruption(error: &Error) -> bool {
    Exit::of(error) == Exit::Interrupted
}

/// Nothing left: success. Something done and something left: partial success. Nothing done: what went wrong.
pub(super) fn verdict(ended: Ended, book: &Book<'_>, left: Left, can_resume: bool) -> Result<(), Failure> {
    let Ended { error, failure, note } = ended;
    let error = error.or_else(|| book.refusal.clone());
    let (done, total, has_note) = (book.done, book.total, note.is_some());
    let Left { count, first, file, unwritten } = left;
    let partial = |error| Partial { done, total, left: first, left_count: count, file, can_resume, error, note };
    match (unwritten, failure, error) {
        (Some(cause), _, error) => Err(Failure::Leftovers { partial: partial(error), cause }),
        (None, Some(failure), _) => Err(failure),
        (None, None, Some(error)) if done == 0 && !has_note => Err(error.into()),
        (None, None, None) if count == 0 => Ok(()),
        (None, None, error) => Err(Failure::Partial(partial(error))),
    }
}
