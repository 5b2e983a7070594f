//! `wechat-user man`

use std::path::PathBuf;

use clap::{Args, Command};

use crate::failure::Failure;
use crate::messages::files;

/// Write the manual pages of all commands into a folder.
///
/// One file for each command, `wechat-user-tags-add.1` for `wechat-user tags add`. `man -l FILE` shows one.
#[derive(Args, Debug)]
pub(crate) struct Man {
    /// The folder; it is created if it is not there
    dir: PathBuf,
}

impl Man {
    pub(crate) fn run(self, command: Command) -> Result<(), Failure> {
        let written = std::fs::create_dir_all(&self.dir).and_then(|()| clap_mangen::generate_to(command, &self.dir));
        written.map_err(|error| Failure::Usage(files::of_file(&self.dir, error)))
    }
}
