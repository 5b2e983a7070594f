//! The tickets that an account has issued.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use wechat_user_core::Timestamp;

use super::numbered::Numbered;

/// The ticket that is current, of each kind.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Tickets {
    #[serde(skip)]
    texts: Numbered,
    pub(crate) issued: BTreeMap<String, Issued>,
    pub(crate) last: u64,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Issued {
    pub(crate) number: u64,
    #[serde(with = "super::written::millis")]
    pub(crate) expires: Timestamp,
}

impl Tickets {
    pub(crate) fn new(seed: u64, app_id: &str) -> Self {
        Self { texts: Numbered::new(seed, "ticket", app_id, 86), issued: BTreeMap::new(), last: 0 }
    }

    /// Takes what a saved state knows of tickets.
    pub(crate) fn with_changes(self, changes: Self) -> Self {
        Self { texts: self.texts, ..changes }
    }

    /// The ticket that is valid, or a new one.
    pub(crate) fn current(&mut self, now: Timestamp, kind: &str, lifetime: Duration) -> (String, Duration) {
        let current = self.issued.get(kind).filter(|issued| now < issued.expires).copied();
        let issued = current.unwrap_or_else(|| {
            self.last += 1;
            let issued = Issued { number: self.last, expires: now + lifetime };
            self.issued.insert(kind.to_owned(), issued);
            issued
        });
        (self.texts.text(issued.number), issued.expires.since(now))
    }
}
