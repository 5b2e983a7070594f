//! What the source of a bulk run yields, and how it is fed.

use wechat_user_core::bulk::{Bulk, Job};
use wechat_user_core::export::Export;
use wechat_user_core::{Error, OpenId};

/// An element of the source of a bulk run: an item, a reference to one, or the result of a walk such as
/// [`Client::followers`](crate::Client::followers).
pub trait Feed<T> {
    /// The item, or the error that ended the source.
    ///
    /// # Errors
    ///
    /// Those of the source. The run then processes what it has, and ends.
    fn feed(self) -> Result<T, Error>;
}

impl Feed<Self> for OpenId {
    fn feed(self) -> Result<Self, Error> {
        Ok(self)
    }
}

impl Feed<OpenId> for &OpenId {
    fn feed(self) -> Result<OpenId, Error> {
        Ok(self.clone())
    }
}

impl<T, F: Feed<T>> Feed<T> for Result<F, Error> {
    fn feed(self) -> Result<T, Error> {
        self?.feed()
    }
}

impl<F: Feed<OpenId>, S: Into<String>> Feed<(OpenId, String)> for (F, S) {
    fn feed(self) -> Result<(OpenId, String), Error> {
        Ok((self.0.feed()?, self.1.into()))
    }
}

/// A machine that is fed with items.
pub(crate) trait Fed {
    type Item;
    fn has_room(&self) -> bool;
    fn push(&mut self, item: Self::Item);
    fn finish(&mut self);
}

impl<J: Job> Fed for Bulk<J> {
    type Item = J::Item;

    fn has_room(&self) -> bool {
        self.has_room()
    }

    fn push(&mut self, item: J::Item) {
        self.push(item);
    }

    fn finish(&mut self) {
        self.finish();
    }
}

impl Fed for Export {
    type Item = OpenId;

    fn has_room(&self) -> bool {
        self.has_room()
    }

    fn push(&mut self, item: OpenId) {
        self.push(&item);
    }

    fn finish(&mut self) {
        self.finish();
    }
}

/// A source with the error that ended it.
pub(crate) struct Source<S> {
    items: S,
    pub(crate) error: Option<Error>,
}

impl<S: Iterator> Source<S> {
    pub(crate) const fn new(items: S) -> Self {
        Self { items, error: None }
    }

    /// Fills the run. The source may use the client: no lock is held.
    pub(crate) fn fill<M: Fed>(&mut self, machine: &mut M)
    where
        S::Item: Feed<M::Item>,
    {
        while machine.has_room() {
            match self.items.next().map(Feed::feed) {
                Some(Ok(item)) => machine.push(item),
                Some(Err(error)) => {
                    self.error = Some(error);
                    machine.finish();
                }
                None => machine.finish(),
            }
        }
    }
}

/// How many items an iterator has, if it knows.
pub(crate) fn length(items: &impl Iterator) -> Option<u64> {
    let (least, most) = items.size_hint();
    most.filter(|most| *most == least).map(|length| length as u64)
}
