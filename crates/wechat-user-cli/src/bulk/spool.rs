//! The list of a run as a file: a line for each position. A line that is done is marked in its place, at once, so that
//! whatever ends the run, the file says what is left.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use super::positioned::Positioned;
use super::recent::Recent;
use crate::messages::files;
use crate::replace::{Draft, create_new};

/// What is known of a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// Not known to be done.
    Open,
    Done,
    /// The service refused it, or its call failed.
    Failed,
    /// The response does not mention it.
    Missing,
}

impl Mark {
    const ALL: [Self; 4] = [Self::Open, Self::Done, Self::Failed, Self::Missing];

    const fn flag(self) -> u8 {
        match self {
            Self::Open => b' ',
            Self::Done => b'+',
            Self::Failed => b'!',
            Self::Missing => b'?',
        }
    }
}

/// How a line is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Each line begins with the flag of its mark. For a file of this program's own.
    Flags,
    /// A line that is done becomes blank. The file can be the input of another command at any time.
    Blanks,
}

/// The position of a line, and where it is in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct At {
    pub(crate) position: u64,
    offset: u64,
    length: usize,
}

/// A list in a file.
#[derive(Debug)]
pub(crate) struct Spool {
    file: Positioned,
    style: Style,
    total: u64,
    /// The file has its name only when the run begins.
    draft: Option<Draft>,
}

impl Spool {
    /// Keeps the lines that `fill` adds. A `file` gets them when the list is [put](Self::put) there; without one they
    /// are in a file without a name. Repetitions of the last lines are skipped.
    pub(crate) fn new<E>(
        file: Option<(&Path, Style)>,
        fill: impl FnOnce(&mut dyn FnMut(&str) -> io::Result<()>) -> Result<(), E>,
    ) -> Result<Self, E>
    where
        E: From<io::Error>,
    {
        let (draft, file, style) = match file {
            Some((path, style)) => {
                let (draft, file) = Draft::new(path)?;
                (Some(draft), file, style)
            }
            None => (None, without_name()?, Style::Flags),
        };
        let (mut out, mut total, mut recent) = (BufWriter::new(file), 0, Recent::new());
        fill(&mut |line| {
            if !recent.is_new(line) {
                return Ok(());
            }
            total += 1;
            if style == Style::Flags {
                out.write_all(&[Mark::Open.flag()])?;
            }
            out.write_all(line.as_bytes())?;
            out.write_all(b"\n")
        })?;
        let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(Self { file: Positioned::new(file), style, total, draft })
    }

    /// A list of an earlier run, and the number of its lines with each mark.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let file = File::options().read(true).write(true).open(path)?;
        let mut spool = Self { file: Positioned::new(file), style: Style::Flags, total: 0, draft: None };
        spool.lock()?;
        let mut total = 0;
        spool.each(|_, _, _| {
            total += 1;
            Ok(())
        })?;
        spool.total = total;
        Ok(spool)
    }

    /// Gives the file its name.
    pub(crate) fn put(&mut self) -> io::Result<()> {
        let Some(draft) = self.draft.take() else { return Ok(()) };
        self.lock()?;
        self.sync()?;
        draft.put()
    }

    fn lock(&self) -> io::Result<()> {
        match self.style {
            Style::Flags => self.file.lock(),
            Style::Blanks => Ok(()),
        }
    }

    /// How many positions it has.
    pub(crate) const fn total(&self) -> u64 {
        self.total
    }

    pub(crate) fn sync(&self) -> io::Result<()> {
        self.file.sync()
    }

    /// Marks a line. Blanks say only what is done.
    pub(crate) fn mark(&self, at: At, mark: Mark) -> io::Result<()> {
        match self.style {
            Style::Flags => self.file.write_at(at.offset, &[mark.flag()]),
            Style::Blanks if mark == Mark::Done => self.file.write_at(at.offset, &vec![b' '; at.length]),
            Style::Blanks => Ok(()),
        }
    }

    /// The lines from the start.
    pub(crate) fn lines(&self) -> Lines {
        Lines { file: self.file.clone(), style: self.style, position: 0, offset: 0, buffer: Vec::new(), read: 0 }
    }

    /// Calls `each` for every line.
    pub(crate) fn each(&self, mut each: impl FnMut(At, Mark, &str) -> io::Result<()>) -> io::Result<()> {
        let mut lines = self.lines();
        while let Some((at, mark, line)) = lines.next()? {
            each(at, mark, line)?;
        }
        Ok(())
    }
}

/// Reads the lines of a [`Spool`], while others of it are marked.
#[derive(Debug)]
pub(crate) struct Lines {
    file: Positioned,
    style: Style,
    position: u64,
    /// Where the next line begins.
    offset: u64,
    /// A part of the file; its first `read` bytes are behind `offset`.
    buffer: Vec<u8>,
    read: usize,
}

