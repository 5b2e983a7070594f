//! The one notion of time: unix milliseconds, handed in by the driver of a machine.

use core::ops::Add;
use core::time::Duration;

/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
///
/// Wall time and not a monotonic instant, because the expiry of a token must survive a restart and be shared between
/// processes.
///
/// ```
/// use core::time::Duration;
/// use wechat_user_core::Timestamp;
///
/// let sent = Timestamp::from_unix_secs(1_414_587_457);
/// let expires = sent + Duration::from_secs(7_200);
/// assert_eq!(expires.since(sent), Duration::from_secs(7_200));
/// assert_eq!(sent.since(expires), Duration::ZERO); // never negative
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(u64);

impl Timestamp {
    /// Later than anything that happens: "does not expire".
    pub const FAR_FUTURE: Self = Self(u64::MAX);

    /// From milliseconds since the unix epoch.
    #[must_use]
    pub const fn from_unix_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// From seconds since the unix epoch, as WeChat's own fields count.
    #[must_use]
    pub const fn from_unix_secs(secs: u64) -> Self {
        Self(secs.saturating_mul(1_000))
    }

    /// Milliseconds since the unix epoch.
    #[must_use]
    pub const fn as_unix_millis(self) -> u64 {
        self.0
    }

    /// Whole seconds since the unix epoch.
    #[must_use]
    pub const fn as_unix_secs(self) -> u64 {
        self.0 / 1_000
    }

    /// How long after `earlier` this is; zero when it is not after it.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }

    /// The next midnight in China (UTC+8), when WeChat's daily quotas start again.
    #[must_use]
    pub const fn next_midnight_in_china(self) -> Self {
        const DAY: u64 = 86_400_000;
        const OFFSET: u64 = 8 * 3_600_000;
        let local = self.0.saturating_add(OFFSET);
        Self((local / DAY + 1).saturating_mul(DAY).saturating_sub(OFFSET))
    }

    /// The start of the next minute, when WeChat's minute quotas start again.
    #[must_use]
    pub const fn next_minute(self) -> Self {
        Self((self.0 / 60_000 + 1).saturating_mul(60_000))
    }
}

impl Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        let millis = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        Self(self.0.saturating_add(millis))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotas_turn_over_at_midnight_in_china() {
        // 2026-11-21T20:30:00Z is 04:30 on the 22nd in China; the next midnight there is 2026-11-22T16:00:00Z.
        let now = Timestamp::from_unix_secs(1_795_293_000);
        assert_eq!(now.next_midnight_in_china(), Timestamp::from_unix_secs(1_795_363_200));
        assert_eq!(
            now.next_midnight_in_china().next_midnight_in_china(),
            Timestamp::from_unix_secs(1_795_363_200 + 86_400)
        );
    }

    #[test]
    fn arithmetic_saturates() {
        assert_eq!(Timestamp::FAR_FUTURE + Duration::MAX, Timestamp::FAR_FUTURE);
        assert_eq!(Timestamp::from_unix_millis(59_999).next_minute(), Timestamp::from_unix_millis(60_000));
        assert_eq!(Timestamp::from_unix_millis(60_000).next_minute(), Timestamp::from_unix_millis(120_000));
    }
}
