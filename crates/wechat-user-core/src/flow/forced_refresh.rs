//! The budget of forced refreshes of a stable token.

use core::time::Duration;

use crate::values::time::Timestamp;

/// The service's own budget for forced refreshes: 20 a day, 30 seconds apart.
#[derive(Default)]
pub(crate) struct ForceBudget {
    last: Option<Timestamp>,
    resets: Option<Timestamp>,
    used: u32,
}

impl ForceBudget {
    pub(crate) fn take(&mut self, now: Timestamp) -> bool {
        if self.resets.is_none_or(|resets| now >= resets) {
            self.resets = Some(now.next_midnight_in_china());
            self.used = 0;
        }
        if self.used >= 20 || self.last.is_some_and(|last| now.since(last) < Duration::from_secs(30)) {
            return false;
        }
        self.used += 1;
        self.last = Some(now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forced_refreshes_keep_to_the_services_budget() {
        let mut budget = ForceBudget::default();
        let start = Timestamp::from_unix_secs(1_795_293_000);
        assert!(budget.take(start));
        assert!(!budget.take(start + Duration::from_secs(29)));
        let taken = (1..60).filter(|n| budget.take(start + Duration::from_secs(30 * n))).count();
        assert_eq!(taken, 19);
        assert!(budget.take(start.next_midnight_in_china()));
    }
}
