//! What the source of a bulk run yields, and how it is fed.

use wechat_user_core::bulk::{Bulk, Job};
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

/// A source with the error that ended it.
pub(super) struct Source<S> {
    items: S,
    pub(super) error: Option<Error>,
}

impl<S> Source<S> {
    pub(super) const fn new(items: S) -> Self {
        Self { items, error: None }
    }

    /// Fills the run. The source may use the client: no lock is held.
    pub(super) fn fill<J: Job>(&mut self, bulk: &mut Bulk<J>)
    where
        S: Iterator,
        S::Item: Feed<J::Item>,
    {
        while bulk.has_room() {
            match self.items.next().map(Feed::feed) {
                Some(Ok(item)) => bulk.push(item),
                Some(Err(error)) => {
                    self.error = Some(error);
                    bulk.finish();
                }
                None => bulk.finish(),
            }
        }
    }
}
