//! The budget of bytes over all requests and responses.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The unit: a semaphore counts in 32 bits.
const UNIT: usize = 1024;

/// Clones are the same budget.
#[derive(Clone, Debug)]
pub(crate) struct Budget(Arc<Semaphore>);

/// A part of the budget; dropping it gives it back.
#[derive(Debug)]
pub(crate) struct Reserved(OwnedSemaphorePermit);

impl Budget {
    pub(crate) fn new(bytes: usize) -> Self {
        Self(Arc::new(Semaphore::new((bytes / UNIT).min(Semaphore::MAX_PERMITS))))
    }

    /// So many bytes, or nothing: a request never waits while it holds a part of the budget.
    pub(crate) fn reserve(&self, bytes: usize) -> Option<Reserved> {
        Arc::clone(&self.0).try_acquire_many_owned(units(bytes)).ok().map(Reserved)
    }

    pub(crate) fn free(&self) -> usize {
        self.0.available_permits() * UNIT
    }
}

impl Reserved {
    /// Keeps so many bytes of it, and gives back the rest.
    pub(crate) fn shrink(&mut self, bytes: usize) {
        let spare = self.0.num_permits().saturating_sub(usize::try_from(units(bytes)).unwrap_or(usize::MAX));
        drop(self.0.split(spare));
    }
}

fn units(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(UNIT)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_reserved_comes_back() {
        let budget = Budget::new(10 * UNIT);
        let mut large = budget.reserve(8 * UNIT).unwrap();
        assert!(budget.reserve(3 * UNIT).is_none());
        large.shrink(UNIT + 1);
        assert_eq!(budget.free(), 8 * UNIT);
        large.shrink(9 * UNIT);
        assert_eq!(budget.free(), 8 * UNIT);
        drop(large);
        assert_eq!(budget.free(), 10 * UNIT);
        assert!(budget.reserve(0).is_some());
    }
}
