//! The rows of an export: JSON lines, or CSV for spreadsheets.

use std::io;
use std::path::Path;

use wechat_user::users::UserList;

use crate::output::{BYTE_ORDER_MARK, Cell, Lines};
use crate::user_row::{COLUMNS, Object, Profile};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Ndjson,
    Csv { has_mark: bool },
}

impl Format {
    /// By the ending of a file's name.
    pub(super) fn of(path: &Path, has_mark: bool) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "ndjson" | "jsonl" => Some(Self::Ndjson),
            "csv" => Some(Self::Csv { has_mark }),
            _ => None,
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::Csv { has_mark: true } => "csv",
            Self::Csv { has_mark: false } => "csv --no-bom",
        }
    }
}

/// Encodes profiles.
#[derive(Debug)]
pub(super) struct Rows {
    format: Format,
    columns: Vec<usize>,
}

impl Rows {
    pub(super) const fn new(format: Format, columns: Vec<usize>) -> Self {
        Self { format, columns }
    }

    /// The names of the columns.
    pub(super) fn names(&self) -> Vec<&'static str> {
        self.columns.iter().filter_map(|column| COLUMNS.get(*column).copied()).collect()
    }

    /// What a file begins with.
    pub(super) fn head(&self, text: &mut Vec<u8>) -> io::Result<()> {
        let Format::Csv { has_mark } = self.format else { return Ok(()) };
        if has_mark {
            text.extend_from_slice(BYTE_ORDER_MARK.as_bytes());
        }
        let mut lines = Lines::new(text);
        lines.push(self.names())?;
        lines.end()
    }

    /// The rows of some users.
    pub(super) fn rows(&self, users: &UserList, text: &mut Vec<u8>) -> io::Result<()> {
        match self.format {
            Format::Ndjson => {
                for user in users.iter() {
                    let profile = Profile::from(user);
                    serde_json::to_writer(&mut *text, &Object { profile: &profile, columns: &self.columns })?;
                    text.push(b'\n');
                }
                Ok(())
            }
            Format::Csv { .. } => {
                let mut lines = Lines::new(text);
                for user in users.iter() {
                    let profile = Profile::from(user);
                    lines.push(self.columns.iter().map(|column| profile.cell(*column)).map(Cell::into_csv))?;
                }
                lines.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_of_the_name_is_the_format() {
        let of = |name: &str| Format::of(Path::new(name), true);
        assert_eq!([of("a.ndjson"), of("b/a.JSONL")], [Some(Format::Ndjson); 2]);
        assert_eq!(of("a.b.csv"), Some(Format::Csv { has_mark: true }));
        assert_eq!([of("a.sqlite"), of("csv"), of(".csv"), of("a.")], [None; 4]);
    }
}
