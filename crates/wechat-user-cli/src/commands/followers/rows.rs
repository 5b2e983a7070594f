//! The rows of an export: JSON lines, or CSV for spreadsheets.

use std::borrow::Cow;
use std::io;
use std::path::Path;

use wechat_user::users::UserList;

use crate::user_row::{COLUMNS, Object, Profile, Value};

/// Tells a spreadsheet that the file is in UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

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
        let mut csv = writer(text);
        csv.write_record(self.names())?;
        csv.flush()
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
                let mut csv = writer(text);
                for user in users.iter() {
                    let profile = Profile::from(user);
                    csv.write_record(self.columns.iter().map(|column| Cell(cell(profile.value(*column)))))?;
                }
                csv.flush()
            }
        }
    }
}

fn writer(text: &mut Vec<u8>) -> csv::Writer<&mut Vec<u8>> {
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(text)
}

struct Cell<'a>(Cow<'a, str>);

impl AsRef<[u8]> for Cell<'_> {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

fn cell(value: Option<Value<'_>>) -> Cow<'_, str> {
    match value {
        Some(Value::Text(text)) if is_formula(text) => format!("'{text}").into(),
        Some(value) => value.cell(),
        None => Cow::Borrowed(""),
    }
}

/// Whether a spreadsheet would run the text: users choose their nicknames. An apostrophe before it makes it a text.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
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

    #[test]
    fn no_cell_is_a_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "\r=1"] {
            assert_eq!(cell(Some(Value::Text(text))), format!("'{text}"), "{text:?}");
        }
        for text in ["", "张三", "a=1", "1-1", " =1"] {
            assert_eq!(cell(Some(Value::Text(text))), text);
        }
        assert_eq!(cell(Some(Value::Number(-1))), "-1", "a number is no text of a user");
    }

    #[test]
    fn quotes_commas_and_line_breaks_stay_in_their_cell() {
        let mut text = Vec::new();
        writer(&mut text).write_record(["a,b", "\"c\"", "d\ne", "张三", ""]).unwrap();
        assert_eq!(String::from_utf8(text).unwrap(), "\"a,b\",\"\"\"c\"\"\",\"d\ne\",张三,\r\n");
    }
}
