//! How long a connection may take for the head of a request, and how long it may be idle between two requests.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

/// What the worker is to do next, and by when.
pub(crate) struct Pace {
    header: Duration,
    idle: Duration,
    phase: Phase,
    /// When the last head ended, or the last bytes were written.
    last: Instant,
    /// Bytes wait until the worker reads.
    stalled: bool,
}

#[derive(Clone, Copy)]
enum Phase {
    /// To send the rest of a head; at the start of the connection all of it.
    Head(Instant),
    /// To read its response, and then to send another request.
    Between,
}

/// Until when there may be nothing to read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Limit {
    /// Then the worker has had its time.
    Over(Instant),
    /// It is not known yet; look again after this time, at the latest.
    Unknown(Duration),
}

impl Pace {
    /// Begins with a head.
    pub(crate) fn new(header: Duration, idle: Duration, now: Instant) -> Self {
        Self { header, idle, phase: Phase::Head(now + header), last: now, stalled: false }
    }

    /// After bytes were read: whether a head ended in them, and whether another one has begun.
    pub(crate) fn read(&mut self, ended: bool, begun: bool, now: impl FnOnce() -> Instant) {
        match self.phase {
            Phase::Head(_) if !ended => {}
            _ if begun => self.phase = Phase::Head(now() + self.header),
            _ if ended => (self.phase, self.last) = (Phase::Between, now()),
            _ => {}
        }
    }

    /// After bytes were to be written: whether they were.
    pub(crate) fn write(&mut self, written: bool, now: impl FnOnce() -> Instant) {
        self.stalled = !written;
        if written {
            self.last = now();
        }
    }

    /// Until when there may be nothing to read. A connection is not idle while a request of it is served, nor while its
    /// response is not read: that has a limit of its own.
    pub(crate) fn limit(&self, is_serving: bool) -> Limit {
        match self.phase {
            Phase::Head(due) => Limit::Over(due),
            Phase::Between if is_serving || self.stalled => Limit::Unknown(self.idle),
            Phase::Between => Limit::Over(self.last + self.idle),
        }
    }
}

/// One timer for a whole connection. To set it again with each request would cost a system call each time, which wakes
/// the runtime for a time that is earlier than all others. So it may fire too early, and is then set again.
pub(crate) struct Timer(Pin<Box<Sleep>>);

impl Timer {
    /// Fires at this time, or earlier.
    pub(crate) fn new(at: Instant) -> Self {
        Self(Box::pin(sleep_until(at)))
    }

    /// Ready when the limit is over. Otherwise it wakes this task at that time, or earlier.
    ///
    /// The HTTP library does not look for the next request after a response, if it has looked during the request. So
    /// the timer runs then too, with a time that ends before that of the idle connection, and wakes it for a look.
    pub(crate) fn poll_over(&mut self, limit: &Limit, context: &mut Context<'_>) -> Poll<()> {
        let latest = match limit {
            Limit::Over(due) => *due,
            Limit::Unknown(time) => Instant::now() + *time,
        };
        if latest < self.0.deadline() {
            self.0.as_mut().reset(latest);
        }
        loop {
            ready!(self.0.as_mut().poll(context));
            if matches!(limit, Limit::Over(due) if self.0.deadline() >= *due) {
                return Poll::Ready(());
            }
            self.0.as_mut().reset(latest);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;

    const HEADER: u64 = 10;
    const IDLE: u64 = 75;
    const UNKNOWN: Limit = Limit::Unknown(Duration::from_secs(IDLE));

    /// A connection that began now, and the time so many seconds later.
    fn begin() -> (Pace, impl Fn(u64) -> Instant) {
        let start = Instant::now();
        let pace = Pace::new(Duration::from_secs(HEADER), Duration::from_secs(IDLE), start);
        (pace, move |seconds| start + Duration::from_secs(seconds))
    }

    #[test]
    fn a_head_has_its_time_however_many_pieces_it_comes_in() {
        let (mut pace, at) = begin();
        for second in [4, 8] {
            pace.read(false, true, || at(second));
            assert_eq!(pace.limit(false), Limit::Over(at(HEADER)));
        }
    }

    #[test]
    fn a_request_that_is_served_has_no_limit_here_and_after_its_response_the_connection_may_be_idle() {
        let (mut pace, at) = begin();
        pace.read(true, false, || at(1));
        assert_eq!(pace.limit(true), UNKNOWN);
        pace.write(true, || at(3));
        assert_eq!(pace.limit(false), Limit::Over(at(3 + IDLE)));
        assert_eq!(pace.limit(true), UNKNOWN, "the next request was there already");
    }

    #[test]
    fn a_response_that_is_read_slowly_does_not_make_the_connection_idle() {
        let (mut pace, at) = begin();
        pace.read(true, false, || at(1));
        pace.write(true, || at(2));
        pace.write(false, || at(2));
        assert_eq!(pace.limit(false), UNKNOWN);
        pace.write(true, || at(90));
        assert_eq!(pace.limit(false), Limit::Over(at(90 + IDLE)));
    }

    #[test]
    fn the_next_head_has_its_own_time() {
        let (mut pace, at) = begin();
        pace.read(true, false, || at(1));
        pace.write(true, || at(2));
        pace.read(false, false, || at(20));
        assert_eq!(pace.limit(false), Limit::Over(at(2 + IDLE)), "an empty line is no head");
        pace.read(false, true, || at(50));
        assert_eq!(pace.limit(false), Limit::Over(at(50 + HEADER)));
    }

    #[test]
    fn a_head_that_ends_with_the_beginning_of_the_next_one_begins_its_own_time() {
        let (mut pace, at) = begin();
        pace.read(true, true, || at(4));
        assert_eq!(pace.limit(true), Limit::Over(at(4 + HEADER)));
    }

    #[test]
    fn a_timer_that_fires_too_early_is_set_again_and_one_that_is_too_late_is_set_back() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let (now, hour) = (Instant::now(), Duration::from_secs(3_600));
            for (set, due) in [(now, now + Duration::from_millis(30)), (now + hour, now + Duration::from_millis(1))] {
                let mut timer = Timer::new(set);
                poll_fn(|context| timer.poll_over(&Limit::Over(due), context)).await;
                assert!(Instant::now() >= due);
            }
            for limit in [Limit::Over(now + hour), Limit::Unknown(hour)] {
                let mut timer = Timer::new(now);
                poll_fn(|context| {
                    assert!(timer.poll_over(&limit, context).is_pending());
                    Poll::Ready(())
                })
                .await;
                assert!(timer.0.deadline() >= now + hour);
            }
        });
    }
}
