//! When the exchange of this thread must have ended.
//!
//! ureq takes a time-out of one request only with a whole configuration of that request's own, which costs a copy of
//! the agent's and a place in a map. So our agents have no overall time-out, and our resolver, our connector and our
//! transport cut the ones that ureq gives them. As with [`Stage`](crate::stage::Stage), one exchange runs on one
//! thread.

use std::cell::Cell;
use std::time::{Duration, Instant};

use ureq::unversioned::transport::NextTimeout;
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

#[cfg(test)]
mod tests {
    use super::*;
    use ureq::unversioned::transport::time;

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
}
