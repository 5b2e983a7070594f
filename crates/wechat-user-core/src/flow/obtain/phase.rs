//! Where a run of `Obtain` stands.

use alloc::boxed::Box;
use core::fmt;

use crate::flow::exchange::Outcome;
use crate::io::transport::Request;
use crate::values::time::Timestamp;
use crate::wire::redact::Redacted;

/// The request, whose own `Debug` prints the secret.
pub(super) struct Redact(pub(super) Request);

impl fmt::Debug for Redact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Redacted(&self.0), f)
    }
}

#[derive(Debug)]
pub(super) enum Phase {
    Load(Look),
    Lock,
    Send,
    Replace,
    Unlock(Box<Outcome>),
    Wait(Timestamp),
    Done(Box<Outcome>),
    Over,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Look {
    First,
    Locked,
    AfterReplacement,
}

#[derive(Debug)]
pub(super) enum Direct {
    Allowed,
    Sent(Timestamp),
}
