//! The real `Obtain` and the real slots: several processes with one store, in random schedules. A schedule is a seed; a
//! failure prints it, and `OBTAIN_SEED=n` runs that one alone.
//!
//! `OBTAIN_SCHEDULES=n` sets their number: 100,000 in `.ci/run`, a million in `.ci/long`, fewer otherwise.

mod process;
mod random;
mod service;
mod world;

use std::thread;

use random::Random;
use world::{Troubles, World};

const SCHEDULES: u64 = 25_000;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} must be a number")))
}

/// Runs the seeds on two threads; a panic of one names its seed.
fn schedules(number_of: u64, run: impl Fn(u64) + Sync) {
    let run = &run;
    if let Some(seed) = number("OBTAIN_SEED") {
        return run(seed);
    }
    thread::scope(|scope| {
        for half in 0..2 {
            scope.spawn(move || (half..number_of).step_by(2).for_each(run));
        }
    });
}

/// What must hold in every schedule; the world itself checks the lock and the rejected values at every step.
fn check(seed: u64, world: &World) {
    let counts = &world.counts;
    let bound = world.lives() + 1 + counts.outsiders + counts.deaths + counts.expiries;
    assert!(counts.fetches <= bound, "OBTAIN_SEED={seed}: {} fetches, at most {bound}: {world:?}", counts.fetches);
}

#[test]
fn in_every_schedule_fetches_are_bounded_and_the_lock_is_held() {
    schedules(number("OBTAIN_SCHEDULES").unwrap_or(SCHEDULES), |seed| {
        let mut random = Random::new(seed);
        let troubles = Troubles::random(&mut random);
        let mut world = World::new(seed, random, troubles);
        world.run();
        check(seed, &world);
    });
}

#[test]
fn in_calm_weather_there_is_one_fetch_a_life_and_no_call_fails() {
    schedules(2_000, |seed| {
        let mut world = World::new(seed, Random::new(seed), Troubles::default());
        world.run();
        assert!(world.counts.fetches <= world.lives() + 1, "OBTAIN_SEED={seed}: {world:?}");
        assert_eq!(world.counts.failed, 0, "OBTAIN_SEED={seed}: {world:?}");
        assert!(world.counts.calls > 0, "OBTAIN_SEED={seed}: {world:?}");
    });
}

#[test]
fn with_a_store_that_fails_now_and_then_no_rejected_value_is_granted_and_plain_fetches_without_it_are_rare() {
    let troubles = Troubles { store_fails: true, ..Troubles::default() };
    schedules(2_000, |seed| World::new(seed, Random::new(seed), troubles).run());
}
