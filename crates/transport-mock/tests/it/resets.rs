//! Resets to the start and to the last seed.

use std::time::Duration;

use transport_mock::{FakeWeChat, Fault, TestClock};
use wechat_user_core::clock::Clock;

use crate::support::Desk;

#[test]
fn a_reset_returns_to_the_start_with_clock_secret_and_faults() {
    let wechat = FakeWeChat::new().with_followers(10);
    wechat.seed(r#"{"groups": [{"name": "x", "members": [3]}]}"#).unwrap();
    wechat.add_fault(Fault::stall().on("/cgi-bin/tags/get"));
    wechat.mark_start();
    let (state, secret) = (wechat.save(), wechat.app_secret());
    let calls = |wechat: &FakeWeChat| Desk::new(wechat.clone()).get("/cgi-bin/groups/get");
    let first = calls(&wechat);

    wechat.seed(r#"{"app_secret": "other", "followers": 5, "seed": 9}"#).unwrap();
    wechat.clock().advance(Duration::from_secs(100_000));
    assert_ne!(wechat.save(), state);
    wechat.reset_to_start();
    assert_eq!((wechat.save(), wechat.clock().now(), wechat.calls()), (state, TestClock::START, 0));
    assert_eq!(wechat.app_secret().expose(), secret.expose());
    assert_eq!(calls(&wechat), first);
}

#[test]
fn a_reset_to_the_seed_returns_to_the_last_seed() {
    let wechat = FakeWeChat::new();
    wechat.mark_start();
    let start = wechat.save();
    wechat.reset_to_seed();
    assert_eq!(wechat.save(), start, "without a seed it is the start");

    wechat.clock().advance(Duration::from_secs(60));
    wechat.seed(r#"{"followers": 7, "blacklist": [1]}"#).unwrap();
    let seeded = (wechat.save(), wechat.clock().now());
    wechat.block(&wechat.openid(2));
    wechat.clock().advance(Duration::from_secs(60));
    wechat.reset_to_seed();
    assert_eq!((wechat.save(), wechat.clock().now()), seeded);
    wechat.reset_to_start();
    assert_eq!((wechat.save(), wechat.clock().now()), (start, TestClock::START));
}

#[test]
fn a_running_clock_shows_the_systems_time_after_a_reset() {
    let (clock, other) = (TestClock::running(), TestClock::running());
    let wechat = FakeWeChat::new().with_clock(clock.clone());
    wechat.mark_start();
    clock.advance(Duration::from_secs(1_000_000));
    wechat.reset_to_start();
    assert!(clock.now().since(other.now()) < Duration::from_secs(1_000));
}
