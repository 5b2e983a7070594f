//! Results on standard output: tables on a terminal, tab-separated lines for scripts, CSV for spreadsheets, JSON for
//! programs.

mod cell;
mod columns;
mod csv;
mod fields;
mod json;
mod settings;
mod table;
mod terminal;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use crate::failure::Failure;
use crate::messages::{Language, language, list, output as messages, report};
use crate::stderr;
use cell::plain;
use fields::Fields;
use settings::Checked;
use table::Layout;

pub(crate) use cell::Cell;
pub(crate) use columns::{OpenIdRow, Prints};
pub(crate) use csv::{BYTE_ORDER_MARK, Lines};
pub(crate) use settings::{Format, Settings};
pub(crate) use terminal::width;

/// A result: a row of a table, or an object in JSON.
pub(crate) trait Record: Serialize {
    const COLUMNS: &'static [&'static str];
    /// Keys that only the objects of JSON have.
    const ONLY_JSON: &'static [&'static str] = &[];
    /// Whether a list is one JSON value a line with `--format json`, instead of an array.
    const IN_LINES: bool = false;

    /// One cell for each column.
    fn cells(&self) -> Vec<Cell<'_>>;
}

/// Writes to standard output; nothing else does. A closed pipe becomes [`Failure::ClosedPipe`](crate::failure::Failure)
/// in the caller.
pub(crate) struct Output<'a> {
    format: Format,
    /// The format that was asked for.
    asked: Option<Format>,
    has_header: bool,
    /// Whether CSV begins with a byte-order mark.
    has_mark: bool,
    fields: Fields,
    /// The width of the terminal, if standard output is one.
    terminal: Option<usize>,
    quiet: bool,
    out: &'a mut dyn Write,
    /// Whether a list was begun with [`part`](Self::part).
    in_list: bool,
    /// Whether what stands before the first row is printed.
    is_begun: bool,
    /// The table that was begun.
    layout: Option<Layout>,
}

impl<'a> Output<'a> {
    /// `columns`: those of the command, if it prints any. `terminal`: the width of standard output. Refuses flags that
    /// the command cannot follow.
    pub(crate) fn new(
        settings: &Settings,
        columns: Option<&[&str]>,
        terminal: Option<usize>,
        quiet: bool,
        out: &'a mut dyn Write,
    ) -> Result<Self, Failure> {
        let (asked, Checked { format, fields, has_header, has_mark }) = settings.check(columns, terminal.is_some())?;
        let (in_list, is_begun, layout) = (false, false, None);
        Ok(Self { format, asked, has_header, has_mark, fields, terminal, quiet, out, in_list, is_begun, layout })
    }

    pub(crate) const fn format(&self) -> Format {
        self.format
    }

    /// The language of texts in results: lines for programs are the same everywhere.
    pub(crate) fn language(&self) -> Language {
        if self.format == Format::Table { language::current() } else { Language::English }
    }

    /// The format that was asked for with a flag.
    pub(crate) const fn asked(&self) -> Option<Format> {
        self.asked
    }

    /// The width of the terminal, if tables are printed on one.
    pub(crate) fn terminal(&self) -> Option<usize> {
        self.terminal.filter(|_| self.format == Format::Table)
    }

    /// Whether `--fields` is given.
    pub(crate) const fn has_fields(&self) -> bool {
        self.fields.are_given()
    }

    /// The positions of the columns to print.
    pub(crate) fn columns<R: Record>(&self) -> Vec<usize> {
        self.fields.positions(R::COLUMNS)
    }

    /// A record as JSON. With chosen columns and in NDJSON always an object.
    fn object<R: Record>(&self, record: &R) -> io::Result<String> {
        if self.fields.are_given() {
            return json::object(record, &self.columns::<R>());
        }
        let text = serde_json::to_string(record)?;
        let is_object = self.format == Format::Json || text.starts_with('{');
        if is_object { Ok(text) } else { json::object(record, &self.columns::<R>()) }
    }

    /// One record: one JSON object.
    pub(crate) fn one<R: Record>(&mut self, record: &R) -> io::Result<()> {
        match self.format {
            Format::Json => self.object(record).and_then(|object| self.write_line(&object)),
            _ => self.rows(std::slice::from_ref(record)),
        }
    }

    /// Any number of records: one JSON array.
    pub(crate) fn list<R: Record>(&mut self, records: &[R]) -> io::Result<()> {
        match self.format {
            Format::Json if !R::IN_LINES => {
                let objects = records.iter().map(|record| self.object(record)).collect::<io::Result<Vec<_>>>()?;
                self.write_line(&format!("[{}]", objects.join(",")))
            }
            _ => self.rows(records),
        }
    }

    /// Prints a part of a list. All parts together, and [`end`](Self::end), are what [`list`](Self::list) prints,
    /// except that the widths of a table come from the first part.
    pub(crate) fn part<R: Record>(&mut self, records: &[R]) -> io::Result<()> {
        if records.is_empty() {
            return Ok(());
        }
        let is_first = !std::mem::replace(&mut self.in_list, true);
        if self.format == Format::Json && !R::IN_LINES {
            let mut text = String::new();
            for (number, record) in records.iter().enumerate() {
                text.push_str(if is_first && number == 0 { "[" } else { "," });
                text.push_str(&self.object(record)?);
            }
            self.out.write_all(text.as_bytes())?;
        } else {
            self.rows(records)?;
        }
        self.flush()
    }

