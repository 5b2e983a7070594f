//! Long results, read in parts.

use std::iter::FusedIterator;
use std::vec::IntoIter;

use rusqlite::types::Type;
use rusqlite::{Connection, Params, Row};
use serde_json::Value;
use wechat_user::OpenId;

use crate::error::{MirrorError, MirrorErrorKind};

/// How many rows are in memory at once.
pub(crate) const PART: usize = 1_000;

type Fetch<'a, T> = Box<dyn FnMut(i64) -> Result<Vec<(i64, T)>, MirrorError> + 'a>;

/// The rows of a result. They are read a thousand at a time, so their number does not matter for memory, and a sync of
/// another process that runs in the meantime shows in later ones. Ends after the first error.
#[must_use = "nothing is read until a row is asked for"]
pub struct Rows<'a, T> {
    fetch: Fetch<'a, T>,
    part: IntoIter<(i64, T)>,
    last: i64,
    over: bool,
}

impl<'a, T> Rows<'a, T> {
    /// `fetch` returns at most [`PART`] rows behind a key, each with its key, in the order of their keys.
    pub(crate) fn after(last: i64, fetch: impl FnMut(i64) -> Result<Vec<(i64, T)>, MirrorError> + 'a) -> Self {
        Self { fetch: Box::new(fetch), part: Vec::new().into_iter(), last, over: false }
    }
}

impl<T> Iterator for Rows<'_, T> {
    type Item = Result<T, MirrorError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.part.as_slice().is_empty() && !self.over {
            match (self.fetch)(self.last) {
                Ok(part) => {
                    self.over = part.len() < PART;
                    self.part = part.into_iter();
                }
                Err(error) => {
                    self.over = true;
                    return Some(Err(error));
                }
            }
        }
        let (key, row) = self.part.next()?;
        self.last = key;
        Some(Ok(row))
    }
}

impl<T> FusedIterator for Rows<'_, T> {}

impl<T> std::fmt::Debug for Rows<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rows").field("over", &self.over).finish_non_exhaustive()
    }
}

/// All rows of a query, read by `read`.
pub(crate) fn all<T>(
    db: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, MirrorErrorKind> {
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map(params, read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// An openid from a column: as lenient as the readers of responses, from which it came.
pub(crate) fn openid(row: &Row<'_>, column: usize) -> rusqlite::Result<OpenId> {
    let text: String = row.get(column)?;
    serde_json::from_value(Value::String(text))
        .map_err(|_| rusqlite::Error::InvalidColumnType(column, "openid".to_owned(), Type::Text))
}
