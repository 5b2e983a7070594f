//! Days in China (UTC+8), written as `2014-12-07`. The simulator has its own arithmetic, so that it does not share the
//! mistakes of its client.

use wechat_user_core::Timestamp;

const DAY: u64 = 86_400;
/// UTC+8.
const OFFSET: u64 = 8 * 3_600;
/// The days before 1970-01-01 in a calendar that starts on 0000-03-01, where the leap day ends the year.
const BEFORE_1970: u32 = 719_468;
/// The days of 400 years.
const ERA: u32 = 146_097;

/// The number of a day since 1970-01-01.
pub(crate) fn day_of(moment: Timestamp) -> u32 {
    u32::try_from((moment.as_unix_secs().saturating_add(OFFSET)) / DAY).unwrap_or(u32::MAX - BEFORE_1970)
}

/// The first second of a day, since 1970.
pub(crate) fn start_of(day: u32) -> u64 {
    (u64::from(day) * DAY).saturating_sub(OFFSET)
}

/// Reads `2014-12-07`.
pub(crate) fn read(text: &str) -> Option<u32> {
    let digits = |part: &str, count: usize| {
        (part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.parse::<u32>().ok())?
    };
    let mut parts = text.split('-');
    let (year, month, day) = (digits(parts.next()?, 4)?, digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    let number = number(year, month, day)?;
    (parts.next().is_none() && write(number) == text).then_some(number)
}

fn number(year: u32, month: u32, day: u32) -> Option<u32> {
    if year < 1970 || !(1..=12).contains(&month) || day == 0 {
        return None;
    }
    // March is month 0 of its year.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let of_year = (153 * month + 2) / 5 + day - 1;
    (year * 365 + year / 4 - year / 100 + year / 400 + of_year).checked_sub(BEFORE_1970)
}

pub(crate) fn write(day: u32) -> String {
    let days = day + BEFORE_1970;
    let (era, of_era) = (days / ERA, days % ERA);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / (ERA - 1)) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let year = era * 400 + year_of_era + u32::from(month > 9);
    let month = if month > 9 { month - 9 } else { month + 3 };
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_they_are_written() {
        let days: Vec<String> = (0..60_000).map(write).collect();
        assert!(days.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(days.iter().zip(0..).all(|(text, day)| read(text) == Some(day)));
        assert_eq!((days[0].as_str(), days[16_405].as_str()), ("1970-01-01", "2014-12-01"));
        for text in ["2015-02-29", "2014-13-01", "2014-12-32", "2014-12-7", "2014-12-07-", "1969-12-31", "", "x"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(write(day_of(Timestamp::from_unix_secs(1_795_293_000))), "2026-11-22");
        assert_eq!(start_of(day_of(Timestamp::from_unix_secs(1_795_293_000))), 1_795_276_800);
    }
}
