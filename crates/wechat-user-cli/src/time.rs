//! Formats and parses times.

use std::time::{Duration, UNIX_EPOCH};

use wechat_user::Timestamp;

/// 9999-12-31T23:59:59Z, the last second that RFC 3339 can express.
const LAST: u64 = 253_402_300_799;
/// How many seconds China is ahead of UTC. It has no summer time.
const EAST: u64 = 8 * 3_600;

/// Formats seconds since 1970 as `2026-11-21T20:30:00Z`. Later seconds than RFC 3339 can express stay a number.
pub(crate) fn rfc3339(unix_secs: u64) -> String {
    if unix_secs > LAST {
        return unix_secs.to_string();
    }
    humantime::format_rfc3339_seconds(UNIX_EPOCH + Duration::from_secs(unix_secs)).to_string()
}

/// The same in the time of China, which is that of every account: `2026-11-22T04:30:00+08:00`.
pub(crate) fn china(unix_secs: u64) -> String {
    match unix_secs.checked_add(EAST).filter(|local| *local <= LAST) {
        Some(local) => rfc3339(local).replace('Z', "+08:00"),
        None => unix_secs.to_string(),
    }
}

/// For clap: parses seconds, such as `10` or `0.5`, or a time with a unit, such as `10s` or `500ms`.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let refuse = || "expected seconds, such as 10 or 0.5, or a time with its unit, such as 10s or 500ms".to_owned();
    let parsed = match text.parse::<f64>() {
        Ok(secs) => Duration::try_from_secs_f64(secs).map_err(|_| refuse())?,
        Err(_) => humantime::parse_duration(text).map_err(|_| refuse())?,
    };
    if parsed.is_zero() { Err("must be longer than 0".to_owned()) } else { Ok(parsed) }
}

/// For clap: parses a date, which begins at midnight, or a date with a time. In UTC, unless it ends with an offset
/// such as `+08:00`.
pub(crate) fn moment(text: &str) -> Result<Timestamp, String> {
    let refuse = || "expected a date, such as 2026-11-27, 2026-11-27T16:00:00Z or 2026-11-27T16:00:00+08:00".to_owned();
    let (local, east) = offset(text).ok_or_else(refuse)?;
    let local = if local.len() == "2026-11-27".len() { format!("{local}T00:00:00") } else { local.to_owned() };
    let utc = humantime::parse_rfc3339_weak(&local).map_err(|_| refuse())?;
    let seconds = utc.duration_since(UNIX_EPOCH).map_err(|_| refuse())?.as_secs();
    Ok(Timestamp::from_unix_secs(seconds.checked_add_signed(-east).ok_or_else(refuse)?))
}

/// The time without its offset, and the offset in seconds to the east.
fn offset(text: &str) -> Option<(&str, i64)> {
    if let Some(local) = text.strip_suffix(['Z', 'z']) {
        return Some((local, 0));
    }
    let Some((local, offset)) = text.len().checked_sub(6).and_then(|at| text.split_at_checked(at)) else {
        return Some((text, 0));
    };
    let sign = match offset.as_bytes() {
        [b'+', _, _, b':', ..] => 1,
        [b'-', _, _, b':', ..] => -1,
        _ => return Some((text, 0)),
    };
    let (hours, minutes) = offset[1..].split_once(':')?;
    let (hours, minutes): (u8, u8) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then(|| (local, sign * (i64::from(hours) * 3_600 + i64::from(minutes) * 60)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_utc_unless_it_has_an_offset() {
        for (text, seconds) in [
            ("2026-11-21", 1_795_219_200),
            ("2026-11-21T20:30:00Z", 1_795_293_000),
            ("2026-11-21 20:30:00", 1_795_293_000),
            ("2026-11-22T04:30:00+08:00", 1_795_293_000),
            ("2026-11-22+08:00", 1_795_276_800),
            ("2026-11-21T17:00:00-03:30", 1_795_293_000),
        ] {
            assert_eq!(moment(text), Ok(Timestamp::from_unix_secs(seconds)), "{text}");
        }
        for text in
            ["", "soon", "2026-11", "2026-13-01", "2026-11-21T20:30:00+8:00", "1970-01-01+08:00", "１２３４５６"]
        {
            assert!(moment(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn times_are_rfc_3339_up_to_its_last_second() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(1_795_293_000), "2026-11-21T20:30:00Z");
        assert_eq!(rfc3339(LAST), "9999-12-31T23:59:59Z");
        assert_eq!(rfc3339(LAST + 1), "253402300800");
        assert_eq!(rfc3339(u64::MAX), u64::MAX.to_string());
    }

    #[test]
    fn china_is_eight_hours_ahead() {
        assert_eq!(china(0), "1970-01-01T08:00:00+08:00");
        assert_eq!(china(1_795_293_000), "2026-11-22T04:30:00+08:00");
        assert_eq!(moment(&china(1_795_293_000)), Ok(Timestamp::from_unix_secs(1_795_293_000)));
        assert_eq!(china(LAST - EAST), "9999-12-31T23:59:59+08:00");
        assert_eq!([china(LAST), china(u64::MAX)], [LAST.to_string(), u64::MAX.to_string()]);
    }

    #[test]
    fn seconds_need_no_unit() {
        for (text, millis) in [("10", 10_000), ("0.5", 500), ("10s", 10_000), ("500ms", 500), ("1m 30s", 90_000)] {
            assert_eq!(duration(text), Ok(Duration::from_millis(millis)), "{text}");
        }
    }

    #[test]
    fn invalid_times_are_refused() {
        for text in ["", "-1", "0", "0s", "soon", "nan", "inf", "1e300", "10 parsecs"] {
            assert!(duration(text).is_err(), "{text:?}");
        }
    }
}
