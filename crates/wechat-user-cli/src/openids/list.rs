//! Finds the openids in the text of a list: lines, the first column of CSV or TSV, or JSON. The text is a stream: a
//! list of any length takes the memory of one record.

mod json;

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};

use csv::ReaderBuilder;
use wechat_user::OpenId;

use super::normal::Normal;
use crate::messages::{Text, Texts, is_message, lists};
use crate::text::trim;

/// Names of the column with the openids, in lower case and without separators.
const HEADERS: &[&str] =
    &["openid", "openids", "oriopenid", "newopenid", "fromuser", "fromusername", "用户openid", "用户标识"];

/// The most lines of one record: a quote that is never closed must not hide the rest of a list.
const LINES: u64 = 100;

/// What is read for each user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Want {
    OpenId,
    /// The second column, or `remark` in JSON, as well.
    Remark,
}

/// A list in a file has one line for each user.
pub(super) fn has_line_break(remark: &str) -> bool {
    remark.contains(['\n', '\r'])
}

/// Why a list is not read to its end.
#[derive(Debug)]
pub(super) enum Refused {
    /// What is wrong with the text, with the line.
    Text(Text),
    /// What was read could not be kept.
    Kept(io::Error),
}

/// Passes each openid of the text to `add`, with its remark if one is wanted.
pub(super) fn read(
    source: impl Read,
    want: Want,
    mut add: impl FnMut(OpenId, Option<String>) -> io::Result<()>,
) -> Result<(), Refused> {
    let mut text = BufReader::with_capacity(65_536, Normal::new(source).map_err(of_read)?);
    match first(&mut text).map_err(of_read)? {
        Some(b'[' | b'{') => json::read(text, want, &mut add),
        _ => Lines { text, number: 1 }.read(want, &mut add),
    }
}

pub(super) fn of_read(error: io::Error) -> Refused {
    Refused::Text(error.text())
}

/// The first character that is not blank, as far as it is in the buffer. It is not taken.
fn first(text: &mut impl BufRead) -> io::Result<Option<u8>> {
    Ok(text.fill_buf()?.iter().copied().find(|byte| !byte.is_ascii_whitespace()))
}

/// Parses an openid of a list. The service has only openids of letters, digits, `-` and `_`.
pub(super) fn openid(text: &str) -> Result<OpenId, Text> {
    let openid = OpenId::new(text).map_err(|refused| refused.text())?;
    match text.chars().find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_')) {
        Some(other) => Err(lists::strange_character(format!("{other:?}"))),
        None => Ok(openid),
    }
}

struct Lines<R> {
    text: R,
    /// The number of the next line.
    number: u64,
}

impl<R: BufRead> Lines<R> {
    fn read(
        mut self,
        want: Want,
        add: &mut impl FnMut(OpenId, Option<String>) -> io::Result<()>,
    ) -> Result<(), Refused> {
        let (mut is_first, mut record) = (true, String::new());
        while let Some(line) = self.record(&mut record)? {
            let refuse = |problem: Text| Refused::Text(lists::not_an_openid(line, problem));
            let cells = cells(&record);
            if cells.iter().all(|cell| trim(cell).is_empty()) {
                continue;
            }
            let first = cells.first().map(|cell| trim(cell)).unwrap_or_default();
            if std::mem::take(&mut is_first) {
                if is_header(first) {
                    continue;
                }
                if let Some(at) = cells.iter().position(|cell| is_header(trim(cell))) {
                    return Err(Refused::Text(lists::of_line(line, lists::other_column(at + 1))));
                }
            }
            let openid = openid(first).map_err(refuse)?;
            let remark = match (want, cells.get(1)) {
                (Want::OpenId, _) => None,
                (Want::Remark, Some(remark)) => Some(trim(remark).to_owned()),
                (Want::Remark, None) => {
                    return Err(Refused::Text(lists::no_remark_column(line)));
                }
            };
            if remark.as_deref().is_some_and(has_line_break) {
                return Err(Refused::Text(lists::of_line(line, lists::line_break())));
            }
            add(openid, remark).map_err(Refused::Kept)?;
        }
        Ok(())
    }

    /// The next record, which has several lines if a quoted cell has line breaks; returns the number of its first line.
    fn record(&mut self, record: &mut String) -> Result<Option<u64>, Refused> {
        record.clear();
        if !self.line(record)? {
            return Ok(None);
        }
        let first = self.number - 1;
        while is_open(record) {
            if self.number - first > LINES {
                return Err(Refused::Text(lists::of_line(first, lists::open_quote(LINES))));
            }
            if !self.line(record)? {
                break;
            }
        }
        if record.contains('\0') {
            return Err(Refused::Text(lists::not_an_openid(first, lists::nul())));
        }
        Ok(Some(first))
    }

    /// Appends a line, with its end.
    fn line(&mut self, record: &mut String) -> Result<bool, Refused> {
        match self.text.read_line(record) {
            Ok(0) => Ok(false),
            Ok(_) => {
                self.number += 1;
                Ok(true)
            }
            // That of `read_line`, not one of ours.
            Err(error)
                if error.kind() == ErrorKind::InvalidData && error.get_ref().is_none_or(|error| !is_message(error)) =>
            {
                Err(Refused::Text(lists::encoding(self.number)))
            }
            Err(error) => Err(of_read(error)),
        }
    }
}

/// No openid has one of these, so the first one ends the first column.
fn delimiter(record: &str) -> char {
    record.chars().find(|c| matches!(c, '\t' | ',' | ';')).unwrap_or(',')
}

