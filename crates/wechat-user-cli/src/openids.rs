//! Lists of openids, from arguments, a file, or standard input. A list is read as a stream, and never in memory as a
//! whole.

mod list;
mod normal;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use wechat_user::OpenId;

use crate::failure::Failure;
use crate::messages::{Text, Texts, files, lists};
use crate::text::trim;
use list::{Refused, Want};

/// The name of standard input.
pub(crate) const STDIN: &str = "-";

/// For clap: parses an openid. Refuses `@FILE`, by which other programs mean a file.
pub(crate) fn openid(text: &str) -> Result<OpenId, Text> {
    if let Some(file) = text.strip_prefix('@') {
        return Err(lists::for_a_file(file));
    }
    list::openid(trim(text))
}

/// The users that a command processes.
#[derive(Args, Debug)]
pub(crate) struct OpenIdList {
    /// The users; `-` reads them from standard input, one a line
    #[arg(value_name = "OPENID", required_unless_present = "file", value_parser = openid)]
    openids: Vec<OpenId>,
    /// Read the users from this file: lines, the first column of CSV or TSV, or JSON; blank lines and repetitions are
    /// skipped
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
}

impl OpenIdList {
    /// Passes each openid to `add`, in the order given.
    pub(crate) fn read(&self, mut add: impl FnMut(&OpenId) -> io::Result<()>) -> Result<(), Failure> {
        for openid in &self.openids {
            match openid.as_str() {
                STDIN => read(Path::new(STDIN), &mut add)?,
                _ => add(openid).map_err(|error| not_kept(&error))?,
            }
        }
        self.file.as_deref().map_or(Ok(()), |file| read(file, &mut add))
    }
}

/// Passes each openid in a file, or in standard input if its name is `-`, to `add`.
pub(crate) fn read(file: &Path, mut add: impl FnMut(&OpenId) -> io::Result<()>) -> Result<(), Failure> {
    read_as(file, Want::OpenId, |openid, _| add(&openid))
}

/// Passes each openid with its remark to `add`.
pub(crate) fn read_remarks(file: &Path, mut add: impl FnMut(&OpenId, &str) -> io::Result<()>) -> Result<(), Failure> {
    read_as(file, Want::Remark, |openid, remark| add(&openid, &remark.unwrap_or_default()))
}

fn read_as(file: &Path, want: Want, add: impl FnMut(OpenId, Option<String>) -> io::Result<()>) -> Result<(), Failure> {
    let is_stdin = file == Path::new(STDIN);
    let read = if is_stdin {
        list::read(io::stdin().lock(), want, add)
    } else {
        File::open(file).map_err(|error| Refused::Text(error.text())).and_then(|file| list::read(file, want, add))
    };
    read.map_err(|refused| match refused {
        Refused::Kept(error) => not_kept(&error),
        Refused::Text(problem) if is_stdin => Failure::Usage(files::standard_input(problem)),
        Refused::Text(problem) => Failure::Usage(files::of_file(file, problem)),
    })
}

/// Nothing was sent.
fn not_kept(error: &io::Error) -> Failure {
    Failure::Usage(files::list_not_kept(error))
}
