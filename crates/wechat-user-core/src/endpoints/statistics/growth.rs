//! New and lost followers of a span of days, without gaps.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use crate::endpoints::statistics::{SummaryRow, UserSource};
use crate::values::day::Day;
use crate::values::period::Period;

/// New and lost followers (用户增减), day by day.
///
/// A day in [`days`](Self::days) is one whose figures exist, be they zero. A day in [`not_ready`](Self::not_ready) has
/// no figures yet.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Growth {
    /// Every day that is ready, in order.
    pub days: Vec<DayGrowth>,
    /// The days at the end of the span whose figures are not ready yet: today, yesterday before 08:00 in China, and
    /// those for which the service said so (61503).
    pub not_ready: Option<Period>,
}

/// New and lost followers of one day.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DayGrowth {
    /// The day.
    pub day: Day,
    /// One element for each channel that the service named anywhere in the span, so every day has the same ones, in the
    /// order of their numbers.
    pub sources: Vec<SourceGrowth>,
}

/// New and lost followers of one day through one channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SourceGrowth {
    /// The channel.
    pub source: UserSource,
    /// How many users began to follow.
    pub new_users: u64,
    /// How many users ceased to follow.
    pub cancelled: u64,
}

impl Growth {
    /// Sorts the rows of any number of responses by day and channel, and fills what is missing with zero. Rows of other
    /// days than `ready` are left out, and two rows of one day and channel are added up.
    ///
    /// ```
    /// use wechat_user_core::http::Response;
    /// use wechat_user_core::statistics::{GetUserSummary, Growth, Period};
    /// use wechat_user_core::decode;
    ///
    /// let period = Period::new("2014-12-06".parse()?, "2014-12-07".parse()?)?;
    /// let sent = r#"{"list":[{"ref_date":"2014-12-07","user_source":30,"new_user":2,"cancel_user":1}]}"#;
    /// let rows = decode::<GetUserSummary>(&Response::new(sent.into()))?.list;
    /// let growth = Growth::fill(Some(period), &rows, None);
    /// assert_eq!(growth.days.iter().map(|day| day.net()).collect::<Vec<_>>(), [0, 1]);
    /// # Ok::<(), wechat_user_core::Error>(())
    /// ```
    #[must_use]
    pub fn fill(ready: Option<Period>, rows: &[SummaryRow], not_ready: Option<Period>) -> Self {
        let mut by_key = BTreeMap::<(Day, i64), (u64, u64)>::new();
        for row in rows {
            let (new_users, cancelled) = by_key.entry((row.ref_date, row.user_source.code())).or_default();
            *new_users = new_users.saturating_add(row.new_user);
            *cancelled = cancelled.saturating_add(row.cancel_user);
        }
        let codes: BTreeSet<i64> = by_key.keys().map(|(_, code)| *code).collect();
        let source = |day, code| {
            let (new_users, cancelled) = by_key.get(&(day, code)).copied().unwrap_or_default();
            SourceGrowth { source: UserSource::from_code(code), new_users, cancelled }
        };
        let days = ready.into_iter().flat_map(Period::days);
        let days = days.map(|day| DayGrowth { day, sources: codes.iter().map(|code| source(day, *code)).collect() });
        Self { days: days.collect(), not_ready }
    }

    /// How many users began to follow on all these days.
    #[must_use]
    pub fn new_users(&self) -> u64 {
        self.days.iter().map(DayGrowth::new_users).sum()
    }

    /// How many users ceased to follow on all these days.
    #[must_use]
    pub fn cancelled(&self) -> u64 {
        self.days.iter().map(DayGrowth::cancelled).sum()
    }

    /// How many followers more (净增) there are after these days; fewer if it is negative.
    #[must_use]
    pub fn net(&self) -> i64 {
        self.days.iter().map(DayGrowth::net).sum()
    }
}

impl DayGrowth {
    /// How many users began to follow through all channels.
    #[must_use]
    pub fn new_users(&self) -> u64 {
        self.sources.iter().map(|source| source.new_users).sum()
    }

    /// How many users ceased to follow.
    #[must_use]
    pub fn cancelled(&self) -> u64 {
        self.sources.iter().map(|source| source.cancelled).sum()
    }

    /// How many followers more (净增) there are after this day; fewer if it is negative.
    #[must_use]
    pub fn net(&self) -> i64 {
        let signed = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        signed(self.new_users()) - signed(self.cancelled())
    }

    /// The figures of one channel; zero if the service did not name it.
    #[must_use]
    pub fn of(&self, source: UserSource) -> SourceGrowth {
        let found = self.sources.iter().find(|growth| growth.source == source);
        found.copied().unwrap_or(SourceGrowth { source, new_users: 0, cancelled: 0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(day: &str, code: i64, new_user: u64, cancel_user: u64) -> SummaryRow {
        let ref_date = day.parse().unwrap();
        SummaryRow { ref_date, user_source: UserSource::from_code(code), new_user, cancel_user }
    }

    #[test]
    fn missing_days_and_channels_are_zero_and_every_day_has_the_same_channels() {
        let period = Period::new("2026-01-01".parse().unwrap(), "2026-01-03".parse().unwrap()).unwrap();
        let rows = [
            row("2026-01-03", 30, 2, 1),
            row("2026-01-01", 0, 5, 0),
            row("2026-01-03", 30, 1, 0),
            row("2026-01-09", 1, 9, 9),
        ];
        let growth = Growth::fill(Some(period), &rows, None);
        let days: Vec<_> = growth.days.iter().map(|day| (day.new_users(), day.cancelled(), day.net())).collect();
        assert_eq!(days, [(5, 0, 5), (0, 0, 0), (3, 1, 2)]);
        assert!(growth.days.iter().all(|day| day.sources.iter().map(|s| s.source.code()).eq([0, 1, 30])));
        assert_eq!((growth.new_users(), growth.cancelled(), growth.net()), (8, 1, 7));
        assert_eq!(growth.days[2].of(UserSource::QrCode).new_users, 3);
        assert_eq!(growth.days[2].of(UserSource::Live).new_users, 0);
    }

    #[test]
    fn nothing_is_not_the_same_as_not_ready() {
        let period = Period::new("2026-01-01".parse().unwrap(), "2026-01-02".parse().unwrap()).unwrap();
        let nothing = Growth::fill(Some(period), &[], None);
        assert_eq!((nothing.days.len(), nothing.net(), nothing.not_ready), (2, 0, None));
        let not_ready = Growth::fill(None, &[], Some(period));
        assert_eq!((not_ready.days.len(), not_ready.not_ready), (0, Some(period)));
    }
}
