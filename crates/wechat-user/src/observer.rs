//! One hook for logs and metrics.

use std::time::Duration;

use wechat_user_core::Report;

/// Is told of every exchange, outside any lock. Closures `Fn(&Event)` are observers.
pub trait Observer: Send + Sync {
    /// An exchange has ended.
    fn observe(&self, event: &Event);
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
    /// From the moment of sending until the answer was there or was given up.
    pub duration: Duration,
}
