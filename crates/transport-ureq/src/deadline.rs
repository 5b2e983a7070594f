//! When the exchange of this thread must have ended.
//!
//! ureq takes a time-out of one request only with a whole configuration of that request's own, which costs a copy of
//! the agent's and a place in a map. So our agents have no overall time-out, and our resolver, our connector and our
//! transport cut the ones that ureq gives them. As with [`Stage`](crate::stage::Stage), one exchange runs on one
//! thread.

use std::cell::Cell;
use std::time::{Duration, Instant};

use ureq::unversioned::transport::{NextTimeout, time};
use ureq::{Error, Timeout};

thread_local! {
    static DEADLINE: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// The exchange that begins now must end within this time.
pub(crate) fn begin(time: Duration) {
    DEADLINE.set(Instant::now().checked_add(time));
}

/// The time-out, or what is left until the deadline if that is less.
///
/// # Errors
///
/// When nothing is left. ureq takes a time-out of zero for none in some places.
pub(crate) fn cut(timeout: NextTimeout) -> Result<NextTimeout, Error> {
    let mut timeout = timeout;
    if let Some(deadline) = DEADLINE.get() {
        let left = deadline.saturating_duration_since(Instant::now());
        if left < *timeout.after {
            timeout.after = left.into();
            timeout.reason = Timeout::Global;
        }
    }
    if timeout.after.is_zero() { Err(Error::Timeout(timeout.reason)) } else { Ok(timeout) }
}

/// The time-out, longer by at most a 64th.
///
/// A socket keeps its time-outs, and setting one is a system call. The exact time that is left differs with each
/// request; a rounded one is mostly that of the request before.
pub(crate) fn coarse(mut timeout: NextTimeout) -> NextTimeout {
    if let time::Duration::Exact(after) = timeout.after {
        let nanos = u64::try_from(after.as_nanos()).unwrap_or(u64::MAX);
        let step = (nanos / 64).checked_ilog2().map_or(1, |bits| 1_u64 << bits);
        if let Some(rounded) = nanos.checked_next_multiple_of(step) {
            timeout.after = Duration::from_nanos(rounded).into();
        }
    }
    timeout
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shorter_of_time_out_and_deadline_counts() {
        begin(Duration::from_secs(60));
        let long = cut(NextTimeout { after: time::Duration::from_secs(3600), ..NextTimeout::default() }).unwrap();
        assert!(*long.after <= Duration::from_secs(60) && *long.after > Duration::from_secs(30));
        let never = cut(NextTimeout::default()).unwrap();
        assert!(*never.after <= Duration::from_secs(60));
        let short =
            NextTimeout { after: time::Duration::from_secs(1), reason: Timeout::Connect, ..NextTimeout::default() };
        assert_eq!(cut(short).unwrap(), short);
    }

    #[test]
    fn a_deadline_that_has_passed_is_an_error() {
        begin(Duration::ZERO);
        assert!(matches!(cut(NextTimeout::default()), Err(Error::Timeout(Timeout::Global))));
    }

    #[test]
    fn a_coarse_time_out_is_never_shorter_and_at_most_a_64th_longer() {
        for after in [1, 63, 64, 65, 1_000_003, 999_999_999, 29_999_900_000, 30_000_000_000, u64::MAX / 3] {
            let exact = Duration::from_nanos(after);
            let rounded = *coarse(NextTimeout { after: exact.into(), ..NextTimeout::default() }).after;
            assert!(rounded >= exact && rounded <= exact + exact / 64, "{exact:?} became {rounded:?}");
        }
    }

    #[test]
    fn requests_with_the_same_deadline_have_the_same_coarse_time_out() {
        let after = |micros| {
            let left = Duration::from_secs(30) - Duration::from_micros(micros);
            *coarse(NextTimeout { after: left.into(), ..NextTimeout::default() }).after
        };
        assert_eq!(after(3), after(250));
        assert_eq!(coarse(NextTimeout::default()), NextTimeout::default());
    }
}
