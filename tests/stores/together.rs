//! Eight processes with eight threads each: one fetch from cold, and one for each replacement by an outsider.

use mock_server::MockServer;
use transport_mock::{FakeWeChat, TestClock};
use wechat_user::TokenMode;

use crate::fleet::Fleet;
use crate::place::Place;
use crate::worker::Orders;

const PROCESSES: usize = 8;
const REPLACEMENTS: u64 = 10;

fn fleet(server: &MockServer, place: &Place, mode: TokenMode) -> Fleet {
    let mut fleet = Fleet::default();
    for _ in 0..PROCESSES {
        match (place, place.to_text()) {
            (Place::Memory(store), _) => fleet.add_client(server, mode, store.clone(), |_: &wechat_user::Event| {}),
            (_, Some(store)) => fleet.add_process(server, &Orders { store: &store, mode, halt_before: None }),
            (_, None) => unreachable!("only memory has no text"),
        }
    }
    fleet
}

#[test]
fn eight_processes_make_one_token_request_from_cold_and_one_more_for_each_replacement_and_no_call_fails() {
    for mode in [TokenMode::Stable, TokenMode::Plain] {
        for place in Place::all() {
            let what = format!("{} {mode:?}", place.name());
            let wechat = FakeWeChat::new().with_clock(TestClock::running());
            let server = MockServer::builder().service(wechat.clone()).start().unwrap();
            let fleet = fleet(&server, &place, mode);
            fleet.rounds(1);
            assert_eq!(wechat.token_requests(), 1, "{what}: from cold");
            for replacements in 1..=REPLACEMENTS {
                wechat.replace_token();
                // Two, as one round was under way: then every process has called in between.
                fleet.rounds(2);
                let requests = wechat.token_requests();
                assert!(requests <= 1 + replacements, "{what}: {requests} after {replacements} replacements");
            }
            let (arguments, secret) = (fleet.arguments(), wechat.app_secret());
            let (failures, printed) = fleet.finish();
            assert!(failures.is_empty(), "{what}: {failures:?}");
            // The search finds what is there.
            assert!(place.name() == "memory" || place.contents().contains(wechat.app_id().as_str()), "{what}");
            for (where_to, text) in [("store", &place.contents()), ("arguments", &arguments), ("output", &printed)] {
                assert!(!text.contains(secret.expose()), "{what}: the secret is in the {where_to}");
            }
        }
    }
}
