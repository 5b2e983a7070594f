//! A warning when the store fails. The command goes on without it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use wechat_user::store::Notice;
use wechat_user::{Event, Observer, StoreEvent};

use crate::messages::{report, settings};
use crate::stderr;

/// Prints the first failure of the store. Clones are the same.
#[derive(Clone, Default)]
pub(crate) struct Warning(Arc<AtomicBool>);

/// A warning, and an observer of the exchanges.
struct Both<F>(Warning, F);

impl Warning {
    /// Whether the store has failed.
    pub(crate) fn was_printed(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// An observer for both: the warning, and the exchanges.
    pub(crate) fn with<F: Fn(&Event) + Send + Sync + 'static>(&self, exchanges: F) -> impl Observer + 'static {
        Both(self.clone(), exchanges)
    }
}

impl<F: Fn(&Event) + Send + Sync> Observer for Both<F> {
    fn observe(&self, event: &Event) {
        self.1(event);
    }

    fn observe_store(&self, event: &StoreEvent) {
        let Self(Warning(printed), _) = self;
        if let Notice::StoreDown(error) = &event.notice
            && !printed.swap(true, Ordering::Relaxed)
        {
            stderr::line(report::warning(settings::goes_on_without(error)));
        }
    }
}
