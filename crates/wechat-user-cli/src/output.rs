//! Results on standard output: tables on a terminal, tab-separated lines for scripts, JSON for programs.

use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};

use comfy_table::{Table, presets};
use serde::Serialize;

use crate::failure::Failure;
use crate::fields::Fields;
use crate::messages::{Language, language};

/// The format of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// Aligned columns with a header: standard output is a terminal.
    Table,
    /// Tab-separated, no header: standard output is not a terminal.
    Tsv,
    /// `--json`.
    Json,
}

impl Format {
    pub(crate) fn choose(json: bool) -> Self {
        match json {
            true => Self::Json,
            false if io::stdout().is_terminal() => Self::Table,
            false => Self::Tsv,
        }
    }
}

/// A result: a row of a table, or an object in JSON.
pub(crate) trait Record: Serialize {
    const COLUMNS: &'static [&'static str];

    /// One cell for each column.
    fn cells(&self) -> Vec<Cow<'_, str>>;
}

/// Writes to standard output; nothing else does. A closed pipe becomes [`Failure::ClosedPipe`](crate::failure::Failure)
/// in the caller.
pub(crate) struct Output<'a> {
    format: Format,
    out: &'a mut dyn Write,
    /// Whether a list was begun with [`part`](Self::part).
    in_list: bool,
    /// The columns to print, by their positions. None: all.
    columns: Option<Vec<usize>>,
}

impl<'a> Output<'a> {
    pub(crate) fn new(format: Format, out: &'a mut dyn Write) -> Self {
        Self { format, out, in_list: false, columns: None }
    }

    pub(crate) const fn format(&self) -> Format {
        self.format
    }

    /// The language of texts in results: lines for programs are the same everywhere.
    pub(crate) fn language(&self) -> Language {
        if self.format == Format::Table { language::current() } else { Language::English }
    }

    /// Prints only these columns of the records from now on.
    pub(crate) fn choose<R: Record>(&mut self, fields: &Fields) -> Result<(), Failure> {
        self.columns = Some(fields.columns(R::COLUMNS)?);
        Ok(())
    }

    /// The positions of the columns to print.
    fn columns<R: Record>(&self) -> Vec<usize> {
        self.columns.clone().unwrap_or_else(|| (0..R::COLUMNS.len()).collect())
    }

    /// A record as JSON, with the keys of the columns that were chosen.
    fn object<R: Record>(&self, record: &R) -> io::Result<String> {
        let Some(columns) = &self.columns else { return Ok(serde_json::to_string(record)?) };
        let object = serde_json::to_value(record)?;
        let mut text = String::from("{");
        for name in columns.iter().filter_map(|column| R::COLUMNS.get(*column)) {
            if let Some(value) = object.get(name) {
                let comma = if text.len() > 1 { "," } else { "" };
                text.push_str(&format!("{comma}{}:{value}", serde_json::to_string(name)?));
            }
        }
        Ok(text + "}")
    }

    /// One record: one JSON object.
    pub(crate) fn one<R: Record>(&mut self, record: &R) -> io::Result<()> {
        match self.format {
            Format::Json => self.object(record).and_then(|object| self.write_line(&object)),
            Format::Table | Format::Tsv => self.rows(std::slice::from_ref(record)),
        }
    }

    /// Any number of records: one JSON array.
    pub(crate) fn list<R: Record>(&mut self, records: &[R]) -> io::Result<()> {
        match self.format {
            Format::Json => {
                let objects = records.iter().map(|record| self.object(record)).collect::<io::Result<Vec<_>>>()?;
                self.write_line(&format!("[{}]", objects.join(",")))
            }
            Format::Table | Format::Tsv => self.rows(records),
        }
    }

    /// Prints a part of a list at once. All parts together, and [`end`](Self::end), are what [`list`](Self::list)
    /// prints, except that each part of a table has columns of its own width.
    pub(crate) fn part<R: Record>(&mut self, records: &[R]) -> io::Result<()> {
        let is_first = !std::mem::replace(&mut self.in_list, true);
        match self.format {
            Format::Json => {
                let mut text = String::new();
                for (number, record) in records.iter().enumerate() {
                    text.push_str(if is_first && number == 0 { "[" } else { "," });
                    text.push_str(&self.object(record)?);
                }
                if is_first && records.is_empty() {
                    self.in_list = false;
                }
                self.out.write_all(text.as_bytes())?;
            }
            Format::Table => self.table(records, is_first)?,
            Format::Tsv => self.rows(records)?,
        }
        self.flush()
    }

    /// Ends a list that is printed in parts.
    pub(crate) fn end<R: Record>(&mut self) -> io::Result<()> {
        match (std::mem::take(&mut self.in_list), self.format) {
            (false, _) => self.list::<R>(&[]),
            (true, Format::Json) => self.write_line("]"),
            (true, Format::Table | Format::Tsv) => Ok(()),
        }
    }

    /// Whether a part of a list was printed.
    pub(crate) const fn has_part(&self) -> bool {
        self.in_list
    }

    /// Prints a text as a line, or as one JSON string a line. For lists that are streamed.
    pub(crate) fn line(&mut self, text: &str) -> io::Result<()> {
        match self.format {
            Format::Json => self.json(&text),
            Format::Table | Format::Tsv => self.write_line(&plain(text)),
        }
    }

    /// Prints a line that is the same in every format.
    pub(crate) fn text(&mut self, line: &str) -> io::Result<()> {
        self.write_line(line)
    }

    /// Prints lines that are encoded already.
    pub(crate) fn raw(&mut self, lines: &[u8]) -> io::Result<()> {
        self.out.write_all(lines)
    }

