//! What the drivers of one client share: the session behind its lock, and everything outside of it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use wechat_user_core::clock::Clock;
use wechat_user_core::machine::{CredentialKind, Outcome, Outgoing, Purpose, Report, Step};
use wechat_user_core::store::CredentialStore;
use wechat_user_core::transport::Transport;
use wechat_user_core::{AppId, AppSecret, Error, InputError, Machine, Session, Timestamp, TokenMode};

use crate::cancel::Cancel;
use crate::observer::{Event, Observer, Progress};
use crate::shelf::{Around, Shelf};
use crate::signal::Announcer;
use crate::source::CredentialSource;
use crate::thread_marks::Polled;

/// A client as its drivers see it. Cheap to clone; clones share everything but their cancels.
#[derive(Clone)]
pub(crate) struct Handle {
    shared: Arc<Shared>,
    cancels: Vec<Cancel>,
}

pub(crate) struct Shared {
    session: Mutex<Session>,
    announcer: Arc<Announcer>,
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    observer: Option<Arc<dyn Observer>>,
    source: Option<Arc<dyn CredentialSource>>,
    shelf: Option<Shelf>,
}

impl Handle {
    pub(crate) fn new(
        session: Session,
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
        observer: Option<Arc<dyn Observer>>,
        source: Option<Arc<dyn CredentialSource>>,
        store: Option<Arc<dyn CredentialStore>>,
    ) -> Self {
        let session = Mutex::new(session);
        let shared = Shared {
            session,
            announcer: Arc::default(),
            transport,
            clock,
            observer,
            source,
            shelf: store.map(Shelf::new),
        };
        Self { shared: Arc::new(shared), cancels: Vec::new() }
    }

    /// The same client, whose calls `cancel` ends too.
    pub(crate) fn cancellable(&self, cancel: &Cancel) -> Self {
        cancel.wakes(&self.shared.announcer);
        let mut same = self.clone();
        same.cancels.push(cancel.clone());
        same
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancels.iter().any(Cancel::is_cancelled)
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Session> {
        assert!(
            !Polled::is_polled(self.address()),
            "a machine used the client that polls it, as the iterator of a Fan may: collect the machines first"
        );
        // The session is consistent between any two statements of a poll, so a panic elsewhere does not spoil it.
        self.shared.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Polls under the lock. True when the poll changed the session. `sent` runs before the lock is released.
    pub(crate) fn poll<M: Machine>(
        &self,
        machine: &mut M,
        now: Timestamp,
        sent: impl FnOnce(),
    ) -> (Step<M::Item>, bool) {
        let mut session = self.lock();
        let _polled = Polled::mark(self.address());
        let (step, changed) = session.poll(machine, now);
        if matches!(step, Step::Send(_)) {
            sent();
        }
        (step, changed)
    }

    fn address(&self) -> *const () {
        Arc::as_ptr(&self.shared).cast()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.shared.clock.now()
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.shared.clock
    }

    pub(crate) fn announcer(&self) -> &Announcer {
        &self.shared.announcer
    }

    pub(crate) fn announce(&self) {
        self.shared.announcer.announce();
    }

    pub(crate) fn app_id(&self) -> AppId {
        self.lock().credentials().app_id().clone()
    }

    /// AppID and AppSecret, for the calls that authenticate with them.
    pub(crate) fn app_secret(&self) -> Result<(AppId, AppSecret), InputError> {
        let session = self.lock();
        let credentials = session.credentials();
        let secret = credentials.app_secret().ok_or(InputError::NoSecret)?;
        Ok((credentials.app_id().clone(), secret.clone()))
    }

    /// Executes what a machine wants: asks the source and the store for a credential if there
    /// are any, sends the request otherwise.
    pub(crate) fn execute(&self, outgoing: Outgoing) -> (Outcome, Duration) {
        let started = Instant::now();
        let outcome = self.sourced(&outgoing).or_else(|| self.stored(&outgoing)).unwrap_or_else(|| {
            let (request, time) = outgoing.into_parts();
            self.shared.transport.send_within(request, time).into()
        });
        (outcome, started.elapsed())
    }

    pub(crate) fn observe(&self, report: Report, duration: Duration) {
        if let Some(observer) = &self.shared.observer {
            observer.observe(&Event { report, duration });
        }
    }

    pub(crate) fn observe_progress(&self, progress: impl FnOnce(Timestamp) -> Progress) {
        if let Some(observer) = &self.shared.observer {
            observer.observe_progress(&progress(self.now()));
        }
    }

    /// What the source says to a want; `None` when the request must be sent.
    fn sourced(&self, outgoing: &Outgoing) -> Option<Outcome> {
        let Purpose::Credential(want) = outgoing.purpose() else { return None };
        let granted = self.shared.source.as_ref().map_or(Ok(None), |source| source.credential(want));
        match granted {
            Ok(Some(grant)) => Some(Outcome::Granted(grant)),
            Ok(None) if want.kind == CredentialKind::AccessToken && want.mode == TokenMode::Sourced => {
                Some(Outcome::Denied(Error::token_missing()))
            }
            Ok(None) => None,
            Err(error) => Some(Outcome::Denied(Error::source_failed(error))),
        }
    }
}

impl Handle {
    /// What the store, or a fetch under its lock, gives; `None` when the request must be sent as it is.
    fn stored(&self, outgoing: &Outgoing) -> Option<Outcome> {
        let Shared { announcer, transport, clock, observer, shelf, .. } = &*self.shared;
        let around = Around {
            transport: &**transport,
            clock: &**clock,
            announcer,
            cancels: &self.cancels,
            observer: observer.as_deref(),
        };
        shelf.as_ref()?.obtain(outgoing, &around)
    }
}

/// Announces a change when it is dropped. A machine may hold the lease on a credential; only once it is gone can
/// another take it, so this must be dropped after the machine.
pub(crate) struct AnnounceOnDrop(pub(crate) Handle);

impl Drop for AnnounceOnDrop {
    fn drop(&mut self) {
        self.0.announce();
    }
}

impl std::fmt::Debug for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("session", &*self.lock()).finish_non_exhaustive()
    }
}
