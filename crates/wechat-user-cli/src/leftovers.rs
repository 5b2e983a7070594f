//! `--failed`: the file for the openids that are not confirmed as processed.

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};

use clap::Args;
use wechat_user::OpenId;

use crate::failure::Failure;

/// The file for the rest of a list.
#[derive(Args, Debug)]
pub(crate) struct Leftovers {
    /// Write the openids that were not processed to this file, one a line, as --file of another run; an empty file if
    /// none is left
    #[arg(long, value_name = "FILE")]
    failed: Option<PathBuf>,
}

impl Leftovers {
    /// Checks that the file can be written, before the first request. Keeps its content.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        let Some(file) = &self.failed else { return Ok(()) };
        let opened = OpenOptions::new().create(true).append(true).open(file);
        opened.map(drop).map_err(|error| refuse(file, &error))
    }

    /// Writes the openids that are left.
    pub(crate) fn write(&self, left: &[OpenId]) -> Result<(), Failure> {
        let Some(file) = &self.failed else { return Ok(()) };
        let lines: String = left.iter().map(|openid| format!("{openid}\n")).collect();
        fs::write(file, lines).map_err(|error| refuse(file, &error))
    }
}

fn refuse(file: &Path, error: &std::io::Error) -> Failure {
    Failure::Usage(format!("--failed {}: {error}", file.display()))
}
