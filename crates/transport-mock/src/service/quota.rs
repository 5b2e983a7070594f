//! Quotas: so many calls of a path a day (45009), so many a minute (45011). None unless set.

use std::collections::BTreeMap;

use wechat_user_core::Timestamp;

use super::call::Refusal;

#[derive(Debug, Default)]
pub(crate) struct Quotas {
    by_path: BTreeMap<String, Quota>,
}

#[derive(Debug, Default)]
struct Quota {
    daily: Counter,
    minute: Counter,
}

#[derive(Debug, Default)]
struct Counter {
    limit: Option<u64>,
    used: u64,
    /// When counting starts afresh.
    until: Timestamp,
}

impl Quotas {
    pub(crate) fn set_daily(&mut self, path: &str, limit: u64) {
        self.by_path.entry(path.to_owned()).or_default().daily.limit = Some(limit);
    }

    pub(crate) fn set_minute(&mut self, path: &str, limit: u64) {
        self.by_path.entry(path.to_owned()).or_default().minute.limit = Some(limit);
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
            self.used = 0;
            self.until = until;
        }
    }

    fn is_spent(&self) -> bool {
        self.limit.is_some_and(|limit| self.used >= limit)
    }
}
