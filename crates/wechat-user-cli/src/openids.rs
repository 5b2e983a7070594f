//! Lists of openids, from arguments, a file, or standard input.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use wechat_user::OpenId;

use crate::failure::Failure;
use crate::stderr;

/// The name of standard input.
pub(crate) const STDIN: &str = "-";

/// For clap: parses an openid. Refuses `@FILE`, by which other programs mean a file.
pub(crate) fn openid(text: &str) -> Result<OpenId, String> {
    if let Some(file) = text.strip_prefix('@') {
        return Err(format!("an openid does not begin with @; for a list in a file: --file {file}"));
    }
    OpenId::new(text).map_err(|refused| refused.to_string())
}

/// The users that a command processes.
#[derive(Args, Debug)]
pub(crate) struct OpenIdList {
    /// The users; `-` reads them from standard input, one a line
    #[arg(value_name = "OPENID", required_unless_present = "file", value_parser = openid)]
    openids: Vec<OpenId>,
    /// Read the users from this file, one a line; blank lines and repetitions are skipped
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
        let text = String::from_utf8(bytes).map_err(|_| refuse("this is not UTF-8"))?;
        self.add_lines(&text).map_err(|problem| refuse(&problem))
    }

    fn add_lines(&mut self, text: &str) -> Result<(), String> {
        // Editors on Windows write a byte-order mark before the first line.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if line.is_empty() {
                continue;
            }
            if line.contains(|c: char| c.is_whitespace() || c.is_control()) {
                return Err(format!("line {number} is not an openid: it has white space or a control character"));
            }
            self.add(OpenId::new(line).map_err(|refused| format!("line {number}: {refused}"))?);
        }
        Ok(())
    }

    fn finish(self) -> Vec<OpenId> {
        if self.openids.is_empty() {
            stderr::line("note: the list holds no openids, so there is nothing to do");
        }
        self.openids
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Result<Vec<String>, String> {
        let mut list = List::default();
        list.add_lines(text)?;
        Ok(list.openids.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn blank_lines_line_ends_and_repetitions_are_skipped() {
        assert_eq!(lines("\u{feff}o1\r\n\r\n  o2\t\no1\n \no3"), Ok(vec!["o1".into(), "o2".into(), "o3".into()]));
        assert_eq!(lines(""), Ok(Vec::new()));
    }

    #[test]
    fn a_line_that_is_not_an_openid_is_refused_with_its_number() {
        for text in ["o1\no2 o3\n", "o1\no2\t1\n", "o1\no2\u{0}\n"] {
            assert!(lines(text).unwrap_err().starts_with("line 2 is not an openid"), "{text:?}");
        }
    }
}
