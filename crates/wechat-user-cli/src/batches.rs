//! Lists of any length, cut to what one call takes, and what became of each openid.

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};

use clap::Args;
use wechat_user::{ErrCode, Error, OpenId};

use crate::exit::Exit;
use crate::failure::{Failure, Partial};
use crate::interrupt::Interrupt;

/// Where those go of whom nothing was done.
#[derive(Args, Debug)]
pub(crate) struct Leftovers {
    /// Write those of whom it was not done to this file, one a line, to be given to --file another time. Nobody left: an empty file
    #[arg(long, value_name = "FILE")]
    failed: Option<PathBuf>,
}

/// What became of a list.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    total: usize,
    done: usize,
    left: Vec<OpenId>,
    /// What was said of a batch, where the next ones were tried all the same.
    refusal: Option<Error>,
    /// What ended it before its end.
    ended: Option<Failure>,
}

/// Makes a call for every `size` openids, which returns those of whom it was not done. Goes on after a refusal that is about people; stops at what
/// the next call would meet as well: quotas, token, connection, a tag that is not there, SIGINT.
pub(crate) fn in_batches(
    openids: &[OpenId],
    size: usize,
    interrupt: &Interrupt,
    mut call: impl FnMut(&[OpenId]) -> Result<Vec<OpenId>, Failure>,
) -> Tally {
    let mut tally = Tally { total: openids.len(), ..Tally::default() };
    let mut batches = openids.chunks(size);
    for batch in batches.by_ref() {
        match call(batch) {
            Ok(failed) => tally.count(batch, failed),
            Err(Failure::Call(error)) => {
                let goes_on = is_about_people(&error) && !interrupt.cancel().is_cancelled();
                tally.count(batch, not_done(batch, &error));
                if goes_on {
                    tally.refusal.get_or_insert(error);
                } else {
                    tally.ended = Some(error.into());
                    break;
                }
            }
            Err(failure) => {
                tally.count(batch, batch.to_vec());
                tally.ended = Some(failure);
                break;
            }
        }
        interrupt.note_hint(format!("{} of {} openids are done", tally.done, tally.total));
    }
    tally.left.extend(batches.flatten().cloned());
    tally
}

/// Those of the batch whom the error names; all of them if it names nobody.
fn not_done(batch: &[OpenId], error: &Error) -> Vec<OpenId> {
    let named = error.failed_openids();
    let failed: Vec<_> = batch.iter().filter(|openid| named.contains(openid)).cloned().collect();
    if failed.is_empty() { batch.to_vec() } else { failed }
}

/// Whether other people may fare better. A missing tag or group, a quota, a token are no such matter.
fn is_about_people(error: &Error) -> bool {
    const CODES: &[ErrCode] = &[
        ErrCode::INVALID_OPENID,
        ErrCode::INVALID_OPENID_LIST,
        ErrCode::REQUIRE_SUBSCRIBE,
        ErrCode::USER_NOT_EXIST,
        ErrCode::OPENID_APPID_MISMATCH,
        ErrCode::USER_UNSUBSCRIBED,
        ErrCode::NO_SUCH_USER,
        ErrCode::TOO_MANY_TAGS_ON_USER,
        ErrCode::SOME_OPENID_FAIL,
    ];
    error.code().is_some_and(|code| CODES.contains(&code))
}

impl Tally {
    fn count(&mut self, batch: &[OpenId], failed: Vec<OpenId>) {
        self.done += batch.len() - failed.len();
        self.left.extend(failed);
    }

    /// Whether nothing ended it early.
    pub(crate) const fn is_complete(&self) -> bool {
        self.ended.is_none()
    }

    /// Nothing left is success; something done and something left is a partial one; otherwise it is what went wrong.
    fn result(self) -> Result<(), Failure> {
        let Self { total, done, left, refusal, ended } = self;
        let error = match ended {
            Some(Failure::Call(error)) if Exit::of(&error) != Exit::Interrupted => Some(error),
            Some(other) => return Err(other),
            None => refusal,
        };
        match error {
            None if left.is_empty() => Ok(()),
            Some(error) if done == 0 => Err(error.into()),
            error => {
                let message = format!("{done} of {total} openids are done, {} are not", left.len());
                Err(Failure::Partial(Partial { message, done, total, failed: left, error }))
            }
        }
    }
}

impl Leftovers {
    /// Whether the file can be written, before there is something to write. What it holds stays.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        let Some(file) = &self.failed else { return Ok(()) };
        let opened = OpenOptions::new().create(true).append(true).open(file);
        opened.map(drop).map_err(|error| refuse(file, &error))
    }

    /// The result of it all, once those who are left are written down.
    pub(crate) fn settle(&self, tally: Tally) -> Result<(), Failure> {
        if let Some(file) = &self.failed {
            let lines: String = tally.left.iter().map(|openid| format!("{openid}\n")).collect();
            fs::write(file, lines).map_err(|error| refuse(file, &error))?;
        }
        tally.result()
    }
}

fn refuse(file: &Path, error: &std::io::Error) -> Failure {
    Failure::Usage(format!("--failed {}: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(count: usize) -> Vec<OpenId> {
        (0..count).map(|number| OpenId::new(format!("o{number}")).unwrap()).collect()
    }

    #[test]
    fn every_openid_is_in_one_batch_and_no_batch_is_too_long() {
        for (count, expected) in [(0, &[][..]), (1, &[1]), (50, &[50]), (51, &[50, 1]), (120, &[50, 50, 20])] {
            let (all, mut sizes, mut seen) = (people(count), Vec::new(), Vec::new());
            let tally = in_batches(&all, 50, &Interrupt::new(false), |batch| {
                sizes.push(batch.len());
                seen.extend_from_slice(batch);
                Ok(Vec::new())
            });
            assert_eq!((sizes.as_slice(), &seen), (expected, &all));
            assert!(tally.result().is_ok());
        }
    }

    #[test]
    fn what_ends_it_leaves_the_rest() {
        let all = people(120);
        let mut calls = 0;
        let tally = in_batches(&all, 50, &Interrupt::new(false), |_| {
            calls += 1;
            if calls == 2 { Err(Error::cancelled("/p").into()) } else { Ok(Vec::new()) }
        });
        assert_eq!((calls, tally.done, tally.left.as_slice()), (2, 50, &all[50..]));
        assert_eq!(tally.result().unwrap_err().exit(), Exit::Interrupted);
    }

    #[test]
    fn those_who_fail_are_left_and_the_others_done() {
        let all = people(3);
        let tally = in_batches(&all, 2, &Interrupt::new(false), |batch| Ok(batch[..1].to_vec()));
        assert_eq!((tally.done, tally.left.as_slice()), (1, &[all[0].clone(), all[2].clone()][..]));
        let Failure::Partial(partial) = tally.result().unwrap_err() else { panic!() };
        assert_eq!(partial.message, "1 of 3 openids are done, 2 are not");
    }
}
