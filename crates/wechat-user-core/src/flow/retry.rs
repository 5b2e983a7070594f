//! Whether to try again, and when: a pure decision. Remedy of the error x replay of the endpoint x delivery of the
//! request.

use core::time::Duration;

use crate::errors::errcode::Remedy;
use crate::errors::error::ErrorKind;
use crate::io::transport::Delivery;
use crate::values::time::Timestamp;
use crate::wire::spec::Replay;

/// How often a call is tried when the failure is likely to pass, and how long to wait in between.
///
/// Renewing a token is not counted here: that is bounded by rules of its own.
///
/// ```
/// use core::time::Duration;
/// use wechat_user_core::retry::RetryPolicy;
///
/// let patient = RetryPolicy::default().with_attempts(6).with_backoff(Duration::from_secs(1), Duration::from_secs(60));
/// let second = patient.backoff(7, 2, 1);
/// assert!(second >= Duration::from_secs(1) && second < Duration::from_secs(2), "2 s, less a jitter of up to a half");
/// assert_eq!(second, patient.backoff(7, 2, 1), "arithmetic on (seed, attempt, id): no random source");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts: u32,
    base: Duration,
    cap: Duration,
}

impl Default for RetryPolicy {
    /// Four attempts in all, half a second doubling up to 20 seconds.
    fn default() -> Self {
        Self { attempts: 4, base: Duration::from_millis(500), cap: Duration::from_secs(20) }
    }
}

impl RetryPolicy {
    /// One attempt, no second.
    #[must_use]
    pub const fn never() -> Self {
        Self { attempts: 1, base: Duration::from_secs(1), cap: Duration::from_secs(1) }
    }

    /// The most attempts in all, the first one included; at least 1.
    #[must_use]
    pub const fn with_attempts(mut self, attempts: u32) -> Self {
        self.attempts = if attempts == 0 { 1 } else { attempts };
        self
    }

    /// The first wait, which doubles each time, and the longest.
    #[must_use]
    pub const fn with_backoff(mut self, base: Duration, cap: Duration) -> Self {
        self.base = base;
        self.cap = cap;
        self
    }

    /// The most attempts in all.
    #[must_use]
    pub const fn attempts(&self) -> u32 {
        self.attempts
    }

    /// How long to wait after the `attempt`-th failure (from 1): exponential, capped, less a jitter of up to a half
    /// that is a hash of seed, attempt and call. At least a millisecond.
    #[must_use]
    pub fn backoff(&self, seed: u64, attempt: u32, call: u64) -> Duration {
        let doubled = self.base.saturating_mul(1_u32.checked_shl(attempt.saturating_sub(1)).unwrap_or(u32::MAX));
        let full = u64::try_from(doubled.min(self.cap).as_millis()).unwrap_or(u64::MAX);
        let jitter = hash(seed ^ hash(call) ^ hash(u64::from(attempt) << 32)) % (full / 2 + 1);
        Duration::from_millis((full - jitter).max(1))
    }
}

/// What to do after a failure.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// The failure is the result.
    Stop,
    /// The failure is the result, and another call makes sense from that moment on.
    StopUntil(Timestamp),
    /// The token was rejected: get another and send again.
    Renew,
    /// Send again after the usual back-off.
    BackOff,
    /// Send again at that time.
    At(Timestamp),
}

/// Decides on the failure alone; counting attempts and watching the deadline is the flow's.
pub(crate) fn decide(failure: &ErrorKind, replay: Replay, now: Timestamp) -> Decision {
    let unsafe_to_repeat = replay == Replay::Unsafe;
    match failure {
        // A driver ran out of time while it waited for its store.
        ErrorKind::Source(_) | ErrorKind::Deadline { .. } => Decision::BackOff,
        ErrorKind::Transport(error) if error.delivery() == Delivery::NotSent => Decision::BackOff,
        // Without a response, or with a gateway's page, the work may have been done all the same.
        ErrorKind::Transport(_) | ErrorKind::Body { garbage: true, .. } if unsafe_to_repeat => Decision::Stop,
        ErrorKind::Transport(_) | ErrorKind::Body { garbage: true, .. } => Decision::BackOff,
        ErrorKind::Status { status, .. } if passes(*status) && !unsafe_to_repeat => Decision::BackOff,
        ErrorKind::Service(error) => match error.remedy() {
            Remedy::WaitForTomorrow => Decision::StopUntil(now.next_midnight_in_china()),
            _ if unsafe_to_repeat && !error.code.says_not_done() => Decision::Stop,
            Remedy::RenewToken => Decision::Renew,
            Remedy::BackOff => Decision::BackOff,
            Remedy::SlowDown => Decision::At(now.next_minute()),
            _ => Decision::Stop,
        },
        _ => Decision::Stop,
    }
}

