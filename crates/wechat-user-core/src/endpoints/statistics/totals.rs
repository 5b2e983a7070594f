//! The number of followers at the end of each day of a span, without gaps.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::endpoints::statistics::{CumulateRow, UserSource};
use crate::values::day::Day;
use crate::values::period::Period;

/// How many users followed at the end of each day (累计用户).
///
/// A day in [`days`](Self::days) is one whose figures exist. A day in [`not_ready`](Self::not_ready) has none yet.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Totals {
    /// Every day that is ready, in order.
    pub days: Vec<DayTotal>,
    /// The days at the end of the span whose figures are not ready yet: today, yesterday before 08:00 in China, and
    /// those for which the service said so (61503).
    pub not_ready: Option<Period>,
}

/// How many users followed at the end of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DayTotal {
    /// The day.
    pub day: Day,
    /// The followers. Without a row of the service: those of the day before in the span, because a row is missing where
    /// nothing changed; 0 if there is no earlier row either.
    pub followers: u64,
    /// Whether the service sent a row for this day.
    pub reported: bool,
}

impl Totals {
    /// Sorts the rows of any number of responses by day, and fills in the days without a row. Rows of one channel other
    /// than 0 (older responses name it) are left out, and so are rows of other days than `ready`.
    #[must_use]
    pub fn fill(ready: Option<Period>, rows: &[CumulateRow], not_ready: Option<Period>) -> Self {
        let of_all = rows.iter().filter(|row| row.user_source.is_none_or(|source| source == UserSource::Other));
        let by_day: BTreeMap<Day, u64> =
            of_all.map(|row| (row.ref_date, u64::try_from(row.cumulate_user).unwrap_or(0))).collect();
        let mut last = 0;
        let days = ready.into_iter().flat_map(Period::days).map(|day| {
            let reported = by_day.get(&day).copied();
            last = reported.unwrap_or(last);
            DayTotal { day, followers: last, reported: reported.is_some() }
        });
        Self { days: days.collect(), not_ready }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(day: &str, source: Option<i64>, cumulate_user: i64) -> CumulateRow {
        let user_source = source.map(UserSource::from_code);
        CumulateRow { ref_date: day.parse().unwrap(), user_source, cumulate_user }
    }

    #[test]
    fn a_day_without_a_row_has_the_total_of_the_day_before() {
        let period = Period::new("2026-01-01".parse().unwrap(), "2026-01-05".parse().unwrap()).unwrap();
        let rows = [
            row("2026-01-04", None, 12),
            row("2026-01-02", Some(0), 10),
            row("2026-01-02", Some(30), 3),
            row("2026-01-06", None, 99),
        ];
        let totals = Totals::fill(Some(period), &rows, None);
        let read: Vec<_> = totals.days.iter().map(|day| (day.followers, day.reported)).collect();
        assert_eq!(read, [(0, false), (10, true), (10, false), (12, true), (12, false)]);
    }
}
