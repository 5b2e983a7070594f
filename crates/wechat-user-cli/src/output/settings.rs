//! The flags of every command that decide how results are printed.

use clap::{Args, ValueEnum};

use super::fields::Fields;
use crate::failure::Failure;
use crate::messages::output as messages;

/// The format of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Aligned columns with a header, fitted to the terminal; times of China (+08:00)
    Table,
    /// Tab-separated lines without a header
    Tsv,
    /// Comma-separated lines with a header, for spreadsheets
    Csv,
    /// One JSON value; lists of openids and `migrate openids`: one JSON value a line
    Json,
    /// One JSON object a line
    Ndjson,
}

impl Format {
    /// Whether results and errors are JSON.
    pub(crate) const fn is_json(self) -> bool {
        matches!(self, Self::Json | Self::Ndjson)
    }
}

/// How results are printed.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Output")]
pub(crate) struct Settings {
    /// Print JSON, errors included: the same as --format json
    #[arg(long, global = true)]
    json: bool,

    /// The format of results; with json and ndjson, errors are JSON too [default: table on a terminal, otherwise tsv]
    #[arg(long, global = true, value_enum, value_name = "FORMAT")]
    format: Option<Format>,

    /// Only these columns, in this order: their names, separated by commas
    #[arg(long, global = true, value_name = "NAMES", value_delimiter = ',')]
    fields: Vec<String>,

    /// Begin with the names of the columns also in tsv
    #[arg(long, global = true, conflicts_with = "no_header")]
    header: bool,

    /// Leave out the names of the columns in table and csv
    #[arg(long, global = true)]
    no_header: bool,

    /// Begin csv with a byte-order mark, by which spreadsheets recognise UTF-8
    #[arg(long, global = true)]
    bom: bool,
}

/// The settings after all checks.
#[derive(Clone, Debug)]
pub(super) struct Checked {
    pub(super) format: Format,
    pub(super) fields: Fields,
    pub(super) has_header: bool,
    pub(super) has_mark: bool,
}

impl Settings {
    /// Whether errors are JSON, also those of the settings themselves.
    pub(crate) fn is_json(&self) -> bool {
        self.json || self.format.is_some_and(Format::is_json)
    }

    /// The format that was asked for.
    fn asked(&self) -> Result<Option<Format>, Failure> {
        match (self.json, self.format) {
            (true, Some(other)) if other != Format::Json => Err(Failure::Usage(messages::json_is_a_format())),
            (true, _) => Ok(Some(Format::Json)),
            (false, format) => Ok(format),
        }
    }

    /// Checks the flags. `columns`: those of the command, if it prints any.
    pub(super) fn check(
        &self,
        columns: Option<&[&str]>,
        is_terminal: bool,
    ) -> Result<(Option<Format>, Checked), Failure> {
        let asked = self.asked()?;
        let default = if is_terminal { Format::Table } else { Format::Tsv };
        let format = asked.unwrap_or(default);
        if format.is_json() && (self.header || self.no_header) {
            return Err(Failure::Usage(messages::json_has_no_header()));
        }
        if self.bom && format != Format::Csv {
            return Err(Failure::Usage(messages::mark_is_for_csv()));
        }
        let fields = Fields::new(&self.fields);
        fields.check(columns)?;
        let has_header = match format {
            Format::Table | Format::Csv => !self.no_header,
            Format::Tsv | Format::Json | Format::Ndjson => self.header,
        };
        Ok((asked, Checked { format, fields, has_header, has_mark: self.bom }))
    }
}