/// Statuses of failures that pass.
fn passes(status: http::StatusCode) -> bool {
    status.is_server_error()
        || status == http::StatusCode::TOO_MANY_REQUESTS
        || status == http::StatusCode::REQUEST_TIMEOUT
}

/// splitmix64: a good mix of all bits in five operations.
pub(crate) fn hash(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::errors::errcode::{ErrCode, Place};
    use crate::errors::service_error::ServiceError;
    use crate::io::transport::TransportError;
    use alloc::string::String;
    use alloc::vec::Vec;

    const NOW: Timestamp = Timestamp::from_unix_secs(1_795_293_000);

    fn code(code: i64) -> ErrorKind {
        ErrorKind::Service(ServiceError {
            code: ErrCode::new(code),
            errmsg: String::new(),
            rid: None,
            blocked_ip: None,
            failed_openids: Vec::new(),
            place: Place::AppCall,
        })
    }

    fn status(status: u16) -> ErrorKind {
        ErrorKind::Status { status: http::StatusCode::from_u16(status).unwrap(), snippet: String::new() }
    }

    fn garbage(garbage: bool) -> ErrorKind {
        ErrorKind::Body { problem: String::new(), garbage, snippet: String::new() }
    }

    #[test]
    fn replay_times_delivery() {
        let not_sent = || ErrorKind::Transport(TransportError::not_sent("refused"));
        let unknown = || ErrorKind::Transport(TransportError::unknown("reset"));
        let minute = Decision::At(NOW.next_minute());
        let tomorrow = Decision::StopUntil(NOW.next_midnight_in_china());
        for (failure, safe, not_safe) in [
            (not_sent(), Decision::BackOff, Decision::BackOff),
            (unknown(), Decision::BackOff, Decision::Stop),
            (status(502), Decision::BackOff, Decision::Stop),
            (status(429), Decision::BackOff, Decision::Stop),
            (status(404), Decision::Stop, Decision::Stop),
            (status(301), Decision::Stop, Decision::Stop),
            (garbage(true), Decision::BackOff, Decision::Stop),
            (garbage(false), Decision::Stop, Decision::Stop),
            (code(-1), Decision::BackOff, Decision::Stop),
            (code(268_487_001), Decision::BackOff, Decision::Stop),
            (code(40_001), Decision::Renew, Decision::Renew),
            (code(40_014), Decision::Renew, Decision::Renew),
            (code(42_001), Decision::Renew, Decision::Renew),
            (code(45_009), tomorrow, Decision::StopUntil(NOW.next_midnight_in_china())),
            (code(45_011), minute, Decision::At(NOW.next_minute())),
            (code(40_003), Decision::Stop, Decision::Stop),
            (ErrorKind::Cancelled, Decision::Stop, Decision::Stop),
        ] {
            assert_eq!(decide(&failure, Replay::Safe, NOW), safe, "{failure:?}");
            assert_eq!(decide(&failure, Replay::Unsafe, NOW), not_safe, "{failure:?}");
        }
    }

    #[test]
    fn back_off_doubles_to_its_cap_and_never_vanishes() {
        let policy = RetryPolicy::default();
        for (attempt, full) in [(1, 500), (2, 1_000), (3, 2_000), (7, 20_000), (99, 20_000)] {
            for call in 0..50 {
                let wait = policy.backoff(42, attempt, call).as_millis();
                assert!((full / 2..=full).contains(&wait), "attempt {attempt}: {wait}");
            }
        }
        assert_eq!(policy.with_backoff(Duration::ZERO, Duration::ZERO).backoff(1, 1, 1), Duration::from_millis(1));
        assert_ne!(policy.backoff(1, 3, 1), policy.backoff(1, 3, 2), "callers spread out");
    }
}