fn cells(record: &str) -> Vec<Cow<'_, str>> {
    let delimiter = delimiter(record);
    if !record.contains('"') {
        return record.split(delimiter).map(Cow::Borrowed).collect();
    }
    // A delimiter is ASCII.
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter as u8)
        .from_reader(record.as_bytes());
    match reader.records().next() {
        Some(Ok(cells)) => cells.iter().map(|cell| Cow::Owned(cell.to_owned())).collect(),
        _ => Vec::new(),
    }
}

/// Whether a quoted cell of the record has no end yet.
fn is_open(record: &str) -> bool {
    if !record.contains('"') {
        return false;
    }
    let delimiter = delimiter(record);
    let (mut at_start, mut quoted) = (true, false);
    for c in record.chars() {
        if quoted {
            // A doubled quote closes the cell and opens it again.
            quoted = c != '"';
            at_start = c == '"';
        } else {
            quoted = at_start && c == '"';
            at_start = c == delimiter;
        }
    }
    quoted
}

fn is_header(cell: &str) -> bool {
    let name = cell.to_lowercase().replace(['_', ' ', '-'], "");
    HEADERS.contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn openids(text: &str) -> Result<Vec<String>, String> {
        let mut all = Vec::new();
        let keep = |openid: OpenId, _| {
            all.push(openid.to_string());
            Ok(())
        };
        match read(text.as_bytes(), Want::OpenId, keep) {
            Ok(()) => Ok(all),
            Err(Refused::Text(problem)) => Err(problem.to_string()),
            Err(Refused::Kept(error)) => panic!("{error}"),
        }
    }

    #[test]
    fn lines_columns_and_json_are_read() {
        for text in [
            "o1\no2\n",
            "o1\r\n\r\n  o2\t\n \n",
            "o1\ro2\r",
            "\n\u{feff}o1\u{200b}\n\u{3000}o2",
            "o1,x\no2,y\n",
            "o1\tx y\t1\no2\t\t\n",
            "o1;x\no2\n",
            "\"o1\"\n\"o2\"\n",
            "\"o1\",\"a,b\"\n\"o2\",\"c \"\"d\"\"\"\n",
            "o1,\"a\nb\"\no2,5\" wide\n",
            "openid\no1\no2",
            "\n\"OpenID\",昵称\no1,张三\no2,李四\n",
            "用户标识\to\no1\t\no2\t\n",
            r#"["o1","o2"]"#,
            "[\n  \"o1\",\n  \"o2\"\n]\n",
            "[{\"subscribe\":1,\"openid\":\"o1\"},{\"openid\":\"o2\"}]\n",
            "{\"openid\":\"o1\"}\n{\"openid\":\"o2\",\"a\":[1]}\n",
            r#"{"total":2,"data":{"openid":["o1","o2"]},"next_openid":"o2"}"#,
        ] {
            assert_eq!(openids(text), Ok(vec!["o1".to_owned(), "o2".to_owned()]), "{text:?}");
        }
        for text in ["", "\n \r\n", "[]", "openid\n", ",,\n"] {
            assert_eq!(openids(text), Ok(Vec::new()), "{text:?}");
        }
    }

    #[test]
    fn a_line_that_cannot_be_an_openid_is_named() {
        for (text, line) in [
            ("o1\no2 o3\n", "line 2 is not an openid: "),
            ("o1\n\n\no2\u{0}\n", "line 4 is not an openid: "),
            ("o1,x\n张三,y\n", "line 2 is not an openid: "),
            ("o1\n\"o2\no3\n", "line 2 is not an openid: "),
            ("o1\n'o2'\n", "line 2 is not an openid: "),
            ("o1\n,o2\n", "line 2 is not an openid: "),
            ("id,openid\n1,o1\n", "line 1: the openids must be in the first column, not in column 2"),
            ("[\n\"o1\",\n\"o 2\"]", "line 3 is not an openid: "),
            ("[\n\"o1\",\n7]", "line 3 has neither an openid nor "),
            ("{\"openid\":\"o1\"}\n{\"ori_openid\":\"o1\"}", "line 2 has neither an openid nor "),
            ("{\"openid\":\"o1\"}\n{\"openid\":", "line 2: this is not JSON: "),
        ] {
            let refused = openids(text).unwrap_err();
            assert!(refused.starts_with(line), "{text:?}: {refused}");
        }
        let endless = format!("o1\no2,\"{}", "o3\n".repeat(200));
        assert_eq!(openids(&endless).unwrap_err(), "line 2: a quote is not closed within 100 lines");
    }

    #[test]
    fn remarks_are_the_second_column_or_a_key() {
        for text in [
            "o1,老王\no2,\n",
            "openid\tremark\no1\t老王\no2\t\n",
            "\"o1\",\"老王\"\n\"o2\",\"\"\n",
            "[{\"openid\":\"o1\",\"remark\":\"老王\"},{\"openid\":\"o2\",\"remark\":\"\"}]",
        ] {
            let mut all = Vec::new();
            let keep = |openid: OpenId, remark: Option<String>| {
                all.push((openid.to_string(), remark.unwrap()));
                Ok(())
            };
            read(text.as_bytes(), Want::Remark, keep).unwrap();
            assert_eq!(all, [("o1".to_owned(), "老王".to_owned()), ("o2".to_owned(), String::new())], "{text:?}");
        }
        for (text, problem) in
            [("o1,a\no2\n", "line 2 has no second column"), ("[\n\"o1\"]", "line 2 has no \"remark\"")]
        {
            let Err(Refused::Text(refused)) = read(text.as_bytes(), Want::Remark, |_, _| Ok(())) else { panic!() };
            assert!(refused.to_string().starts_with(problem), "{refused}");
        }
    }
}
