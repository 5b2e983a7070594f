//! Formats and parses times.

use std::time::{Duration, UNIX_EPOCH};

/// 9999-12-31T23:59:59Z, the last second that RFC 3339 can express.
const LAST: u64 = 253_402_300_799;

/// Formats seconds since 1970 as `2026-11-21T20:30:00Z`. Later seconds than RFC 3339 can express stay a number.
pub(crate) fn rfc3339(unix_secs: u64) -> String {
    if unix_secs > LAST {
        return unix_secs.to_string();
    }
    humantime::format_rfc3339_seconds(UNIX_EPOCH + Duration::from_secs(unix_secs)).to_string()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_rfc_3339_up_to_its_last_second() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(1_795_293_000), "2026-11-21T20:30:00Z");
        assert_eq!(rfc3339(LAST), "9999-12-31T23:59:59Z");
        assert_eq!(rfc3339(LAST + 1), "253402300800");
        assert_eq!(rfc3339(u64::MAX), u64::MAX.to_string());
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
