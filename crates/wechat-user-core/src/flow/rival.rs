//! Notices another process that fetches plain tokens for the same account.
//!
//! `/cgi-bin/token` invalidates the token that it handed out before. Two processes that both use it invalidate each
//! other's tokens, and each sees only that its own are rejected long before they expire, again and again.

use core::time::Duration;

use crate::values::time::Timestamp;

/// A rejection is early when the token had this much life left.
const EARLY: Duration = Duration::from_secs(600);
/// This many early rejections within [`SPAN`] are no accident.
const MANY: usize = 3;
const SPAN: Duration = Duration::from_secs(3_600);

/// The last early rejections.
#[derive(Default)]
pub(crate) struct Rival {
    early: [Option<Timestamp>; MANY],
}

impl Rival {
    /// A token that expires then was rejected now.
    pub(crate) fn rejected(&mut self, now: Timestamp, expires: Timestamp) {
        if expires != Timestamp::FAR_FUTURE && expires.since(now) > EARLY {
            self.early.rotate_left(1);
            self.early[MANY - 1] = Some(now);
        }
    }

    /// Whether another process seems to fetch tokens for this account.
    pub(crate) fn is_suspected(&self, now: Timestamp) -> bool {
        self.early[0].is_some_and(|first| now.since(first) <= SPAN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: u64) -> Timestamp {
        Timestamp::from_unix_secs(1_795_293_000 + 60 * minutes)
    }

    #[test]
    fn three_early_rejections_within_an_hour_are_a_rival() {
        let mut rival = Rival::default();
        for (minute, suspected) in [(0, false), (5, false), (10, true)] {
            rival.rejected(at(minute), at(minute + 110));
            assert_eq!(rival.is_suspected(at(minute)), suspected, "minute {minute}");
        }
        assert!(!rival.is_suspected(at(61)), "an hour later it is forgotten");
    }

    #[test]
    fn rejections_near_the_expiry_and_rare_ones_are_none() {
        let mut rival = Rival::default();
        for minute in [0, 5, 10, 15] {
            rival.rejected(at(minute), at(minute + 9));
        }
        assert!(!rival.is_suspected(at(15)));
        for minute in [100, 140, 180, 220] {
            rival.rejected(at(minute), at(minute + 110));
            assert!(!rival.is_suspected(at(minute)));
        }
    }
}
