//! A store in memory, for several clients of one process.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use wechat_user_core::Timestamp;
use wechat_user_core::clock::Clock;
use wechat_user_core::secret::CredentialValue;
use wechat_user_core::store::{CredentialStore, Owner, Replaced, StoreError, StoreKey, Stored};

use crate::system_clock::SystemClock;

/// Shares credentials between the clients of one process. Clones are the same store.
///
/// ```
/// # use transport_mock::FakeWeChat;
/// use wechat_user::{Client, MemoryStore};
///
/// # fn main() -> Result<(), wechat_user::Error> {
/// # let wechat = FakeWeChat::new();
/// let store = MemoryStore::new();
/// for _ in 0..3 {
///     let client = Client::builder(wechat.app_id(), wechat.app_secret())
///         .store(store.clone())
/// #       .transport(wechat.clone())
///         .build()?;
///     client.groups().list()?;
/// }
/// # assert_eq!(wechat.token_requests(), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct MemoryStore(Arc<Shared>);

struct Shared {
    records: Mutex<HashMap<StoreKey, Record>>,
    clock: Arc<dyn Clock>,
}

#[derive(Default)]
struct Record {
    kept: Option<Kept>,
    lock: Option<(Owner, Timestamp)>,
}

struct Kept {
    stored: Stored,
    since: Timestamp,
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::with_clock(SystemClock::new())
    }

    /// An empty store with another clock, for tests.
    #[must_use]
    pub fn with_clock(clock: impl Clock + 'static) -> Self {
        Self(Arc::new(Shared { records: Mutex::default(), clock: Arc::new(clock) }))
    }

    fn records(&self) -> MutexGuard<'_, HashMap<StoreKey, Record>> {
        self.0.records.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Timestamp {
        self.0.clock.now()
    }
}

impl Record {
    /// What is left of the value now.
    fn stored(&self, now: Timestamp) -> Option<Stored> {
        let Kept { stored, since } = self.kept.as_ref()?;
        let passed = now.since(*since);
        let left = stored.left.checked_sub(passed).filter(|left| !left.is_zero())?;
        let now = Stored::new(stored.value.clone(), left);
        Some(stored.age.map_or_else(|| now.clone(), |age| now.clone().aged(age + passed)))
    }
}

impl CredentialStore for MemoryStore {
    fn load(&self, key: &StoreKey) -> Result<Option<Stored>, StoreError> {
        let now = self.now();
        Ok(self.records().get(key).and_then(|record| record.stored(now)))
    }

    fn lock(&self, key: &StoreKey, owner: Owner, ttl: Duration) -> Result<bool, StoreError> {
        let now = self.now();
        let mut records = self.records();
        let record = records.entry(key.clone()).or_default();
        let free = record.lock.is_none_or(|(other, until)| other == owner || now >= until);
        if free {
            record.lock = Some((owner, now + ttl));
        }
        Ok(free)
    }

    fn replace(&self, key: &StoreKey, seen: Option<&CredentialValue>, new: &Stored) -> Result<Replaced, StoreError> {
        let now = self.now();
        let mut records = self.records();
        let record = records.entry(key.clone()).or_default();
        if !new.may_replace(record.stored(now).as_ref(), seen) {
            return Ok(Replaced::Lost);
        }
        record.kept = Some(Kept { stored: new.clone(), since: now });
        Ok(Replaced::Won)
    }

    fn unlock(&self, key: &StoreKey, owner: Owner) -> Result<(), StoreError> {
        if let Some(record) = self.records().get_mut(key) {
            record.lock.take_if(|(holder, _)| *holder == owner);
        }
        Ok(())
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStore").field("keys", &self.records().len()).finish_non_exhaustive()
    }
}
