//! `--failed`: the file for the openids that are not confirmed as processed.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use wechat_user::OpenId;

use crate::failure::Failure;
use crate::replace::replace;

/// The file for the rest of a list.
#[derive(Args, Debug)]
pub(crate) struct Leftovers {
    /// Write the openids that were not processed to this file, one a line, as --file of another run; an empty file if
    /// none is left
    #[arg(long, value_name = "FILE")]
    failed: Option<PathBuf>,
}

impl Leftovers {
    /// Before the first request, writes all openids: none is processed yet. So the file can never hold the rest of an
    /// earlier run, or miss an openid when this run is killed.
    pub(crate) fn begin(&self, openids: &[OpenId]) -> Result<(), Failure> {
        let Some(file) = &self.failed else { return Ok(()) };
        let written = if is_regular(file) {
            replace(file, &lines(openids))
        } else {
            // A pipe or a device gets the rest at the end only.
            OpenOptions::new().append(true).open(file).map(drop)
        };
        written.map_err(|error| Failure::Usage(format!("--failed {}: {error}", file.display())))
    }

    /// Writes the openids that are left.
    pub(crate) fn finish(&self, left: &[OpenId]) -> io::Result<()> {
        match &self.failed {
            Some(file) if is_regular(file) => replace(file, &lines(left)),
            Some(file) => fs::write(file, lines(left)),
            None => Ok(()),
        }
    }

    pub(crate) fn file(&self) -> Option<&Path> {
        self.failed.as_deref()
    }

    /// How to continue after the run has ended early.
    pub(crate) fn advice(&self) -> String {
        match &self.failed {
            Some(file) => format!("continue with --file {}, which has the openids that are left", file.display()),
            None => "run the command again, with --failed FILE to keep the openids that are left".to_owned(),
        }
    }
}

/// Whether it is a file, or will be one.
fn is_regular(file: &Path) -> bool {
    fs::metadata(file).map_or(true, |metadata| metadata.is_file())
}

fn lines(openids: &[OpenId]) -> String {
    openids.iter().map(|openid| format!("{openid}\n")).collect()
}
