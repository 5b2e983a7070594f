//! Stores and transports that count, and that stop at a step.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use wechat_user::secret::CredentialValue;
use wechat_user::store::{CredentialStore, Owner, Replaced, StoreError, StoreKey, Stored};
use wechat_user::transport::{Request, Response, Transport, TransportError};

/// Counts the operations of the store and the requests for a token together, and stops for ever before one of them.
#[derive(Clone)]
pub(crate) struct Halting {
    left: Arc<AtomicU32>,
    halted: fn(),
}

impl Halting {
    /// `before`: the number of the operation, from 1. `halted` runs then.
    pub(crate) fn new(before: Option<u32>, halted: fn()) -> Self {
        Self { left: Arc::new(AtomicU32::new(before.unwrap_or(u32::MAX))), halted }
    }

    pub(crate) fn store(&self, store: Arc<dyn CredentialStore>) -> impl CredentialStore + 'static {
        let this = self.clone();
        Watched { store, before: move || this.step(), after: |_| {} }
    }

    pub(crate) fn transport(&self, transport: impl Transport + 'static) -> impl Transport + 'static {
        let this = self.clone();
        wechat_user::transport::transport_fn(move |request: Request| -> Result<Response, TransportError> {
            if request.uri().path().contains("token") {
                this.step();
            }
            transport.send(request)
        })
    }

    fn step(&self) {
        if self.left.fetch_sub(1, Ordering::SeqCst) == 1 {
            (self.halted)();
            loop {
                thread::park();
            }
        }
    }
}

/// Counts operations and failures.
#[derive(Clone, Default)]
pub(crate) struct Counts {
    operations: Arc<AtomicU32>,
    failures: Arc<AtomicU32>,
}

impl Counts {
    pub(crate) fn of(&self, store: impl CredentialStore + 'static) -> impl CredentialStore + 'static {
        let (operations, failures) = (Arc::clone(&self.operations), Arc::clone(&self.failures));
        let before = move || {
            operations.fetch_add(1, Ordering::SeqCst);
        };
        let after = move |failed| {
            failures.fetch_add(u32::from(failed), Ordering::SeqCst);
        };
        Watched { store: Arc::new(store), before, after }
    }

    pub(crate) fn operations(&self) -> u32 {
        self.operations.load(Ordering::SeqCst)
    }

    pub(crate) fn failures(&self) -> u32 {
        self.failures.load(Ordering::SeqCst)
    }
}

/// A store with something before and after each operation.
struct Watched<B, A> {
    store: Arc<dyn CredentialStore>,
    before: B,
    after: A,
}

impl<B: Fn(), A: Fn(bool)> Watched<B, A> {
    fn run<T>(&self, operation: impl FnOnce(&dyn CredentialStore) -> Result<T, StoreError>) -> Result<T, StoreError> {
        (self.before)();
        let result = operation(&*self.store);
        (self.after)(result.is_err());
        result
    }
}

impl<B: Fn() + Send + Sync, A: Fn(bool) + Send + Sync> CredentialStore for Watched<B, A> {
    fn load(&self, key: &StoreKey) -> Result<Option<Stored>, StoreError> {
        self.run(|store| store.load(key))
    }

    fn lock(&self, key: &StoreKey, owner: Owner, ttl: Duration) -> Result<bool, StoreError> {
        self.run(|store| store.lock(key, owner, ttl))
    }

    fn replace(&self, key: &StoreKey, seen: Option<&CredentialValue>, new: &Stored) -> Result<Replaced, StoreError> {
        self.run(|store| store.replace(key, seen, new))
    }

    fn unlock(&self, key: &StoreKey, owner: Owner) -> Result<(), StoreError> {
        self.run(|store| store.unlock(key, owner))
    }
}
