//! For reads: outcomes are printed in the order of the list, and count when they are printed.

use std::collections::BTreeMap;

use wechat_user::OpenId;
use wechat_user::bulk::ItemResult;

use super::book::{Book, Note};
use super::operation::{Keep, Outcome};
use super::spool::{At, Mark};
use crate::failure::Failure;

/// An outcome that is printed.
pub(crate) struct Row<V> {
    pub(crate) openid: OpenId,
    pub(crate) result: ItemResult<V>,
    at: At,
}

/// Prints rows.
pub(crate) trait Print<V> {
    /// Prints and flushes some rows.
    fn print(&mut self, rows: &[Row<V>]) -> Result<(), Failure>;

    /// What is noted of a row that was printed.
    fn mark<'a>(&self, row: &'a Row<V>) -> (Mark, Note<'a>);
}

/// Holds outcomes back until those before them are there.
pub(crate) struct InOrder<V, P> {
    next: u64,
    waiting: BTreeMap<u64, Row<V>>,
    ready: Vec<Row<V>>,
    /// How many rows are printed at once.
    size: usize,
    /// Whether nothing is printed after a position that was not tried.
    without_gaps: bool,
    has_gap: bool,
    print: P,
}

impl<V, P: Print<V>> InOrder<V, P> {
    pub(crate) const fn new(size: usize, print: P) -> Self {
        Self { next: 0, waiting: BTreeMap::new(), ready: Vec::new(), size, without_gaps: false, has_gap: false, print }
    }

    /// Prints a row for every position up to the first one that was not tried, and none after it.
    pub(crate) const fn without_gaps(mut self) -> Self {
        self.without_gaps = true;
        self
    }

    fn print(&mut self, book: &mut Book<'_>) -> Result<(), Failure> {
        let rows = std::mem::take(&mut self.ready);
        self.print.print(&rows)?;
        rows.iter().try_for_each(|row| {
            let (mark, note) = self.print.mark(row);
            book.settle(row.at, row.openid.as_str(), mark, note)
        })
    }
}

impl<V, P: Print<V>> Keep<V> for InOrder<V, P> {
    fn take(&mut self, book: &mut Book<'_>, outcome: Outcome<'_, V>) -> Result<(), Failure> {
        let Outcome { number, at, openid, result } = outcome;
        self.waiting.insert(number, Row { openid: openid.clone(), result, at });
        while let Some(row) = self.waiting.remove(&self.next) {
            self.next += 1;
            // What was not tried has no row; the next run has it.
            if matches!(row.result, ItemResult::NotTried) {
                self.has_gap = true;
            } else if !(self.has_gap && self.without_gaps) {
                self.ready.push(row);
            }
            if self.ready.len() >= self.size {
                self.print(book)?;
            }
        }
        Ok(())
    }

    fn finish(&mut self, book: &mut Book<'_>) -> Result<(), Failure> {
        if self.ready.is_empty() { Ok(()) } else { self.print(book) }
    }
}
