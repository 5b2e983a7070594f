//! The holder of the lock is killed (`kill -9`) at each of its steps: another process goes on, and no call fails.

use std::thread;

use mock_server::MockServer;
use transport_mock::{FakeWeChat, TestClock};
use wechat_user::TokenMode;

use crate::fleet::Fleet;
use crate::place::Place;
use crate::worker::Orders;

/// The steps of a process that starts from cold; it is killed before each of them, and so after the one before.
const STEPS: [&str; 7] = ["load", "lock", "load under the lock", "send", "replace", "unlock", "nothing"];
const REPLACE: usize = 5;

/// Returns what went wrong.
fn kill_before(step: usize, place: &Place, mode: TokenMode) -> Option<String> {
    let wechat = FakeWeChat::new().with_clock(TestClock::running());
    let server = MockServer::builder().service(wechat.clone()).start().unwrap();
    let store = place.to_text().unwrap();
    let mut fleet = Fleet::default();
    let halt_before = u32::try_from(step).ok();
    fleet.add_process(&server, &Orders { store: &store, mode, halt_before });
    fleet.halt();
    // They find the lock taken, or nothing at all; then its holder ends.
    fleet.add_process(&server, &Orders { store: &store, mode, halt_before: None });
    fleet.add_process(&server, &Orders { store: &store, mode, halt_before: None });
    fleet.kill_first();
    fleet.rounds(1);
    let (failures, _) = fleet.finish();
    // The holder may have fetched, and another process fetches only if it stored nothing.
    let most = if step == REPLACE { 2 } else { 1 };
    let requests = wechat.token_requests();
    let is_good = failures.is_empty() && requests <= most;
    (!is_good).then(|| {
        let name = STEPS[step - 1];
        format!("{} {mode:?}, before {name}: {requests} requests, at most {most}; {failures:?}", place.name())
    })
}

#[test]
fn a_holder_that_is_killed_at_any_of_its_steps_costs_one_fetch_at_most_and_no_call() {
    // All at once: each waits until the lock of the process that was killed is over.
    let scenarios = (2..STEPS.len()).flat_map(|step| [(step, TokenMode::Stable), (step, TokenMode::Plain)]);
    let problems: Vec<String> = thread::scope(|scope| {
        let mut threads = Vec::new();
        for (step, mode) in scenarios {
            for place in Place::for_processes() {
                threads.push(scope.spawn(move || kill_before(step, &place, mode)));
            }
        }
        threads.into_iter().filter_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
