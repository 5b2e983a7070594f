//! A batch: some neighbours of one page.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::ops::Range;

use crate::endpoints::users::OpenIdList;
use crate::flow::export::checkpoint::Checkpoint;
use crate::values::batch::Batch;
use crate::values::input_error::InputError;
use crate::values::openid::OpenId;

/// So many openids fit in one call.
pub(super) const LIMIT: usize = 100;
/// So many openids a checkpoint holds, so that it still finds its place when some of these users have left.
pub(super) const ANCHORS: usize = 3;

/// Openids of the list, as they came.
pub(super) struct Page {
    pub(super) openids: OpenIdList,
    /// What it was asked for with.
    pub(super) cursor: Option<OpenId>,
    /// How many openids precede it under the same cursor.
    pub(super) offset: u64,
}

pub(super) struct Part {
    page: Arc<Page>,
    range: Range<usize>,
    /// The number of users before it since the start of the list.
    pub(super) position: u64,
    /// How often it was sent again after a failure that passes.
    pub(super) repeats: u32,
}

impl Page {
    /// The last openids of a range, the latest at the end.
    pub(super) fn last(&self, range: Range<usize>) -> impl Iterator<Item = OpenId> {
        let start = range.start.max(range.end.saturating_sub(ANCHORS));
        (start..range.end).filter_map(|at| self.openids.get(at))
    }
}

impl Part {
    pub(super) const fn new(page: Arc<Page>, range: Range<usize>, position: u64) -> Self {
        Self { page, range, position, repeats: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.range.len()
    }

    pub(super) const fn end(&self) -> u64 {
        self.position + (self.range.end - self.range.start) as u64
    }

    pub(super) fn texts(&self) -> impl Iterator<Item = &str> + Clone {
        self.range.clone().filter_map(|at| self.page.openids.text(at))
    }

    pub(super) fn openids(&self) -> Vec<OpenId> {
        self.range.clone().filter_map(|at| self.page.openids.get(at)).collect()
    }

    pub(super) fn batch(&self) -> Result<Batch<'_, LIMIT>, InputError> {
        Batch::of_list(&self.page.openids, self.range.clone())
    }

    pub(super) fn halves(&self) -> [Self; 2] {
        let half = self.range.start + self.len().div_ceil(2);
        let left = Self::new(Arc::clone(&self.page), self.range.start..half, self.position);
        let right = Self::new(Arc::clone(&self.page), half..self.range.end, left.end());
        [left, right]
    }

    /// Moves the checkpoint behind this part.
    pub(super) fn pass(&self, checkpoint: &mut Checkpoint) {
        checkpoint.cursor.clone_from(&self.page.cursor);
        checkpoint.offset = self.page.offset + self.range.end as u64;
        checkpoint.count = self.end();
        checkpoint.last.extend(self.page.last(self.range.clone()));
        let too_many = checkpoint.last.len().saturating_sub(ANCHORS);
        checkpoint.last.drain(..too_many);
    }
}
