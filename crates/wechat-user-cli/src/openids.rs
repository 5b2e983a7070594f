//! Lists of openids, from arguments, a file, or standard input.

mod list;

use std::collections::HashSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use wechat_user::OpenId;

use crate::failure::Failure;
use crate::stderr;
use crate::text::{decode, trim};

/// The name of standard input.
pub(crate) const STDIN: &str = "-";

/// For clap: parses an openid. Refuses `@FILE`, by which other programs mean a file.
pub(crate) fn openid(text: &str) -> Result<OpenId, String> {
    if let Some(file) = text.strip_prefix('@') {
        return Err(format!("an openid does not begin with @; for a list in a file: --file {file}"));
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
    /// Each openid once, in the order given. Empty if a file or standard input holds no openids.
    pub(crate) fn read(&self) -> Result<Vec<OpenId>, Failure> {
        let mut list = List::default();
        for openid in &self.openids {
            match openid.as_str() {
                STDIN => list.add_source(Path::new(STDIN))?,
                _ => list.add(openid.clone()),
            }
        }
        if let Some(file) = &self.file {
            list.add_source(file)?;
        }
        Ok(list.finish())
    }
}

/// The openids in a file, or in standard input if its name is `-`.
pub(crate) fn read_source(file: &Path) -> Result<Vec<OpenId>, Failure> {
    let mut list = List::default();
    list.add_source(file)?;
    Ok(list.finish())
}

/// Removes repetitions.
pub(crate) fn unique(openids: &[OpenId]) -> Vec<OpenId> {
    let mut list = List::default();
    openids.iter().cloned().for_each(|openid| list.add(openid));
    list.openids
}

#[derive(Default)]
struct List {
    openids: Vec<OpenId>,
    seen: HashSet<OpenId>,
}

impl List {
    fn add(&mut self, openid: OpenId) {
        if self.seen.insert(openid.clone()) {
            self.openids.push(openid);
        }
    }

    fn add_source(&mut self, file: &Path) -> Result<(), Failure> {
        let is_stdin = file == Path::new(STDIN);
        let name = if is_stdin { "standard input".to_owned() } else { file.display().to_string() };
        let refuse = |problem: &str| Failure::Usage(format!("{name}: {problem}"));
        let mut bytes = Vec::new();
        let read = if is_stdin {
            io::stdin().read_to_end(&mut bytes).map(drop)
        } else {
            fs::read(file).map(|read| bytes = read)
        };
        read.map_err(|error| refuse(&error.to_string()))?;
        let text = decode(bytes).map_err(refuse)?;
        list::read(&text, |openid| self.add(openid)).map_err(|problem| refuse(&problem))
    }

    fn finish(self) -> Vec<OpenId> {
        if self.openids.is_empty() {
            stderr::line("note: the list holds no openids, so there is nothing to do");
        }
        self.openids
    }
}
