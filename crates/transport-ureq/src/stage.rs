//! How far the exchange of this thread has got.
//!
//! ureq's errors do not say whether any byte of the request was written: an `Io` error may be a refused connection, a
//! failed name look-up, a broken TLS handshake or a lost response, and a time-out may be any of them. So our resolver,
//! our connector and our transport note where they are. One exchange runs on one thread from beginning to end, hence a
//! thread-local.

use std::cell::Cell;

/// The last thing that began. Declared in the order in which an exchange goes through them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// The request was handed to ureq.
    Start,
    /// Looking up the name of the origin.
    Resolve,
    /// Opening a TCP connection to the origin.
    Connect,
    /// Getting a connection from a proxy: its name, its TCP connection, its handshake.
    Proxy,
    /// Shaking hands with the origin.
    Tls,
    /// There is a new connection, and nothing of the request is written.
    Connected,
    /// A byte of the request may have been written.
    Exchange,
}

thread_local! {
    static STAGE: Cell<Stage> = const { Cell::new(Stage::Start) };
}

impl Stage {
    pub(crate) fn now() -> Self {
        STAGE.get()
    }

    pub(crate) fn enter(self) {
        STAGE.set(self);
    }
}