impl Lines {
    /// The next line with what is known of it.
    pub(crate) fn next(&mut self) -> io::Result<Option<(At, Mark, &str)>> {
        let end = loop {
            match self.buffer[self.read..].iter().position(|byte| *byte == b'\n') {
                Some(length) => break self.read + length,
                None if !self.more()? => return Ok(None),
                None => {}
            }
        };
        let start = std::mem::replace(&mut self.read, end + 1);
        let line = &self.buffer[start..end];
        let at = At { position: self.position, offset: self.offset, length: line.len() };
        self.position += 1;
        self.offset += line.len() as u64 + 1;
        let text = |bytes| str::from_utf8(bytes).map_err(|_| io::Error::other(files::list_damaged()));
        let (mark, line) = match (self.style, line) {
            (Style::Flags, [flag, line @ ..]) => (Mark::ALL.into_iter().find(|mark| mark.flag() == *flag), text(line)?),
            (Style::Flags, []) => (None, ""),
            (Style::Blanks, line) => {
                let line = text(line)?;
                (Some(if line.trim().is_empty() { Mark::Done } else { Mark::Open }), line)
            }
        };
        let mark = mark.ok_or_else(|| io::Error::other(files::list_damaged()))?;
        Ok(Some((at, mark, line)))
    }

    /// Reads a further part. Without one, what is left is no line.
    fn more(&mut self) -> io::Result<bool> {
        const PART: u64 = 65_536;
        self.buffer.drain(..self.read);
        self.read = 0;
        let at = self.offset + self.buffer.len() as u64;
        Ok(self.file.reader(at).take(PART).read_to_end(&mut self.buffer)? > 0)
    }
}

/// A file that is gone when the process is.
fn without_name() -> io::Result<File> {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let path = std::env::temp_dir().join(format!(".wechat-user.{}.{number}.tmp", std::process::id()));
    let file = create_new(&path)?;
    std::fs::remove_file(path)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spool(file: Option<(&Path, Style)>, lines: &[&str]) -> Spool {
        Spool::new::<io::Error>(file, |add| lines.iter().try_for_each(|line| add(line))).unwrap()
    }

    fn open(spool: &Spool) -> Vec<String> {
        let mut open = Vec::new();
        spool
            .each(|_, mark, line| {
                if mark == Mark::Open {
                    open.push(line.to_owned());
                }
                Ok(())
            })
            .unwrap();
        open
    }

    #[test]
    fn lines_are_marked_while_others_are_read() {
        let spool = spool(None, &["o1", "o2", "o1", "o3"]);
        assert_eq!((spool.total(), open(&spool)), (3, vec!["o1".to_owned(), "o2".to_owned(), "o3".to_owned()]));
        let mut lines = spool.lines();
        let (first, ..) = lines.next().unwrap().unwrap();
        let (second, ..) = lines.next().unwrap().unwrap();
        spool.mark(second, Mark::Done).unwrap();
        spool.mark(first, Mark::Failed).unwrap();
        assert_eq!(lines.next().unwrap().unwrap().2, "o3");
        assert!(lines.next().unwrap().is_none());
        assert_eq!(open(&spool), ["o3"]);
    }

    #[test]
    fn a_named_list_has_its_name_when_it_is_put_and_is_opened_with_its_marks() {
        let folder = std::env::temp_dir().join(format!("spool-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("list");
        drop(spool(Some((&path, Style::Flags)), &["o1"]));
        assert!(std::fs::read_dir(&folder).unwrap().next().is_none(), "nothing is left of a list that was not put");

        let mut kept = spool(Some((&path, Style::Flags)), &["o1", "o2"]);
        kept.put().unwrap();
        let (first, ..) = kept.lines().next().unwrap().unwrap();
        assert!(Spool::open(&path).unwrap_err().to_string().contains("another process"));
        kept.mark(first, Mark::Done).unwrap();
        drop(kept);
        let again = Spool::open(&path).unwrap();
        assert_eq!((again.total(), open(&again)), (2, vec!["o2".to_owned()]));

        let blank = folder.join("blanks");
        let mut kept = spool(Some((&blank, Style::Blanks)), &["o1", "o2"]);
        kept.put().unwrap();
        assert_eq!(std::fs::read_to_string(&blank).unwrap(), "o1\no2\n");
        let (first, ..) = kept.lines().next().unwrap().unwrap();
        kept.mark(first, Mark::Done).unwrap();
        assert_eq!(std::fs::read_to_string(&blank).unwrap(), "  \no2\n");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
