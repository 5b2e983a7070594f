//! The table on standard output and the same figures as JSON.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use comfy_table::{CellAlignment, Table, presets};
use serde::Serialize;

use crate::Failure;
use crate::options::Options;
use crate::stats::Spread;

/// One figure.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Cell {
    /// A name.
    Text(String),
    /// A count.
    Count(u64),
    /// A measured value that has no spread.
    Value(f64),
    /// A measured value: median and quartiles.
    Spread(Spread),
    /// Not measured.
    Missing(()),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<u64> for Cell {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<f64> for Cell {
    fn from(value: f64) -> Self {
        Self::Value(value)
    }
}

impl From<Spread> for Cell {
    fn from(spread: Spread) -> Self {
        Self::Spread(spread)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Missing(()), Into::into)
    }
}

impl Cell {
    fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(count) => count.to_string(),
            Self::Value(value) => number(*value),
            Self::Spread(Spread { median, low, high }) => {
                format!("{} [{}..{}]", number(*median), number(*low), number(*high))
            }
            Self::Missing(()) => "-".to_owned(),
        }
    }
}

fn number(value: f64) -> String {
    match value.abs() {
        0.0..10.0 => format!("{value:.2}"),
        10.0..100.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}

/// A table under way.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Report {
    benchmark: &'static str,
    unix_seconds: u64,
    cores: usize,
    rounds: usize,
    columns: Vec<&'static str>,
    rows: Vec<Vec<Cell>>,
}

impl Report {
    /// An empty table.
    #[must_use]
    pub fn new(benchmark: &'static str, options: &Options, columns: &[&'static str]) -> Self {
        Self {
            benchmark,
            unix_seconds: SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs()),
            cores: std::thread::available_parallelism().map_or(0, usize::from),
            rounds: options.rounds,
            columns: columns.to_vec(),
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Prints the table and writes the JSON: to `--json`, or into this folder.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn finish(&self, options: &Options, folder: &str) -> Result<(), Failure> {
        let mut table = Table::new();
        table.load_preset(presets::ASCII_MARKDOWN).set_header(&self.columns);
        for row in &self.rows {
            table.add_row(row.iter().map(Cell::shown));
        }
        table.column_iter_mut().skip(1).for_each(|column| column.set_cell_alignment(CellAlignment::Right));
        println!("{}: median [quartiles] of {} rounds\n{table}", self.benchmark, self.rounds);
        let default = Path::new(folder).join(format!("bench-{}.json", self.benchmark));
        let path = options.json.as_deref().unwrap_or(&default);
        std::fs::write(path, serde_json::to_string_pretty(self)?)?;
        println!("as JSON: {}\n", path.display());
        Ok(())
    }
}
