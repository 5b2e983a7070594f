//! A day of the calendar in China (UTC+8), by which the service counts.

use core::fmt;

use crate::values::time::Timestamp;

const DAY_MILLIS: u64 = 86_400_000;
/// China has no other time than UTC+8.
const OFFSET_MILLIS: u64 = 8 * 3_600_000;
/// The figures of a day are ready at 08:00 of the next one.
const READY_MILLIS: u64 = 8 * 3_600_000;
/// The last day is 9999-12-31: the service writes four digits.
const LAST: u32 = 2_932_896;

/// A day in China (UTC+8), from 1970-01-01 to 9999-12-31. Written and read as `2014-12-07`.
///
/// ```
/// use wechat_user_core::Timestamp;
/// use wechat_user_core::statistics::Day;
///
/// // 2026-11-21T20:30:00Z is 04:30 on the next day in China.
/// let day = Day::of(Timestamp::from_unix_secs(1_795_293_000));
/// assert_eq!((day.to_string().as_str(), day.next().to_string().as_str()), ("2026-11-22", "2026-11-23"));
/// assert_eq!("2014-12-01".parse(), Ok(Day::new(2014, 12, 1).unwrap()));
/// assert!(Day::new(2015, 2, 29).is_none() && "2014-12-1".parse::<Day>().is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(u32);

impl Day {
    /// The first day with statistics (用户分析): 2014-12-01.
    pub const FIRST_WITH_STATISTICS: Self = Self(16_405);

    /// The day of this date; `None` if there is no such day.
    #[must_use]
    pub const fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        if year < 1970 || year > 9999 || month < 1 || month > 12 || day < 1 || day > days_of(year, month) {
            return None;
        }
        let mut days = day as u32 - 1;
        let mut before = 1;
        while before < month {
            days += days_of(year, before) as u32;
            before += 1;
        }
        Some(Self(days_before(year) - days_before(1970) + days))
    }

    /// The day of this moment.
    #[must_use]
    pub const fn of(moment: Timestamp) -> Self {
        let days = moment.as_unix_millis().saturating_add(OFFSET_MILLIS) / DAY_MILLIS;
        if days > LAST as u64 { Self(LAST) } else { Self(days as u32) }
    }

    /// The last day whose figures are ready at this moment: yesterday from 08:00 on, otherwise the day before.
    #[must_use]
    pub const fn last_ready(now: Timestamp) -> Self {
        let since_eight = now.as_unix_millis().saturating_sub(READY_MILLIS);
        Self::of(Timestamp::from_unix_millis(since_eight)).previous()
    }

    /// Midnight, when the day begins.
    #[must_use]
    pub const fn start(self) -> Timestamp {
        Timestamp::from_unix_millis((self.0 as u64 * DAY_MILLIS).saturating_sub(OFFSET_MILLIS))
    }

    /// The next day; the last one is its own.
    #[must_use]
    pub const fn next(self) -> Self {
        self.plus(1)
    }

    /// The day before; the first one is its own.
    #[must_use]
    pub const fn previous(self) -> Self {
        Self(self.0.saturating_sub(1))
    }

    /// This many days later, at most the last day.
    #[must_use]
    pub const fn plus(self, days: u32) -> Self {
        let sum = self.0.saturating_add(days);
        if sum > LAST { Self(LAST) } else { Self(sum) }
    }

    /// The number of days from `earlier` to this day; 0 if it is not earlier.
    #[must_use]
    pub const fn days_since(self, earlier: Self) -> u32 {
        self.0.saturating_sub(earlier.0)
    }

    /// Year, month and day.
    #[must_use]
    pub const fn date(self) -> (u16, u8, u8) {
        let days = self.0 + days_before(1970);
        // Too early by some years at most, and never too late.
        let mut year = (days / 366) as u16;
        while days_before(year + 1) <= days {
            year += 1;
        }
        let mut left = days - days_before(year);
        let mut month = 1;
        while left >= days_of(year, month) as u32 {
            left -= days_of(year, month) as u32;
            month += 1;
        }
        (year, month, left as u8 + 1)
    }

    /// Reads `2014-12-07`, with all its digits.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let digits = |range: core::ops::Range<usize>| -> Option<u16> {
            let part = bytes.get(range)?;
            part.iter().all(u8::is_ascii_digit).then_some(())?;
            Some(part.iter().fold(0, |number, digit| number * 10 + u16::from(digit - b'0')))
        };
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        let (month, day) = (u8::try_from(digits(5..7)?).ok()?, u8::try_from(digits(8..10)?).ok()?);
        Self::new(digits(0..4)?, month, day)
    }
}

const fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

const fn days_of(year: u16, month: u8) -> u8 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The days of all years before this one, from year 0 on, as if the calendar had always been this one.
const fn days_before(year: u16) -> u32 {
    let years = year as u32;
    years * 365 + years.div_ceil(4) - years.div_ceil(100) + years.div_ceil(400)
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Day({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn every_day_is_read_as_it_is_written_and_has_its_successor() {
        let mut expected = (1970, 1, 1);
        for number in 0..=LAST {
            let day = Day(number);
            assert_eq!(day.date(), expected, "{number}");
            let (year, month, of_month) = expected;
            assert_eq!(Day::new(year, month, of_month), Some(day), "{number}");
            expected = match (month, of_month) {
                (12, 31) => (year + 1, 1, 1),
                (_, last) if last == days_of(year, month) => (year, month + 1, 1),
                (_, _) => (year, month, of_month + 1),
            };
        }
        assert_eq!(expected, (10_000, 1, 1));
        for text in ["1970-01-01", "2000-02-29", "2014-12-01", "9999-12-31"] {
            assert_eq!(Day::read(text).unwrap().to_string(), text);
        }
        assert_eq!(Day::FIRST_WITH_STATISTICS.to_string(), "2014-12-01");
        assert_eq!((Day(LAST).next(), Day(0).previous()), (Day(LAST), Day(0)));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "2014-12-1",
            "2014-12-001",
            "20141207",
            "2014/12/07",
            "2014-13-01",
            "2014-00-10",
            "2014-11-31",
            "2015-02-29",
            "2100-02-29",
            "1969-12-31",
            "2014-12-0x",
            "+014-12-07",
            "２014-12",
            "2014-12-07 ",
        ] {
            assert_eq!(Day::read(text), None, "{text:?}");
        }
    }

    #[test]
    fn the_figures_of_a_day_are_ready_at_eight_in_china() {
        let midnight = Day::new(2026, 11, 22).unwrap().start();
        assert_eq!(midnight.as_unix_secs(), 1_795_276_800);
        assert_eq!(Day::of(Timestamp::from_unix_millis(midnight.as_unix_millis() - 1)).to_string(), "2026-11-21");
        let at = |secs: u64| Day::last_ready(midnight + core::time::Duration::from_secs(secs)).to_string();
        assert_eq!((at(0), at(8 * 3_600 - 1)), ("2026-11-20".into(), "2026-11-20".into()));
        assert_eq!((at(8 * 3_600), at(86_399)), ("2026-11-21".into(), "2026-11-21".into()));
    }
}
