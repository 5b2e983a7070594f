//! What is to be sent: items that were fed, and batches to send again.

use alloc::collections::{BTreeSet, VecDeque};
use alloc::vec::Vec;

use crate::flow::bulk::job::Job;
use crate::values::openid::OpenId;

/// A batch: items with their positions in the input.
pub(super) struct Part<I> {
    pub(super) indexes: Vec<u64>,
    pub(super) items: Vec<I>,
    /// How often it was sent again after a failure that passes.
    pub(super) repeats: u32,
}

impl<I> Part<I> {
    const fn new() -> Self {
        Self { indexes: Vec::new(), items: Vec::new(), repeats: 0 }
    }

    fn push(&mut self, index: u64, item: I) {
        self.indexes.push(index);
        self.items.push(item);
    }

    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    pub(super) fn into_positions(self) -> impl Iterator<Item = (u64, I)> {
        self.indexes.into_iter().zip(self.items)
    }

    /// The items for which `first` says yes, and the others.
    pub(super) fn split(self, mut first: impl FnMut(usize, &I) -> bool) -> (Self, Self) {
        let (mut yes, mut no) =
            (Self { repeats: self.repeats, ..Self::new() }, Self { repeats: self.repeats, ..Self::new() });
        for (at, (index, item)) in self.into_positions().enumerate() {
            let side = if first(at, &item) { &mut yes } else { &mut no };
            side.push(index, item);
        }
        (yes, no)
    }
}

/// The queue before the lanes. Bounded: it takes two batches of new items, and at least [`Self::WINDOW`].
pub(super) struct Queue<J: Job> {
    fed: VecDeque<(u64, J::Item)>,
    finished: bool,
    next_index: u64,
    /// Sent again before anything new, the last one first.
    again: VecDeque<Part<J::Item>>,
    /// The users of all batches that are not settled.
    reserved: BTreeSet<OpenId>,
}

impl<J: Job> Queue<J> {
    /// Small batches need a longer queue: it must hold work for every lane, although some users of it are reserved.
    const WINDOW: usize = if J::LIMIT < 50 { 100 } else { 2 * J::LIMIT };

    pub(super) const fn new() -> Self {
        Self { fed: VecDeque::new(), finished: false, next_index: 0, again: VecDeque::new(), reserved: BTreeSet::new() }
    }

    pub(super) fn has_room(&self) -> bool {
        !self.finished && self.fed.len() < Self::WINDOW
    }

    pub(super) fn push(&mut self, item: J::Item) {
        self.fed.push_back((self.next_index, item));
        self.next_index += 1;
    }

    pub(super) fn finish(&mut self) {
        self.finished = true;
    }

    pub(super) fn is_finished(&self) -> bool {
        self.finished
    }

    pub(super) fn is_empty(&self) -> bool {
        self.fed.is_empty() && self.again.is_empty()
    }

    /// Sends it again, before everything else.
    pub(super) fn put_first(&mut self, part: Part<J::Item>) {
        self.again.push_back(part);
    }

    /// Sends it again, after what else is sent again.
    pub(super) fn put_last(&mut self, part: Part<J::Item>) {
        self.again.push_front(part);
    }

    /// The next batch: one to send again, or a new one when there are items for a full one or no more will come.
    pub(super) fn next(&mut self) -> Option<Part<J::Item>> {
        if let Some(part) = self.again.pop_back() {
            return Some(part);
        }
        if self.fed.len() < J::LIMIT && !self.finished {
            return None;
        }
        let mut part = Part::new();
        let mut left = VecDeque::new();
        for (index, item) in self.fed.drain(..) {
            let free = part.len() < J::LIMIT && (!J::CHANGES || self.reserved.insert(J::openid(&item).clone()));
            if free { part.push(index, item) } else { left.push_back((index, item)) }
        }
        self.fed = left;
        if part.items.is_empty() { None } else { Some(part) }
    }

    /// The item has its outcome, so that its user may be changed again.
    pub(super) fn release(&mut self, item: &J::Item) {
        if J::CHANGES {
            self.reserved.remove(J::openid(item));
        }
    }

    /// Everything that was not sent to its end, in order.
    pub(super) fn drain(&mut self) -> Vec<(u64, J::Item)> {
        let mut all: Vec<_> = self.again.drain(..).flat_map(Part::into_positions).chain(self.fed.drain(..)).collect();
        all.sort_by_key(|(index, _)| *index);
        self.reserved.clear();
        all
    }
}
