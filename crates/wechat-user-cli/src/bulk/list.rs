//! The list of a run: new, or the rest of an earlier run.

use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use wechat_user::OpenId;

use super::spool::{Mark, Spool, Style};
use super::{BulkFlags, Resume};
use crate::checkpoint::{Checkpoint, Header};
use crate::failure::Failure;
use crate::messages::{Text, files, runs as messages};
use crate::replace::{self, replace_with};

/// How many of the openids that are left are kept in memory, for the report.
const SHOWN: usize = 10_000;

/// How a command fills a list: it passes lines to this.
pub(crate) type Add<'a> = dyn FnMut(&str) -> io::Result<()> + 'a;

#[derive(Debug, Serialize, Deserialize)]
struct State {
    total: u64,
    /// Every position was tried.
    is_finished: bool,
}

/// A list with the files that keep its progress.
#[derive(Debug)]
pub(super) struct List {
    pub(super) spool: Spool,
    /// An earlier run left it.
    pub(super) is_old: bool,
    /// The earlier run tried every position.
    pub(super) is_finished: bool,
    checkpoint: Option<Checkpoint>,
    failed: Option<PathBuf>,
}

/// What is left of a list after a run.
#[derive(Debug)]
pub(super) struct Left {
    pub(super) count: u64,
    /// The first ones.
    pub(super) first: Vec<OpenId>,
    /// The file that has them all.
    pub(super) file: Option<PathBuf>,
    /// Why they are not in the file.
    pub(super) unwritten: Option<io::Error>,
}

impl List {
    /// Reads the list that a run begins with: the one of the checkpoint, or what `fill` adds. Replaces no file.
    pub(super) fn open(
        flags: &BulkFlags,
        resume: &Resume,
        header: impl FnOnce() -> Result<Header, Failure>,
        fill: impl FnOnce(&mut Add<'_>) -> Result<(), Failure>,
    ) -> Result<Self, Failure> {
        let checkpoint = match &resume.checkpoint {
            Some(path) => Some(Checkpoint::new(path, header()?)),
            None => None,
        };
        let old = match &checkpoint {
            Some(checkpoint) if !resume.restart => checkpoint.load::<State>()?.map(|state| (checkpoint, state)),
            _ => None,
        };
        let failed = flags.failed.clone();
        if let Some((checkpoint, state)) = old {
            let file = checkpoint.beside(".list");
            let spool = Spool::open(&file).map_err(|error| checkpoint.refuse(files::of_file(&file, error)))?;
            if spool.total() != state.total {
                return Err(checkpoint.refuse(files::other_length(&file)));
            }
            return Ok(Self {
                spool,
                is_old: true,
                is_finished: state.is_finished,
                checkpoint: Some(checkpoint.clone()),
                failed,
            });
        }
        let place = match (&checkpoint, &failed) {
            (Some(checkpoint), _) => Some((checkpoint.beside(".list"), Style::Flags)),
            (None, Some(failed)) if is_regular(failed) => Some((failed.clone(), Style::Blanks)),
            _ => None,
        };
        if let Some((file, _)) = &place {
            check(file).map_err(|error| match &checkpoint {
                Some(checkpoint) => checkpoint.refuse(error),
                None => refuse(file, &error),
            })?;
        }
        let spool = Spool::new(place.as_ref().map(|(file, style)| (file.as_path(), *style)), fill)?;
        Ok(Self { spool, is_old: false, is_finished: false, checkpoint, failed })
    }

    /// Before the first request: from now on, whatever ends the run, the files have every openid that may be left.
    pub(super) fn begin(&mut self) -> Result<(), Failure> {
        if let Some(failed) = &self.failed {
            let ready = match (is_regular(failed), &self.checkpoint) {
                // It must not have the rest of another run; its content comes at the end.
                (true, Some(_)) => check(failed).and_then(|()| remove(failed)),
                (true, None) => Ok(()),
                // A pipe or a device gets the rest at the end only.
                (false, _) => OpenOptions::new().append(true).open(failed).map(drop),
            };
            ready.map_err(|error| refuse(failed, &error))?;
        }
        if self.is_old {
            return Ok(());
        }
        match &self.checkpoint {
            Some(checkpoint) => {
                checkpoint.remove()?;
                self.spool.put().map_err(|error| checkpoint.refuse(error))?;
                checkpoint.save(State { total: self.spool.total(), is_finished: false })
            }
            None => {
                let failed = self.failed.clone().unwrap_or_default();
                self.spool.put().map_err(|error| refuse(&failed, &error))
            }
        }
    }

    /// After the last request.
    pub(super) fn finish(&self, is_finished: bool) -> Result<Left, Failure> {
        self.spool.sync()?;
        let (mut count, mut first) = (0, Vec::new());
        self.spool.each(|_, mark, line| {
            if mark != Mark::Done {
                count += 1;
                if first.len() < SHOWN {
                    first.extend(OpenId::new(line.split('\t').next().unwrap_or_default()).ok());
                }
            }
            Ok(())
        })?;
        if let Some(checkpoint) = &self.checkpoint {
            checkpoint.save(State { total: self.spool.total(), is_finished })?;
        }
        let unwritten = self.failed.as_deref().and_then(|file| self.write_failed(file).err());
        Ok(Left { count, first, file: self.failed.clone(), unwritten })
    }

    fn write_failed(&self, file: &Path) -> io::Result<()> {
        let write = |out: &mut dyn Write| {
            self.spool.each(|_, mark, line| match mark {
                Mark::Done => Ok(()),
                _ => writeln!(out, "{line}"),
            })
        };
        if !is_regular(file) {
            let mut out = BufWriter::new(OpenOptions::new().write(true).open(file)?);
            return write(&mut out).and_then(|()| out.flush());
        }
        let written = replace_with(file, write);
        // Without a checkpoint it has the openids that are left already, between blank lines.
        if self.checkpoint.is_some() { written } else { Ok(()) }
    }

    /// How to go on: after every position was tried, only the rest in a file is left to do. `profile` is the flag that
    /// names the account.
    pub(super) fn advice(&self, is_finished: bool, profile: &str) -> Text {
        match (&self.checkpoint, &self.failed) {
            (Some(_), _) if !is_finished => messages::run_again_to_go_on(),
            (_, Some(file)) => messages::continue_with_file(profile, file),
            _ => messages::run_again_with_failed(),
        }
    }

    pub(super) const fn can_resume(&self) -> bool {
        self.checkpoint.is_some()
    }
}

fn refuse(failed: &Path, error: &io::Error) -> Failure {
    Failure::Usage(files::of_flag("--failed", failed, error))
}

/// Whether it is a file, or will be one.
fn is_regular(file: &Path) -> bool {
    fs::metadata(file).map_or(true, |metadata| metadata.is_file())
}

/// Whether the file may be replaced.
fn check(file: &Path) -> io::Result<()> {
    if fs::metadata(file).is_ok_and(|metadata| metadata.permissions().readonly()) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, files::read_only()));
    }
    replace::check(file)
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
