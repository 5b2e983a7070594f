//! What is to be sent: the rest of a page, and batches to send again.

use alloc::collections::{BTreeMap, VecDeque};
use alloc::sync::{Arc, Weak};
use alloc::vec::Vec;
use core::ops::Range;

use crate::flow::export::part::{LIMIT, Page, Part};

/// Pages that are not used up, and the batches that are cut from them.
pub(super) struct Queue {
    /// The next page, and which of it is left.
    pages: VecDeque<(Arc<Page>, Range<usize>)>,
    /// Every page of which something is queued, in flight or not handed out.
    alive: Vec<Weak<Page>>,
    /// Sent again before anything new, by position.
    again: BTreeMap<u64, Part>,
    /// The position of the next new user.
    next: u64,
    /// No new batch goes beyond this position.
    limit: u64,
}

impl Queue {
    pub(super) const fn new(start: u64) -> Self {
        Self { pages: VecDeque::new(), alive: Vec::new(), again: BTreeMap::new(), next: start, limit: u64::MAX }
    }

    pub(super) fn set_limit(&mut self, users: u64) {
        self.limit = self.next.saturating_add(users);
    }

    /// Whether the limit leaves no user to start.
    pub(super) fn is_at_limit(&self) -> bool {
        self.next >= self.limit
    }

    pub(super) fn push_page(&mut self, page: Page, new: Range<usize>) {
        if new.is_empty() {
            return;
        }
        let page = Arc::new(page);
        self.alive.retain(|page| page.strong_count() > 0);
        self.alive.push(Arc::downgrade(&page));
        self.pages.push_back((page, new));
    }

    /// How many pages are in memory.
    pub(super) fn pages_alive(&self) -> usize {
        self.alive.iter().filter(|page| page.strong_count() > 0).count()
    }

    /// Whether every page was cut to its end.
    pub(super) fn is_used_up(&self) -> bool {
        self.pages.is_empty()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.again.is_empty() && (self.is_used_up() || self.is_at_limit())
    }

    pub(super) fn put_back(&mut self, part: Part) {
        self.again.insert(part.position, part);
    }

    /// The next batch, if it begins before `window`.
    pub(super) fn next(&mut self, window: u64) -> Option<Part> {
        if let Some((_, part)) = self.again.pop_first() {
            return Some(part);
        }
        if self.next >= window {
            return None;
        }
        let (page, left) = self.pages.front_mut()?;
        let most = usize::try_from(self.limit - self.next).unwrap_or(usize::MAX);
        let end = left.end.min(left.start + most.min(LIMIT));
        let range = left.start..end;
        if range.is_empty() {
            return None;
        }
        left.start = end;
        let part = Part::new(Arc::clone(page), range, self.next);
        if left.start == left.end {
            self.pages.pop_front();
        }
        self.next = part.end();
        Some(part)
    }
}
