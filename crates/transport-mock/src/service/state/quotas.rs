//! Quotas: calls of a path per day (45009) and per minute (45011). There are none unless they are set.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use wechat_user_core::Timestamp;

use crate::service::wire::refusal::Refusal;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Quotas {
    by_path: BTreeMap<String, Quota>,
    /// The month, and how often all counters were reset in it.
    pub(crate) cleared: (u64, u32),
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Quota {
    daily: Counter,
    minute: Counter,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Counter {
    limit: Option<u64>,
    used: u64,
    /// Used up, regardless of the counter.
    exhausted: bool,
    /// When the counter is reset.
    #[serde(with = "super::written::millis")]
    until: Timestamp,
}

impl Quotas {
    pub(crate) fn set_daily(&mut self, path: &str, limit: u64) {
        self.by_path.entry(path.to_owned()).or_default().daily.limit = Some(limit);
    }

    pub(crate) fn set_minute(&mut self, path: &str, limit: u64) {
        self.by_path.entry(path.to_owned()).or_default().minute.limit = Some(limit);
    }

    /// The daily limit with what is used of it, and the limit per minute; each only if it was set.
    pub(crate) fn of(&mut self, now: Timestamp, path: &str) -> (Option<(u64, u64)>, Option<u64>) {
        let Some(quota) = self.by_path.get_mut(path) else { return (None, None) };
        quota.daily.turn_over(now, now.next_midnight_in_china());
        let used = if quota.daily.exhausted { quota.daily.limit.unwrap_or(quota.daily.used) } else { quota.daily.used };
        (quota.daily.limit.map(|limit| (limit, used)), quota.minute.limit)
    }

    /// Uses up what is left of the day. A path without a limit gets no more calls that day.
    pub(crate) fn exhaust(&mut self, now: Timestamp, path: &str) {
        let daily = &mut self.by_path.entry(path.to_owned()).or_default().daily;
        daily.turn_over(now, now.next_midnight_in_china());
        daily.exhausted = true;
    }

    /// Resets the counters of a path.
    pub(crate) fn clear(&mut self, path: &str) {
        if let Some(quota) = self.by_path.get_mut(path) {
            quota.daily.reset();
            quota.minute.reset();
        }
    }

    /// Resets all counters.
    pub(crate) fn clear_all(&mut self) {
        for quota in self.by_path.values_mut() {
            quota.daily.reset();
            quota.minute.reset();
        }
    }

    /// Counts a call, or refuses it.
    pub(crate) fn spend(&mut self, now: Timestamp, path: &str) -> Result<(), Refusal> {
        let Some(quota) = self.by_path.get_mut(path) else { return Ok(()) };
        quota.daily.turn_over(now, now.next_midnight_in_china());
        quota.minute.turn_over(now, now.next_minute());
        if quota.daily.is_spent() {
            return Err(Refusal::new(45009));
        }
        if quota.minute.is_spent() {
            return Err(Refusal::new(45011));
        }
        quota.daily.used += 1;
        quota.minute.used += 1;
        Ok(())
    }
}

impl Counter {
    fn turn_over(&mut self, now: Timestamp, until: Timestamp) {
        if now >= self.until {
            self.reset();
            self.until = until;
        }
    }

    fn reset(&mut self) {
        (self.used, self.exhausted) = (0, false);
    }

    fn is_spent(&self) -> bool {
        self.exhausted || self.limit.is_some_and(|limit| self.used >= limit)
    }
}
