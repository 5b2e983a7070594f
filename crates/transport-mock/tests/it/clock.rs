//! Time in tests: no waiting, and no moving on while something is in flight.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use transport_mock::TestClock;
use wechat_user_core::Timestamp;
use wechat_user_core::clock::{Clock, Signal};

/// A signal that is announced through a channel.
struct Wire {
    announced: std::sync::Mutex<mpsc::Receiver<()>>,
    in_flight: usize,
}

impl Wire {
    fn new(in_flight: usize) -> (mpsc::Sender<()>, Self) {
        let (announce, announced) = mpsc::channel();
        (announce, Self { announced: announced.into(), in_flight })
    }
}

impl Signal for Wire {
    fn wait(&self, at_most: Option<Duration>) -> bool {
        let announced = self.announced.lock().unwrap();
        match at_most {
            Some(at_most) => announced.recv_timeout(at_most).is_ok(),
            None => announced.recv().is_ok(),
        }
    }

    fn in_flight(&self) -> usize {
        self.in_flight
    }
}

const HOUR: Duration = Duration::from_secs(3_600);

#[test]
fn waiting_with_nothing_in_flight_takes_no_time() {
    let clock = TestClock::new();
    let (_announce, idle) = Wire::new(0);
    clock.wait(&idle, Some(TestClock::START + HOUR));
    assert_eq!(clock.now(), TestClock::START + HOUR);
    clock.wait(&idle, Some(TestClock::START));
    assert_eq!(clock.now(), TestClock::START + HOUR, "never back");
    assert_eq!(clock.waiting(), 0);
}

#[test]
fn waiting_with_something_in_flight_waits_for_it() {
    let clock = TestClock::new();
    let (announce, busy) = Wire::new(1);
    thread::scope(|scope| {
        let waiter = scope.spawn(|| clock.wait(&busy, Some(TestClock::START + HOUR)));
        clock.until_waiting(1);
        assert!(!waiter.is_finished());
        announce.send(()).unwrap();
        waiter.join().unwrap();
    });
    assert_eq!(clock.now(), TestClock::START, "time stood still");
}

#[test]
fn waiting_for_nothing_in_particular_waits_for_the_signal() {
    let clock = TestClock::new();
    let (announce, idle) = Wire::new(0);
    announce.send(()).unwrap();
    clock.wait(&idle, None);
    assert_eq!(clock.now(), TestClock::START);
}

#[test]
fn clones_show_the_same_time() {
    let clock = TestClock::at(Timestamp::from_unix_secs(5));
    let other = clock.clone();
    other.advance(HOUR);
    assert_eq!(clock.now(), Timestamp::from_unix_secs(3_605));
    clock.set(Timestamp::from_unix_secs(1));
    other.advance_to(Timestamp::from_unix_secs(2));
    other.advance_to(Timestamp::from_unix_secs(1));
    assert_eq!(clock.now(), Timestamp::from_unix_secs(2));
    assert_eq!(format!("{clock:?}"), "TestClock(Timestamp(2000))");
}

#[test]
fn a_running_clock_runs_and_can_be_moved() {
    let clock = TestClock::running();
    let before = clock.now();
    assert!(before > Timestamp::from_unix_secs(1_700_000_000));
    clock.advance(HOUR);
    assert!(clock.now() >= before + HOUR);
    let (announce, busy) = Wire::new(1);
    announce.send(()).unwrap();
    clock.wait(&busy, Some(clock.now() + HOUR));
    clock.wait(&busy, Some(before));
    clock.set(Timestamp::from_unix_secs(1));
    assert!(clock.now() < before);
}