    /// Ends a list that is printed in parts.
    pub(crate) fn end<R: Record>(&mut self) -> io::Result<()> {
        match std::mem::take(&mut self.in_list) {
            false => self.list::<R>(&[]),
            true if self.format == Format::Json && !R::IN_LINES => self.write_line("]"),
            true => Ok(()),
        }
    }

    /// Whether a part of a list was printed.
    pub(crate) const fn has_part(&self) -> bool {
        self.in_list
    }

    /// Prints a text as a line, or as a JSON string.
    pub(crate) fn line(&mut self, text: &str) -> io::Result<()> {
        match self.format.is_json() {
            true => self.json(&text),
            false => self.write_line(&plain(text.into(), char::is_control)),
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
        if self.format.is_json() { self.write_line(r#"{"ok":true}"#) } else { Ok(()) }
    }

    /// One JSON value on a line of its own.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> io::Result<()> {
        let mut text = serde_json::to_string(value)?;
        text.push('\n');
        self.out.write_all(text.as_bytes())
    }

    /// Prints a JSON value of the service: indented in a table, on one line otherwise.
    pub(crate) fn value(&mut self, value: &serde_json::Value) -> io::Result<()> {
        let plain = |line| plain(Cow::Borrowed(line), char::is_control);
        match self.format {
            Format::Table => format!("{value:#}").lines().try_for_each(|line| self.write_line(&plain(line))),
            _ => self.json(value),
        }
    }

    /// Writes the buffered results out.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Prints rows, and before the first one what stands before it.
    fn rows<R: Record>(&mut self, records: &[R]) -> io::Result<()> {
        let columns = self.columns::<R>();
        let is_first = !std::mem::replace(&mut self.is_begun, true);
        let head = (is_first && self.has_header).then(|| columns.iter().map(|at| R::COLUMNS[*at]).collect::<Vec<_>>());
        match self.format {
            Format::Table => self.table(records, &columns, head),
            Format::Tsv => {
                head.iter().try_for_each(|head| self.write_line(&head.join("\t")))?;
                records.iter().try_for_each(|record| {
                    let cells: Vec<_> = chosen(record, &columns).into_iter().map(Cell::into_tsv).collect();
                    self.write_line(&cells.join("\t"))
                })
            }
            Format::Csv => {
                let mark = if is_first && self.has_mark { BYTE_ORDER_MARK } else { "" };
                let mut text = mark.as_bytes().to_vec();
                let mut lines = Lines::new(&mut text);
                head.iter().try_for_each(|head| lines.push(head))?;
                let is_terminal = self.terminal.is_some();
                for record in records {
                    let cells = chosen(record, &columns).into_iter().map(Cell::into_csv);
                    lines.push(cells.map(|cell| if is_terminal { plain(cell, char::is_control) } else { cell }))?;
                }
                lines.end()?;
                self.out.write_all(&text)
            }
            Format::Json | Format::Ndjson => records.iter().try_for_each(|record| {
                let object = self.object(record)?;
                self.write_line(&object)
            }),
        }
    }

    fn table<R: Record>(&mut self, records: &[R], columns: &[usize], head: Option<Vec<&str>>) -> io::Result<()> {
        let rows: Vec<_> = records.iter().map(|record| chosen(record, columns)).collect();
        let layout = match self.layout.take() {
            Some(layout) => layout,
            None => {
                let names: Vec<_> = columns.iter().map(|at| R::COLUMNS[*at]).collect();
                let layout = Layout::new(&names, self.has_header, &rows, self.terminal);
                self.note(&layout, &names);
                layout
            }
        };
        let head = head.map(|head| head.into_iter().map(Cell::from).collect());
        let printed = head.into_iter().chain(rows).try_for_each(|row| self.write_line(&layout.line(row)));
        self.layout = Some(layout);
        printed
    }

    /// Names on standard error what a table does not show.
    fn note(&self, layout: &Layout, names: &[&str]) {
        let (left_out, cut) = layout.lost(names);
        let lost = match (left_out.is_empty(), cut.is_empty()) {
            (true, true) => return,
            (false, true) => messages::left_out(list(left_out)),
            (true, false) => messages::cut(list(cut)),
            (false, false) => messages::both(messages::left_out(list(left_out)), messages::cut(list(cut))),
        };
        if !self.quiet {
            stderr::line(report::note(messages::too_narrow(lost)));
        }
    }

    /// Writes the line at once, so that an interrupted reader never gets half a line.
    fn write_line(&mut self, line: &str) -> io::Result<()> {
        self.out.write_all(format!("{line}\n").as_bytes())
    }
}

/// The cells of these columns.
fn chosen<'a, R: Record>(record: &'a R, columns: &[usize]) -> Vec<Cell<'a>> {
    let mut cells: Vec<_> = record.cells().into_iter().map(Some).collect();
    columns.iter().filter_map(|at| cells.get_mut(*at)?.take()).collect()
}
