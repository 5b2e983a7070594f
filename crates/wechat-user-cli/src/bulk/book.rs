//! What is known of the positions of a list: kept in memory as counts, in the list as marks, and in `--results`.

use std::time::{Duration, Instant};

use wechat_user::Error;

use super::results::{Line, Results};
use super::spool::{At, Mark, Spool};
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::meter::Meter;

/// How often files are synced, for the case of a power failure.
const SYNC: Duration = Duration::from_secs(1);

/// Keeps the outcomes.
#[derive(Debug)]
pub(crate) struct Book<'a> {
    pub(super) spool: &'a Spool,
    pub(super) results: Option<Results>,
    pub(super) interrupt: &'a Interrupt,
    pub(super) meter: &'a Meter,
    pub(super) total: u64,
    pub(super) done: u64,
    /// Positions that have their outcome since this run.
    settled: u64,
    /// The first error of an item.
    pub(super) refusal: Option<Error>,
    synced: Instant,
}

/// What else `--results` says of a position.
#[derive(Debug, Default)]
pub(crate) struct Note<'a> {
    pub(crate) error: Option<&'a Error>,
    pub(crate) new_openid: Option<&'a str>,
    pub(crate) message: Option<&'a str>,
}

impl<'a> Book<'a> {
    pub(super) fn new(
        spool: &'a Spool,
        results: Option<Results>,
        interrupt: &'a Interrupt,
        meter: &'a Meter,
    ) -> Result<Self, Failure> {
        let (mut done, mut settled) = (0, 0);
        spool.each(|_, mark, _| {
            done += u64::from(mark == Mark::Done);
            settled += u64::from(mark != Mark::Open);
            Ok(())
        })?;
        meter.expect(spool.total() - settled);
        let total = spool.total();
        Ok(Self { spool, results, interrupt, meter, total, done, settled: 0, refusal: None, synced: Instant::now() })
    }

    /// The outcome is final.
    pub(crate) fn settle(&mut self, at: At, openid: &str, mark: Mark, note: Note<'_>) -> Result<(), Failure> {
        if let Some(results) = &mut self.results {
            let mut line = Line::new(at.position, openid, mark);
            (line.new_openid, line.message) = (note.new_openid, note.message.map(str::to_owned));
            if let Some(error) = note.error {
                line = line.with_error(error);
            }
            results.write(&line)?;
        }
        self.spool.mark(at, mark)?;
        self.done += u64::from(mark == Mark::Done);
        self.settled += 1;
        self.meter.done(self.settled);
        if let (None, Some(error)) = (&self.refusal, note.error) {
            self.refusal = Some(error.clone());
        }
        self.interrupt.count(self.done, self.total);
        if self.synced.elapsed() >= SYNC {
            self.sync()?;
        }
        Ok(())
    }

    pub(super) fn sync(&mut self) -> Result<(), Failure> {
        self.synced = Instant::now();
        if let Some(results) = &self.results {
            results.sync()?;
        }
        Ok(self.spool.sync()?)
    }

    /// Notes the positions that no run will try any more.
    pub(super) fn write_not_tried(&mut self) -> Result<(), Failure> {
        let Some(results) = &mut self.results else { return Ok(()) };
        let mut failure = None;
        self.spool.each(|at, mark, line| {
            if mark == Mark::Open && failure.is_none() {
                let openid = line.split('\t').next().unwrap_or_default();
                failure = results.write(&Line::new(at.position, openid, mark)).err();
            }
            Ok(())
        })?;
        failure.map_or(Ok(()), Err)
    }
}
