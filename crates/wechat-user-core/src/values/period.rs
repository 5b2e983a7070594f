//! A span of days with statistics, and how a day is read.

use alloc::string::ToString;
use core::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::values::day::Day;
use crate::values::input_error::InputError;
use crate::values::time::Timestamp;

/// A span of days, both ends included, since 2014-12-01: there are no statistics (用户分析) of earlier days.
///
/// ```
/// use wechat_user_core::statistics::{Day, Period};
///
/// let (from, to) = (Day::new(2026, 1, 1).unwrap(), Day::new(2026, 1, 16).unwrap());
/// let period = Period::new(from, to)?;
/// let windows: Vec<_> = period.windows().map(|window| (window.from().to_string(), window.len())).collect();
/// assert_eq!(windows, [("2026-01-01".into(), 7), ("2026-01-08".into(), 7), ("2026-01-15".into(), 2)]);
/// let refused = Period::new(to, from).unwrap_err();
/// assert_eq!(refused.to_string(), "days: 2026-01-16 is after 2026-01-01");
/// # Ok::<(), wechat_user_core::InputError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    from: Day,
    to: Day,
}

impl Period {
    /// The most days of one call of the service.
    pub const MAX_WINDOW: u32 = 7;

    /// From one day to another, both included.
    ///
    /// # Errors
    ///
    /// [`InputError::DaysReversed`] if `from` is after `to`; [`InputError::DayTooEarly`] before 2014-12-01.
    pub fn new(from: Day, to: Day) -> Result<Self, InputError> {
        if from > to {
            return Err(InputError::DaysReversed { from: from.to_string(), to: to.to_string() });
        }
        if from < Day::FIRST_WITH_STATISTICS {
            return Err(InputError::DayTooEarly { given: from.to_string() });
        }
        Ok(Self { from, to })
    }

    /// The first day.
    #[must_use]
    pub const fn from(self) -> Day {
        self.from
    }

    /// The last day.
    #[must_use]
    pub const fn to(self) -> Day {
        self.to
    }

    /// The number of days, at least 1.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a period has at least one day")]
    pub const fn len(self) -> u32 {
        self.to.days_since(self.from) + 1
    }

    /// All its days in order.
    pub fn days(self) -> impl Iterator<Item = Day> {
        (0..self.len()).map(move |days| self.from.plus(days))
    }

    /// The same days in spans of at most 7, as one call of the service takes them.
    pub fn windows(self) -> impl Iterator<Item = Self> {
        (0..self.len()).step_by(Self::MAX_WINDOW as usize).map(move |days| {
            let from = self.from.plus(days);
            Self { from, to: from.plus(Self::MAX_WINDOW - 1).min(self.to) }
        })
    }

    /// The days before this one, and the days from this one on.
    #[must_use]
    pub fn split(self, day: Day) -> (Option<Self>, Option<Self>) {
        if day <= self.from {
            return (None, Some(self));
        }
        if day > self.to {
            return (Some(self), None);
        }
        (Some(Self { to: day.previous(), ..self }), Some(Self { from: day, ..self }))
    }

    /// The days whose figures are ready at this moment, and those whose are not: today, and yesterday before 08:00.
    #[must_use]
    pub fn split_ready(self, now: Timestamp) -> (Option<Self>, Option<Self>) {
        self.split(Day::last_ready(now).next())
    }
}

impl FromStr for Day {
    type Err = InputError;

    /// Reads `2014-12-07`.
    ///
    /// # Errors
    ///
    /// [`InputError::Day`] for any other text.
    fn from_str(text: &str) -> Result<Self, InputError> {
        Self::read(text).ok_or_else(|| InputError::Day { given: text.chars().take(32).collect() })
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = alloc::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::read(text.trim()).ok_or_else(|| D::Error::custom("no date of the form 2014-12-07"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn period(from: &str, to: &str) -> Period {
        Period::new(day(from), day(to)).unwrap()
    }

    #[test]
    fn windows_have_seven_days_and_cover_the_period_once() {
        for last in 1..=50 {
            let whole = Period::new(day("2026-01-30"), day("2026-01-30").plus(last - 1)).unwrap();
            let days: Vec<Day> = whole.windows().flat_map(Period::days).collect();
            assert_eq!(days, whole.days().collect::<Vec<_>>());
            assert_eq!(days.len(), last as usize);
            assert!(whole.windows().all(|window| window.len() <= 7));
            assert_eq!(whole.windows().count(), (last as usize).div_ceil(7));
        }
    }

    #[test]
    fn a_period_is_split_where_the_figures_end() {
        let week = period("2026-01-01", "2026-01-07");
        let now = day("2026-01-05").start() + core::time::Duration::from_secs(8 * 3_600);
        let (ready, not_ready) = week.split_ready(now);
        assert_eq!(
            (ready, not_ready),
            (Some(period("2026-01-01", "2026-01-04")), Some(period("2026-01-05", "2026-01-07")))
        );
        let earlier = Timestamp::from_unix_millis(now.as_unix_millis() - 1);
        assert_eq!(week.split_ready(earlier).0, Some(period("2026-01-01", "2026-01-03")));
        assert_eq!(week.split(day("2026-01-01")), (None, Some(week)));
        assert_eq!(week.split(day("2026-01-08")), (Some(week), None));
    }

    #[test]
    fn reversed_and_early_days_are_refused() {
        let refused = Period::new(day("2014-11-30"), day("2014-12-07")).unwrap_err();
        assert_eq!(refused.to_string(), "days: statistics begin on 2014-12-01, got 2014-11-30");
        assert!(Period::new(day("2014-12-01"), day("2014-12-01")).is_ok());
        let refused = "2014-12-7".parse::<Day>().unwrap_err();
        assert_eq!(refused.to_string(), "day: expected a date such as 2014-12-07, got \"2014-12-7\"");
    }
}
