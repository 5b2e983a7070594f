//! The number of calls that the client sent.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use wechat_user::{Event, Observer};

/// The number of calls to each path.
pub(super) type Counts = BTreeMap<String, u64>;

/// Counts the calls of the client.
#[derive(Clone, Default)]
pub(crate) struct ClientCounts(Arc<Mutex<Counts>>);

impl ClientCounts {
    pub(super) fn observer(&self) -> impl Observer + 'static {
        let this = self.clone();
        move |event: &Event| *this.counts().entry(event.report.path.clone().into_owned()).or_default() += 1
    }

    pub(super) fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
