//! `--results`: a line of JSON for the outcome of each position, appended before anything else notes the outcome.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Seek, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use wechat_user::Error;

use super::spool::{Mark, Spool};
use crate::failure::Failure;
use crate::messages::files;

/// What is written for a position.
#[derive(Debug, Serialize)]
pub(crate) struct Line<'a> {
    pub(crate) position: u64,
    pub(crate) openid: &'a str,
    pub(crate) result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) new_openid: Option<&'a str>,
    /// The `errcode` of the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) message: Option<String>,
}

impl<'a> Line<'a> {
    pub(crate) fn new(position: u64, openid: &'a str, mark: Mark) -> Self {
        Self { position, openid, result: name(mark), new_openid: None, code: None, message: None }
    }

    /// With the error that the service reported for it.
    pub(crate) fn with_error(mut self, error: &Error) -> Self {
        self.code = error.code().map(|code| code.get());
        self.message = Some(error.to_string());
        self
    }
}

const fn name(mark: Mark) -> &'static str {
    match mark {
        Mark::Open => "not_tried",
        Mark::Done => "done",
        Mark::Failed => "failed",
        Mark::Missing => "missing",
    }
}

#[derive(Deserialize)]
struct Known {
    position: u64,
    result: String,
}

/// The file of `--results`.
#[derive(Debug)]
pub(crate) struct Results {
    path: PathBuf,
    file: File,
    text: Vec<u8>,
}

impl Results {
    /// For a new run.
    pub(crate) fn begin(path: &Path) -> Result<Self, Failure> {
        let file = OpenOptions::new().write(true).create(true).truncate(true).open(path);
        let file = file.map_err(|error| Failure::Usage(files::of_flag("--results", path, error)))?;
        Ok(Self { path: path.to_owned(), file, text: Vec::new() })
    }

    /// For a run that goes on: brings the file and the marks of the list in line. What one of them does not know after
    /// an abrupt end, the other one does.
    pub(crate) fn resume(path: &Path, spool: &Spool) -> Result<Self, Failure> {
        let refuse = |error: io::Error| Failure::Usage(files::of_flag("--results", path, error));
        if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
            return Self::begin(path);
        }
        let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
        let mut results = Self { path: path.to_owned(), file: open.map_err(refuse)?, text: Vec::new() };
        results.align(spool).map_err(refuse)?;
        Ok(results)
    }

    fn align(&mut self, spool: &Spool) -> io::Result<()> {
        let mut unwritten = Positions::new(spool.total());
        spool.each(|at, mark, _| {
            if mark != Mark::Open {
                unwritten.insert(at.position);
            }
            Ok(())
        })?;
        let (mut unmarked, mut length) = (HashMap::new(), 0);
        let mut lines = BufReader::new(&self.file);
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line)? > 0 {
            // A line that was not written to its end, and what follows it.
            let Some(known) = line.ends_with(b"\n").then(|| serde_json::from_slice::<Known>(&line).ok()).flatten()
            else {
                break;
            };
            length += line.len() as u64;
            line.clear();
            let mark = [Mark::Done, Mark::Failed, Mark::Missing].into_iter().find(|mark| name(*mark) == known.result);
            if let (false, Some(mark)) = (unwritten.remove(known.position), mark) {
                unmarked.insert(known.position, mark);
            }
        }
        self.file.set_len(length)?;
        self.file.seek(io::SeekFrom::End(0))?;
        spool.each(|at, mark, line| {
            if let (Mark::Open, Some(mark)) = (mark, unmarked.get(&at.position)) {
                return spool.mark(at, *mark);
            }
            if unwritten.remove(at.position) {
                self.append(&Line::new(at.position, line.split('\t').next().unwrap_or_default(), mark))?;
            }
            Ok(())
        })
    }

    /// Appends a line.
    pub(crate) fn write(&mut self, line: &Line<'_>) -> Result<(), Failure> {
        self.append(line).map_err(|error| {
            Failure::Output(io::Error::new(error.kind(), files::of_flag("--results", &self.path, &error)))
        })
    }

    fn append(&mut self, line: &Line<'_>) -> io::Result<()> {
        self.text.clear();
        serde_json::to_writer(&mut self.text, line)?;
        self.text.push(b'\n');
        self.file.write_all(&self.text)
    }

    pub(crate) fn sync(&self) -> io::Result<()> {
        // A pipe or a device cannot be synced.
        self.file.sync_data().or_else(|error| if self.path.is_file() { Err(error) } else { Ok(()) })
    }
}

/// A set of positions, one bit for each.
struct Positions(Vec<u64>);

impl Positions {
    fn new(total: u64) -> Self {
        Self(vec![0; usize::try_from(total.div_ceil(64)).unwrap_or_default()])
    }

    fn bit(&mut self, position: u64) -> Option<(&mut u64, u64)> {
        let word = self.0.get_mut(usize::try_from(position / 64).ok()?)?;
        Some((word, 1 << (position % 64)))
    }

    fn insert(&mut self, position: u64) {
        if let Some((word, bit)) = self.bit(position) {
            *word |= bit;
        }
    }

    /// Whether it was in the set.
    fn remove(&mut self, position: u64) -> bool {
        let Some((word, bit)) = self.bit(position) else { return false };
        let was_in = *word & bit != 0;
        *word &= !bit;
        was_in
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_an_abrupt_end_file_and_marks_say_the_same_again() {
        let path = std::env::temp_dir().join(format!("results-{}", std::process::id()));
        let lines = ["o0", "o1", "o2\tname", "o3", "o4"];
        let spool = Spool::new::<io::Error>(None, |add| lines.iter().try_for_each(|line| add(line))).unwrap();
        let at = |position: u64| {
            let mut found = None;
            spool
                .each(|at, _, _| {
                    found = if at.position == position { Some(at) } else { found };
                    Ok(())
                })
                .unwrap();
            found.unwrap()
        };
        let mut results = Results::begin(&path).unwrap();
        for (position, mark) in [(1, Mark::Done), (3, Mark::Failed)] {
            results.write(&Line::new(position, lines[position as usize], mark)).unwrap();
        }
        // 3 was written and not marked; 2 was marked, and its line is torn.
        spool.mark(at(1), Mark::Done).unwrap();
        spool.mark(at(2), Mark::Done).unwrap();
        results.file.write_all(b"{\"position\":2,\"open").unwrap();
        drop(results);

        drop(Results::resume(&path, &spool).unwrap());
        let expected = "{\"position\":1,\"openid\":\"o1\",\"result\":\"done\"}\n\
                        {\"position\":3,\"openid\":\"o3\",\"result\":\"failed\"}\n\
                        {\"position\":2,\"openid\":\"o2\",\"result\":\"done\"}\n";
        assert_eq!(fs::read_to_string(&path).unwrap(), expected);
        let mut marks = Vec::new();
        spool
            .each(|_, mark, _| {
                marks.push(mark);
                Ok(())
            })
            .unwrap();
        assert_eq!(marks, [Mark::Open, Mark::Done, Mark::Done, Mark::Failed, Mark::Open]);
        drop(Results::resume(&path, &spool).unwrap());
        assert_eq!(fs::read_to_string(&path).unwrap(), expected);
        fs::remove_file(path).unwrap();
    }
}
