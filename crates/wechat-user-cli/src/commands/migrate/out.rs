//! `migrate openids --out`: one row for each position of the list, in its order, so that the file itself says how far
//! the command came.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use wechat_user::migration::ChangedOpenId;

use super::converted::{Converted, mark};
use crate::bulk::{Mark, Note, Print, Row, Spool};
use crate::failure::Failure;
use crate::messages::files;

/// How often the file is synced.
const SYNC: Duration = Duration::from_secs(1);

/// The file of `--out`.
#[derive(Debug)]
pub(super) struct Out {
    path: PathBuf,
    file: File,
    is_json: bool,
    synced: Instant,
}

impl Out {
    /// Begins the file, or goes on with it and sets the marks of the list as its rows say.
    pub(super) fn open(path: &Path, is_json: bool, spool: &Spool, is_old: bool) -> Result<Self, Failure> {
        let refuse = |error: io::Error| Failure::Usage(files::of_flag("--out", path, error));
        let is_file = fs::metadata(path).map_or(true, |found| found.is_file());
        let is_json = is_json || path.extension().is_some_and(|ending| ending == "ndjson" || ending == "jsonl");
        if is_old && !is_file {
            return Err(refuse(io::Error::other(files::only_a_file())));
        }
        let mut open = OpenOptions::new();
        open.write(true).create(is_file).truncate(is_file && !is_old).read(is_file);
        let file = open.open(path).map_err(refuse)?;
        let mut out = Self { path: path.to_owned(), file, is_json, synced: Instant::now() };
        if is_old {
            out.align(spool).map_err(refuse)?;
        }
        Ok(out)
    }

    /// A row counts if it is whole and has the openid of its position; the file ends before the first one that is not.
    fn align(&mut self, spool: &Spool) -> io::Result<()> {
        let (mut rows, mut length, mut row) = (BufReader::new(&self.file), 0, Vec::new());
        let mut is_over = false;
        spool.each(|at, mark, openid| {
            row.clear();
            let known = match is_over {
                true => None,
                false => {
                    rows.read_until(b'\n', &mut row)?;
                    self.read(&row).filter(|(found, _)| found == openid).map(|(_, mark)| mark)
                }
            };
            is_over = known.is_none();
            length += known.map_or(0, |_| row.len() as u64);
            let known = known.unwrap_or(Mark::Open);
            if known == mark { Ok(()) } else { spool.mark(at, known) }
        })?;
        self.file.set_len(length)?;
        self.file.seek(SeekFrom::End(0)).map(drop)
    }

    /// The old openid of a row and what the row says of it.
    fn read(&self, row: &[u8]) -> Option<(String, Mark)> {
        let row = str::from_utf8(row).ok()?.strip_suffix('\n')?;
        let (old, is_done) = if self.is_json {
            let row: Converted<'_> = serde_json::from_str(row).ok()?;
            (row.ori_openid.into_owned(), row.new_openid.is_some())
        } else {
            let mut cells = row.split('\t');
            let (old, new) = (cells.next()?, cells.next()?);
            cells.next()?;
            (old.to_owned(), !new.is_empty())
        };
        Some((old, if is_done { Mark::Done } else { Mark::Failed }))
    }

    fn write(&mut self, rows: &[Row<ChangedOpenId>]) -> io::Result<()> {
        let mut text = Vec::new();
        for row in rows {
            let row = Converted::of(row);
            if self.is_json {
                serde_json::to_writer(&mut text, &row)?;
            } else {
                let plain = row.err_msg.replace(char::is_control, " ");
                write!(text, "{}\t{}\t{plain}", row.ori_openid, row.new_openid.as_deref().unwrap_or_default())?;
            }
            text.push(b'\n');
        }
        self.file.write_all(&text)?;
        if self.synced.elapsed() >= SYNC && self.path.is_file() {
            self.file.sync_data()?;
            self.synced = Instant::now();
        }
        Ok(())
    }
}

impl Print<ChangedOpenId> for Out {
    fn print(&mut self, rows: &[Row<ChangedOpenId>]) -> Result<(), Failure> {
        self.write(rows)
            .map_err(|error| Failure::Output(io::Error::new(error.kind(), files::of_flag("--out", &self.path, &error))))
    }

    fn mark<'a>(&self, row: &'a Row<ChangedOpenId>) -> (Mark, Note<'a>) {
        mark(row)
    }
}
