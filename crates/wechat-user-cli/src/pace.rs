//! `--jobs`, `--rate` and `--max-calls`: how fast a long command calls the service, and how often.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;
use wechat_user::transport::{Request, Response, Transport, TransportError};
use wechat_user::{Cancel, Error};

use crate::failure::{Failure, Partial};
use crate::messages::settings;

/// How often a wait looks for an interruption.
const SLICE: Duration = Duration::from_millis(50);

/// The limits that a user sets.
#[derive(Args, Clone, Copy, Debug, Default)]
pub(crate) struct Limits {
    /// At most so many calls a second (20 or 20/s) or a minute (600/m), token requests and retries included
    #[arg(long, value_name = "RATE", value_parser = interval)]
    rate: Option<Duration>,
    /// End after so many calls, token requests and retries included
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    max_calls: Option<u64>,
}

/// For clap: the time between two calls.
fn interval(text: &str) -> Result<Duration, String> {
    let (number, unit) = text.split_once('/').unwrap_or((text, "s"));
    let unit = match unit {
        "s" => 1.0,
        "m" | "min" => 60.0,
        _ => return Err("expected calls a second, such as 20 or 20/s, or a minute, such as 600/m".to_owned()),
    };
    let number: f64 = number.parse().map_err(|_| "expected a number of calls, such as 20/s".to_owned())?;
    let interval = Duration::try_from_secs_f64(unit / number).ok();
    interval
        .filter(|interval| number > 0.0 && *interval <= Duration::from_secs(3_600))
        .ok_or_else(|| "a rate is more than 0, and at least one call an hour".to_owned())
}

impl Limits {
    pub(crate) fn pace(self, cancel: &Cancel) -> Pace {
        Pace(Arc::new(Shared {
            interval: self.rate.unwrap_or_default(),
            max_calls: self.max_calls,
            cancel: cancel.clone(),
            sent: AtomicU64::new(0),
            is_used_up: AtomicBool::new(false),
            next: Mutex::new(None),
        }))
    }

    /// How many calls may be in flight at this rate: one does not wait for seconds on the others.
    pub(crate) fn jobs(self, jobs: usize) -> usize {
        let in_five_seconds = match self.rate {
            Some(rate) => 5.0 / rate.as_secs_f64(),
            None => return jobs,
        };
        // A conversion to an integer saturates.
        jobs.min(in_five_seconds as usize).max(1)
    }
}

/// The calls of a run so far.
#[derive(Clone, Debug)]
pub(crate) struct Pace(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    interval: Duration,
    max_calls: Option<u64>,
    cancel: Cancel,
    sent: AtomicU64,
    is_used_up: AtomicBool,
    /// When the next request may be sent.
    next: Mutex<Option<Instant>>,
}

impl Pace {
    /// The limit, after a request that it did not let pass.
    pub(crate) fn used_up(&self) -> Option<u64> {
        self.0.max_calls.filter(|_| self.0.is_used_up.load(Ordering::Relaxed))
    }

    /// Why a call before the run failed.
    pub(crate) fn failure(&self, error: Error) -> Failure {
        self.used_up().map_or_else(|| error.into(), |limit| Failure::Partial(Partial::used_up(limit, 0, 0)))
    }

    /// How long requests wait at most, with so many of them in flight.
    pub(crate) fn delay(&self, jobs: usize) -> Duration {
        self.0.interval.saturating_mul(u32::try_from(jobs).unwrap_or(u32::MAX))
    }

    /// The transport with these limits.
    pub(crate) const fn limit<T>(self, transport: T) -> Paced<T> {
        Paced { transport, pace: self }
    }

    /// Waits until a request may be sent. Returns how long that was.
    fn wait(&self) -> Result<Duration, TransportError> {
        let Shared { interval, max_calls, cancel, sent, is_used_up, next } = &*self.0;
        let more = |sent| Some(sent + 1).filter(|count| max_calls.is_none_or(|max| *count <= max));
        if sent.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).is_err() {
            is_used_up.store(true, Ordering::Relaxed);
            cancel.cancel();
            return Err(TransportError::not_sent(settings::calls_used_up()));
        }
        if interval.is_zero() {
            return Ok(Duration::ZERO);
        }
        let start = Instant::now();
        let turn = {
            let mut next = next.lock().unwrap_or_else(PoisonError::into_inner);
            let turn = next.map_or(start, |next| next.max(start));
            *next = Some(turn + *interval);
            turn
        };
        loop {
            let now = Instant::now();
            if now >= turn {
                return Ok(now - start);
            }
            if cancel.is_cancelled() {
                return Err(TransportError::not_sent(settings::cancelled()));
            }
            thread::sleep(SLICE.min(turn - now));
        }
    }
}

/// A transport that sends no faster than a [`Pace`].
#[derive(Debug)]
pub(crate) struct Paced<T> {
    transport: T,
    pace: Pace,
}

impl<T: Transport> Transport for Paced<T> {
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.pace.wait()?;
        self.transport.send(request)
    }

    fn send_within(&self, request: Request, time: Duration) -> Result<Response, TransportError> {
        let waited = self.pace.wait()?;
        self.transport.send_within(request, time.saturating_sub(waited))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_a_second_s_or_a_minute_s() {
        for (text, millis) in [("20", 50), ("20/s", 50), ("600/m", 100), ("0.5", 2_000), ("60/min", 1_000)] {
            assert_eq!(interval(text), Ok(Duration::from_millis(millis)), "{text}");
        }
        for text in ["", "0", "-1", "x", "1/h", "nan", "inf/s/s", "0.0001"] {
            assert!(interval(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_slow_rate_keeps_few_calls_in_flight() {
        let limits = |rate: &str| Limits { rate: Some(interval(rate).unwrap()), max_calls: None };
        assert_eq!([limits("100").jobs(8), limits("1").jobs(8), limits("1/m").jobs(8)], [8, 5, 1]);
        assert_eq!(Limits::default().jobs(8), 8);
    }

    #[test]
    fn the_request_after_the_last_one_is_not_sent_and_ends_the_run() {
        let cancel = Cancel::new();
        let pace = Limits { rate: None, max_calls: Some(2) }.pace(&cancel);
        assert!(pace.wait().is_ok() && pace.wait().is_ok() && pace.used_up().is_none() && !cancel.is_cancelled());
        assert!(pace.wait().is_err() && cancel.is_cancelled());
        assert_eq!(pace.used_up(), Some(2));
    }

    #[test]
    fn requests_keep_their_distance_and_a_cancelled_wait_ends() {
        let cancel = Cancel::new();
        let pace = Limits { rate: Some(Duration::from_millis(20)), max_calls: None }.pace(&cancel);
        let next = || (*pace.0.next.lock().unwrap()).unwrap();
        pace.wait().unwrap();
        let second = next();
        (0..3).for_each(|_| assert!(pace.wait().is_ok()));
        assert!(next() >= second + Duration::from_millis(60));

        let pace = Limits { rate: Some(Duration::from_secs(3_600)), max_calls: None }.pace(&cancel);
        pace.wait().unwrap();
        cancel.cancel();
        assert!(pace.wait().is_err());
    }
}
