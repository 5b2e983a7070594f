//! What `Obtain` asks of its driver, what the driver replies, and what an observer may want to know.

use core::time::Duration;

use crate::flow::exchange::Outcome;
use crate::io::store::{Replaced, StoreError, Stored};
use crate::io::transport::Request;
use crate::values::secret::CredentialValue;
use crate::values::time::Timestamp;

/// What [`Obtain`](super::Obtain) wants next. The first four are one operation of a
/// [`CredentialStore`](crate::store::CredentialStore) each, with [`key`](super::Obtain::key) and
/// [`owner`](super::Obtain::owner).
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a new kind of step must break every driver loudly")]
pub enum ObtainStep {
    /// Load the credential; reply [`Reply::Loaded`].
    Load,
    /// Take the lock; reply [`Reply::Locked`].
    Lock {
        /// How long the lock lasts.
        ttl: Duration,
    },
    /// Replace the credential; reply [`Reply::Replaced`].
    Replace {
        /// The value that may be replaced.
        seen: Option<CredentialValue>,
        /// The value to store.
        new: Stored,
    },
    /// Give the lock back; reply [`Reply::Unlocked`].
    Unlock,
    /// Send this request; reply [`Reply::Sent`]. Its `TimeLeft` is part of it.
    Send(Request),
    /// Poll again then. Cancelling the call may end the wait; then drop the `Obtain`.
    Wait(Timestamp),
    /// The outcome for the machine, once.
    Done(Outcome),
}

/// The reply to a step.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "the replies to the steps, one to one")]
pub enum Reply {
    /// To [`ObtainStep::Load`].
    Loaded(Result<Option<Stored>, StoreError>),
    /// To [`ObtainStep::Lock`].
    Locked(Result<bool, StoreError>),
    /// To [`ObtainStep::Replace`].
    Replaced(Result<Replaced, StoreError>),
    /// To [`ObtainStep::Unlock`].
    Unlocked(Result<(), StoreError>),
    /// To [`ObtainStep::Send`].
    Sent(Outcome),
}

/// What happened between a process and its store, for observers. Holds no credential.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// A stored value is used.
    Adopted,
    /// The service returned a new value.
    Fetched,
    /// Another process has the lock, and this one waits for it. Once for each wait that begins, not for each look.
    Waited,
    /// Another process stored a value between the look and the replacement.
    LostRace,
    /// The renewal failed; the stored value, which still works, is used on.
    RenewalFailed,
    /// An operation of the store failed.
    StoreDown(StoreError),
}
