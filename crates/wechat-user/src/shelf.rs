//! The blocking driver of `Obtain`: answers a want of a credential over the client's store.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use wechat_user_core::clock::Clock;
use wechat_user_core::machine::{CredentialKind, Outcome, Outgoing};
use wechat_user_core::store::{CredentialStore, Obtain, ObtainStep, Owner, Reply};
use wechat_user_core::transport::Transport;
use wechat_user_core::{Error, Timestamp};

use crate::cancel::Cancel;
use crate::observer::{Observer, StoreEvent};
use crate::signal::{Announcer, Listening};

/// The store of a client, and when the client last fetched each credential without it.
pub(crate) struct Shelf {
    store: Arc<dyn CredentialStore>,
    direct: Mutex<HashMap<CredentialKind, Timestamp>>,
}

/// What a run of `Obtain` works with.
pub(crate) struct Around<'a> {
    pub(crate) transport: &'a dyn Transport,
    pub(crate) clock: &'a dyn Clock,
    pub(crate) announcer: &'a Announcer,
    pub(crate) cancels: &'a [Cancel],
    pub(crate) observer: Option<&'a dyn Observer>,
}

impl Shelf {
    pub(crate) fn new(store: Arc<dyn CredentialStore>) -> Self {
        Self { store, direct: Mutex::default() }
    }

    /// The outcome of the exchange; `None` when it wants no credential that a store can have.
    pub(crate) fn obtain(&self, outgoing: &Outgoing, around: &Around<'_>) -> Option<Outcome> {
        let mut obtain = Obtain::new(outgoing, around.clock.now(), random_owner())?;
        let (key, owner) = (obtain.key().clone(), obtain.owner());
        obtain = obtain.after_direct_fetch(self.last_direct(key.kind));
        loop {
            let seen = around.announcer.epoch();
            let step = obtain.poll(around.clock.now());
            let cancelled = around.cancels.iter().any(Cancel::is_cancelled);
            let reply = match step {
                ObtainStep::Wait(_) | ObtainStep::Send(_) if cancelled => {
                    // A failure leaves the lock to its time.
                    let _ = self.store.unlock(&key, owner);
                    return Some(Outcome::Denied(Error::cancelled(outgoing.request().uri().path().to_owned())));
                }
                ObtainStep::Load => Reply::Loaded(self.store.load(&key)),
                ObtainStep::Lock { ttl } => Reply::Locked(self.store.lock(&key, owner, ttl)),
                ObtainStep::Replace { seen, new } => Reply::Replaced(self.store.replace(&key, seen.as_ref(), &new)),
                ObtainStep::Unlock => Reply::Unlocked(self.store.unlock(&key, owner)),
                ObtainStep::Send(request) => {
                    if let Some(at) = obtain.direct_fetch() {
                        self.fetched_directly(key.kind, at);
                    }
                    Reply::Sent(around.transport.send(request).into())
                }
                ObtainStep::Wait(until) => {
                    // Nothing is in flight while another process fetches, so that a test clock moves on.
                    let _resting = around.announcer.resting();
                    around.clock.wait(&Listening { announcer: around.announcer, seen }, Some(until));
                    continue;
                }
                ObtainStep::Done(outcome) => return Some(outcome),
            };
            obtain.handle(around.clock.now(), reply);
            while let Some(notice) = obtain.notice() {
                if let Some(observer) = around.observer {
                    observer.observe_store(&StoreEvent { kind: key.kind, notice });
                }
            }
        }
    }

    fn last_direct(&self, kind: CredentialKind) -> Option<Timestamp> {
        self.direct.lock().unwrap_or_else(PoisonError::into_inner).get(&kind).copied()
    }

    fn fetched_directly(&self, kind: CredentialKind, at: Timestamp) {
        self.direct.lock().unwrap_or_else(PoisonError::into_inner).insert(kind, at);
    }
}

/// A hasher of the standard library is keyed at random: enough to distinguish owners, and guessing one gains nothing.
fn random_owner() -> Owner {
    let random = || u128::from(RandomState::new().build_hasher().finish());
    Owner::new(random() << 64 | random())
}
