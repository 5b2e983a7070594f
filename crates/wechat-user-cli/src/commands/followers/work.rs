//! The run of an export: rows into a file or to standard output, and how it ended.

use std::ops::ControlFlow;

use wechat_user::bulk::Feed;
use wechat_user::export::{BulkEnd, ExportItem, ExportRun, Stop, Summary};
use wechat_user::{Error, OpenId};

use super::checkpointed::{Checkpointed, Place};
use super::rows::Rows;
use crate::exit::Exit;
use crate::failure::{Failure, Partial};
use crate::interrupt::Interrupt;
use crate::messages::{report, runs as messages};
use crate::output::{Format, Output};
use crate::pace::Pace;
use crate::stderr;
use crate::user_row::Profile;

/// How many users without a profile the report lists at most.
const SHOWN: usize = 1_000;

/// Where the rows go.
pub(super) enum Destination<'a, 'out> {
    File(Box<Checkpointed>),
    Stdout(&'a mut Output<'out>),
}

/// An export that runs.
pub(super) struct Work<'a, 'out> {
    rows: Rows,
    destination: Destination<'a, 'out>,
    interrupt: &'a Interrupt,
    text: Vec<u8>,
    /// Users with a row and users without one, also those of earlier runs.
    users: u64,
    left: u64,
    /// The first users of this run without a row, and the first reason.
    first_left: Vec<OpenId>,
    refusal: Option<Error>,
    /// Users of this run, and all of the list as far as that is known.
    count: u64,
    total: Option<u64>,
    before: u64,
}

impl<'a, 'out> Work<'a, 'out> {
    /// Begins a new file with its head.
    pub(super) fn new(
        rows: Rows,
        mut destination: Destination<'a, 'out>,
        place: &Place,
        interrupt: &'a Interrupt,
    ) -> Result<Self, Failure> {
        let mut text = Vec::new();
        if place.bytes == 0 {
            rows.head(&mut text)?;
        }
        if let Destination::File(file) = &mut destination {
            file.append(&text, |_| ())?;
            file.sync()?;
        }
        Ok(Self {
            rows,
            destination,
            interrupt,
            text,
            users: place.users,
            left: place.left,
            first_left: Vec::new(),
            refusal: None,
            count: 0,
            total: None,
            before: place.list.count(),
        })
    }

    pub(super) fn drive<S>(&mut self, run: ExportRun<S>, pace: &Pace) -> Ended
    where
        S: Iterator<Item: Feed<OpenId>>,
    {
        let mut failure = None;
        let summary = run.for_each(|item| match self.take(&item) {
            Ok(()) => ControlFlow::Continue(()),
            Err(failed) => {
                failure = Some(failed);
                ControlFlow::Break(())
            }
        });
        let failure = failure.or_else(|| self.finish(&summary).err());
        Ended { summary, failure, used_up: pace.used_up(), is_cancelled: self.interrupt.cancel().is_cancelled() }
    }

    fn take(&mut self, item: &ExportItem) -> Result<(), Failure> {
        self.text.clear();
        self.rows.rows(&item.users, &mut self.text)?;
        let (users, left) = (item.users.len() as u64, (item.missing.len() + item.failed.len()) as u64);
        match &mut self.destination {
            Destination::File(file) => file.append(&self.text, |place| {
                place.list = item.checkpoint.clone();
                place.users += users;
                place.left += left;
            })?,
            Destination::Stdout(output) if is_raw(output) => {
                output.raw(&self.text)?;
                output.flush()?;
            }
            Destination::Stdout(output) => output.part(&item.users.iter().map(Profile::from).collect::<Vec<_>>())?,
        }
        self.users += users;
        self.left += left;
        let openids = item.missing.iter().chain(item.failed.iter().map(|(openid, _)| openid));
        self.first_left.extend(openids.take(SHOWN - self.first_left.len().min(SHOWN)).cloned());
        if let (None, Some((_, error))) = (&self.refusal, item.failed.first()) {
            self.refusal = Some(error.clone());
        }
        self.count += item.len() as u64;
        self.total = item.total.or(self.total);
        self.interrupt.meter().done(self.count);
        if let Some(total) = self.total {
            self.interrupt.meter().expect(total.saturating_sub(self.before));
            self.interrupt.count(self.users, total.max(self.users));
        }
        Ok(())
    }

    /// The place behind the last user, which may also be the end of the list.
    fn finish(&mut self, summary: &Summary) -> Result<(), Failure> {
        match &mut self.destination {
            Destination::File(file) => {
                file.append(&[], |place| place.list = summary.checkpoint.clone())?;
                file.sync()
            }
            Destination::Stdout(output) if is_raw(output) => Ok(output.flush()?),
            Destination::Stdout(output) => Ok(output.end::<Profile<'_>>()?),
        }
    }
}

/// Whether standard output gets the JSON lines of a file.
fn is_raw(output: &Output<'_>) -> bool {
    output.asked().is_none_or(Format::is_json)
}

/// How an export ended.
pub(super) struct Ended {
    summary: Summary,
    /// What the command itself could not do.
    failure: Option<Failure>,
    /// The calls of `--max-calls`.
    used_up: Option<u64>,
    is_cancelled: bool,
}

impl Ended {
    /// Of an export that was finished by an earlier run.
    pub(super) fn finished(place: &Place) -> Result<(), Failure> {
        if place.left == 0 {
            return Ok(());
        }
        Err(Failure::Partial(Partial {
            done: place.users,
            total: place.users + place.left,
            left: Vec::new(),
            left_count: place.left,
            file: None,
            can_resume: false,
            error: None,
            note: None,
        }))
    }

    pub(super) fn verdict(self, work: Work<'_, '_>, can_resume: bool) -> Result<(), Failure> {
        let Self { summary, failure, used_up, is_cancelled } = self;
        if let Some(failure) = failure {
            return Err(failure);
        }
        let is_over = matches!(summary.end, BulkEnd::Complete | BulkEnd::Limit);
        if let (true, Some(Stop::CursorRepeated)) = (is_over, summary.list) {
            stderr::line(report::warning(messages::cursor_repeated()));
        }
        let error = summary.error().cloned();
        let note = match (is_over, used_up, &summary.end) {
            (false, Some(limit), _) => Some(messages::calls_used_up(limit)),
            (_, _, BulkEnd::OtherAccount(_)) => Some(messages::other_account()),
            _ => None,
        };
        if !is_over && note.is_none() && (is_cancelled || error.as_ref().is_some_and(is_interruption)) {
            return Err(Failure::Interrupted);
        }
        let left = match (is_over, work.total) {
            (false, Some(total)) => total.saturating_sub(work.users),
            _ => work.left,
        };
        match error {
            None if is_over && work.left == 0 => Ok(()),
            Some(error) if work.users == 0 && note.is_none() => Err(error.into()),
            error => Err(Failure::Partial(Partial {
                done: work.users,
                total: work.users + left,
                left: work.first_left,
                left_count: left,
                file: None,
                can_resume: can_resume && !is_over,
                error: error.or(work.refusal),
                note,
            })),
        }
    }
}

fn is_interruption(error: &Error) -> bool {
    Exit::of(error) == Exit::Interrupted
}
