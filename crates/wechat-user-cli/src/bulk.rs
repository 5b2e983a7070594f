//! Lists of any length: the flags of the commands that work through one, and the run on the library's bulk calls.

mod book;
mod in_order;
mod list;
mod operation;
mod positioned;
mod recent;
mod results;
mod run;
mod source;
mod spool;
mod verdict;

pub(crate) use book::Note;
pub(crate) use in_order::{InOrder, Print, Row};
pub(crate) use list::Add;
pub(crate) use operation::{Marks, Operation};
pub(crate) use run::{Run, Start};
pub(crate) use source::{Source, remark_line};
pub(crate) use spool::{Mark, Spool, Style};

use std::path::PathBuf;

use clap::Args;
use wechat_user::Client;

use crate::context::Context;
use crate::failure::Failure;
use crate::pace::{Limits, Pace};

/// How a command works through a list.
#[derive(Args, Debug)]
pub(crate) struct BulkFlags {
    #[command(flatten)]
    pub(crate) limits: Limits,
    /// Keep so many calls going at once
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u16).range(1..=64))]
    pub(crate) jobs: u16,
    /// Write the openids that were not processed to this file, one a line, as --file of another run; an empty file if
    /// none is left
    #[arg(long, value_name = "FILE")]
    pub(crate) failed: Option<PathBuf>,
    /// Append the outcome of each position to this file, as one JSON object a line
    #[arg(long, value_name = "FILE")]
    pub(crate) results: Option<PathBuf>,
}

impl BulkFlags {
    /// The client of the run, and its limits.
    pub(crate) fn client(&self, context: &Context<'_, '_>) -> Result<(Client, Pace), Failure> {
        context.paced_client(self.limits, self.limits.jobs(usize::from(self.jobs)))
    }
}

/// `--checkpoint` and `--restart`.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Resume {
    /// Keep the progress in this file and in FILE.list: the same command goes on where it ended, whatever ended it
    #[arg(long, value_name = "FILE")]
    pub(crate) checkpoint: Option<PathBuf>,
    /// Begin again, although there is a checkpoint
    #[arg(long, requires = "checkpoint")]
    pub(crate) restart: bool,
}