    /// Prints that a change was made: nothing, or `{"ok":true}`.
    pub(crate) fn done(&mut self) -> io::Result<()> {
        match self.format {
            Format::Json => self.write_line(r#"{"ok":true}"#),
            Format::Table | Format::Tsv => Ok(()),
        }
    }

    /// One JSON value on a line of its own.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> io::Result<()> {
        let mut text = serde_json::to_string(value)?;
        text.push('\n');
        self.out.write_all(text.as_bytes())
    }

    /// Prints a JSON value of the service: indented on a terminal, on one line otherwise.
    pub(crate) fn value(&mut self, value: &serde_json::Value) -> io::Result<()> {
        match self.format {
            Format::Table => format!("{value:#}").lines().try_for_each(|line| self.write_line(&plain(line))),
            Format::Tsv | Format::Json => self.json(value),
        }
    }

    /// Writes the buffered results out.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn rows<R: Record>(&mut self, records: &[R]) -> io::Result<()> {
        if self.format == Format::Table {
            return self.table(records, true);
        }
        let columns = self.columns::<R>();
        for record in records {
            let cells: Vec<_> = chosen(record, &columns).iter().map(|cell| plain(cell).into_owned()).collect();
            self.write_line(&cells.join("\t"))?;
        }
        Ok(())
    }

    fn table<R: Record>(&mut self, records: &[R], has_header: bool) -> io::Result<()> {
        let columns = self.columns::<R>();
        let mut table = Table::new();
        table.load_preset(presets::NOTHING);
        if has_header {
            table.set_header(columns.iter().filter_map(|column| R::COLUMNS.get(*column)));
        }
        for record in records {
            table.add_row(chosen(record, &columns).iter().map(|cell| plain(cell)));
        }
        table.column_iter_mut().for_each(|column| {
            column.set_padding((0, 2));
        });
        table.lines().try_for_each(|line| self.write_line(line.trim_end()))
    }

    /// Writes the line at once, so that an interrupted reader never gets half a line.
    fn write_line(&mut self, line: &str) -> io::Result<()> {
        self.out.write_all(format!("{line}\n").as_bytes())
    }
}

/// The cells of these columns.
fn chosen<'a, R: Record>(record: &'a R, columns: &[usize]) -> Vec<Cow<'a, str>> {
    let cells = record.cells();
    columns.iter().filter_map(|column| cells.get(*column).cloned()).collect()
}

/// Users choose their nicknames: a tab or a line break would shift columns, an escape sequence would reach the
/// terminal.
fn plain(text: &str) -> Cow<'_, str> {
    if text.contains(char::is_control) {
        Cow::Owned(text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect())
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Pet(i32, &'static str);

    impl Record for Pet {
        const COLUMNS: &'static [&'static str] = &["id", "name", "end"];

        fn cells(&self) -> Vec<Cow<'_, str>> {
            vec![self.0.to_string().into(), self.1.into(), "|".into()]
        }
    }

    fn printed(format: Format, print: impl FnOnce(&mut Output<'_>) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        print(&mut Output::new(format, &mut out)).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_table_is_aligned_by_the_width_of_chinese_characters() {
        let pets = [Pet(1, "cat"), Pet(20, "熊猫")];
        let table = printed(Format::Table, |output| output.list(&pets));
        assert_eq!(table, "id  name  end\n1   cat   |\n20  熊猫  |\n");
    }

    #[test]
    fn without_a_terminal_lines_have_tabs_and_no_header() {
        let pets = [Pet(1, "cat"), Pet(20, "熊猫")];
        assert_eq!(printed(Format::Tsv, |output| output.list(&pets)), "1\tcat\t|\n20\t熊猫\t|\n");
        assert_eq!(printed(Format::Tsv, |output| output.list::<Pet>(&[])), "");
    }

    #[test]
    fn a_list_in_parts_is_the_same_list() {
        let all = [Pet(1, "cat"), Pet(2, "dog"), Pet(3, "eel")];
        for format in [Format::Json, Format::Tsv] {
            for cuts in [&[0..2, 2..3][..], &[0..0, 0..1, 1..1, 1..3], &[0..2, 2..3, 3..3]] {
                let parts = printed(format, |output| {
                    cuts.iter().try_for_each(|cut| output.part(&all[cut.clone()]))?;
                    output.end::<Pet>()
                });
                assert_eq!(parts, printed(format, |output| output.list(&all)), "{format:?} {cuts:?}");
            }
            let empty = printed(format, |output| output.end::<Pet>());
            assert_eq!(empty, printed(format, |output| output.list::<Pet>(&[])), "{format:?}");
        }
        let table = printed(Format::Table, |output| {
            output.part(&all[..1])?;
            output.part(&all[1..])?;
            output.end::<Pet>()
        });
        assert_eq!((table.lines().count(), table.matches("name").count()), (4, 1), "one header: {table}");
    }

    #[test]
    fn control_characters_become_spaces() {
        let hostile = Pet(1, "a\tb\nc\u{1b}[2Jd\u{9b}e");
        assert_eq!(printed(Format::Tsv, |output| output.one(&hostile)), "1\ta b c [2Jd e\t|\n");
        assert!(!printed(Format::Table, |output| output.one(&hostile)).contains('\u{1b}'));
        let json = printed(Format::Json, |output| output.one(&hostile));
        assert!(json.contains(r"a\tb\nc\u001b[2Jd"), "{json}");
    }

    #[test]
    fn json_is_one_value_or_one_string_a_line() {
        assert_eq!(printed(Format::Json, |output| output.list(&[Pet(1, "x")])), "[[1,\"x\"]]\n");
        assert_eq!(printed(Format::Json, |output| output.line("o\"1")), "\"o\\\"1\"\n");
        assert_eq!(printed(Format::Json, |output| output.done()), "{\"ok\":true}\n");
        assert_eq!(printed(Format::Tsv, |output| output.done()), "");
    }
}
