//! One hook for logs and metrics.

use std::time::Duration;

use wechat_user_core::machine::{CredentialKind, Report};
use wechat_user_core::store::Notice;

/// Receives every exchange, outside of any lock. Closures `Fn(&Event)` are observers.
///
/// On the thread that makes the call, which goes on when the observer returns. It must not use the client that it
/// observes: the event of a token request comes before the token is there for others, so that such a call would wait,
/// and be an event itself.
pub trait Observer: Send + Sync {
    /// An exchange has ended.
    fn observe(&self, event: &Event);

    /// Something happened between the client and its [store](crate::Builder::store). Does nothing unless implemented.
    fn observe_store(&self, event: &StoreEvent) {
        let _ = event;
    }

    /// A bulk run or an export has processed another batch. Does nothing unless implemented.
    fn observe_progress(&self, progress: &Progress) {
        let _ = progress;
    }
}

impl<F: Fn(&Event) + Send + Sync> Observer for F {
    fn observe(&self, event: &Event) {
        self(event);
    }
}

/// One exchange: what became of it and how long it took. Holds no token, no openid, no body.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Event {
    /// Path, attempt, errcode, delivery, repair.
    pub report: Report,
    /// From the moment of sending until the response was there or was given up.
    pub duration: Duration,
}

/// What happened to one credential between a client and its store. Holds no credential.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StoreEvent {
    /// Which credential.
    pub kind: CredentialKind,
    /// What happened.
    pub notice: Notice,
}

/// How far a bulk run or an export has come: about one for each call, through
/// [`Observer::observe_progress`]. Holds no openid.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Progress {
    /// The path of the calls, such as `/cgi-bin/user/info/batchget`.
    pub path: &'static str,
    /// How many items have an outcome; those before a checkpoint are included.
    pub done: u64,
    /// How many items there are, if that is known.
    pub total: Option<u64>,
    /// Since the start of this run.
    pub elapsed: Duration,
    /// How many items of this run got an outcome, in a second, on average. `None` while no time has passed.
    pub per_second: Option<f64>,
    /// How long the rest takes at this rate, if the total is known.
    pub left: Option<Duration>,
}
