//! A bulk run of three batches in two lanes, against every script of what the service does with its requests.

mod jobs;

use std::collections::BTreeMap;

use wechat_user_core::bulk::{Bulk, BulkEnd, ItemOutcome, ItemResult, Job};
use wechat_user_core::machine::{ExchangeId, Outcome, Purpose, Step};
use wechat_user_core::{Credentials, Error, Machine, OpenId, Session, Timestamp};

use jobs::{Converting, Moving, Reading, Tagging};

use crate::scripts::{Order, depth, for_every_script};
use crate::service::{self, Fate, Service};

/// The last one comes twice.
const INPUT: [&str; 6] = ["o0", "o1", "o2", "o3", "o4", "o0"];

struct Run<J: Job> {
    outcomes: BTreeMap<u64, ItemOutcome<J::Item, J::Value>>,
    end: BulkEnd,
    service: Service,
}

fn run<J: Job<Item = OpenId>>(job: J, order: Order, script: &[Fate]) -> Run<J> {
    let safe = J::SPEC.replay() == wechat_user_core::endpoint::Replay::Safe;
    let mut session = Session::new(Credentials::plain("wx1", "s")).unwrap();
    let mut service = Service::new(script);
    let mut bulk = Bulk::new(job, 2);
    let mut input = INPUT.into_iter();
    let mut in_flight: Vec<(ExchangeId, Vec<String>, Outcome)> = Vec::new();
    let mut outcomes = BTreeMap::new();
    let mut now = Timestamp::from_unix_secs(1_795_293_000);
    for _ in 0..1_000 {
        while bulk.has_room() {
            match input.next() {
                Some(openid) => bulk.push(OpenId::new(openid).unwrap()),
                None => bulk.finish(),
            }
        }
        match bulk.poll(&mut session, now) {
            Step::Send(outgoing) => {
                let id = outgoing.id();
                if matches!(outgoing.purpose(), Purpose::Credential(_)) {
                    in_flight.push((id, Vec::new(), service.token()));
                    continue;
                }
                assert!(!service.day_is_over, "sent after the quota of the day was handled: {script:?}");
                let openids = service::openids(outgoing.request().body());
                for (_, others, _) in &in_flight {
                    let twice = openids.iter().any(|openid| others.contains(openid));
                    assert!(!(J::CHANGES && twice), "two changes of one openid in flight: {script:?}");
                }
                let again = openids.iter().any(|openid| service.may_be_done.contains(openid));
                let duplicate = openids.iter().any(|openid| openid == "o0");
                assert!(safe || !again || duplicate, "sent again, and is not safe to repeat: {script:?}");
                assert!(openids.len() <= J::LIMIT);
                let outcome = service.exchange(&openids);
                in_flight.push((id, openids, outcome));
            }
            Step::Wait { .. } if !in_flight.is_empty() => {
                for (id, _, outcome) in in_flight.drain(order.arrive(in_flight.len())) {
                    service.day_is_over |= service::says_day_is_over(&outcome);
                    assert!(!bulk.handle(now, id, outcome).ignored);
                }
            }
            Step::Wait { until, why } => {
                let until = until.unwrap_or_else(|| panic!("waits for {why} for ever: {script:?}"));
                assert!(until > now, "a wait in the past: {script:?}");
                now = until;
            }
            Step::Yield(outcome) => {
                let index = outcome.index;
                assert!(outcomes.insert(index, outcome).is_none(), "two outcomes of {index}: {script:?}");
            }
            Step::Done => {
                assert!(in_flight.is_empty(), "{script:?}");
                assert!(matches!(bulk.poll(&mut session, now), Step::Done));
                let end = bulk.ended().cloned().expect("it has ended");
                return Run { outcomes, end, service };
            }
        }
    }
    panic!("does not end: {script:?}");
}

fn check<J: Job<Item = OpenId>>(job: J, order: Order, script: &[Fate]) -> usize {
    let safe = J::SPEC.replay() == wechat_user_core::endpoint::Replay::Safe;
    let Run { outcomes, end, service } = run(job, order, script);
    let complete = matches!(end, BulkEnd::Complete);
    assert_eq!(outcomes.len(), INPUT.len(), "not every position has an outcome: {script:?} {end:?}");
    let used = &script[..service.used.min(script.len())];
    for (index, outcome) in &outcomes {
        let openid = INPUT[usize::try_from(*index).unwrap()];
        assert_eq!(outcome.item.as_str(), openid);
        let done = service.done.contains(openid);
        let may_be_done = service.may_be_done.contains(openid);
        match &outcome.result {
            ItemResult::Done(_) => assert!(done, "{openid} is not done: {used:?}"),
            ItemResult::Missing => panic!("the service mentions every openid: {used:?}"),
            ItemResult::Failed(error) => {
                assert!(error.may_have_been_done() || !may_be_done || openid == "o0", "{openid}: {used:?} {error}");
            }
            ItemResult::NotTried => {
                assert!(!complete, "not tried in a complete run: {used:?}");
                assert!(safe || !may_be_done || openid == "o0", "{openid} may not be fed again: {used:?}");
            }
        }
    }
    if service.day_is_over {
        let code = end.error().and_then(Error::code).map(|code| code.get());
        assert!(code == Some(45_009) && end.retry_at().is_some() || !complete, "{used:?} {end:?}");
    }
    if used.iter().all(|fate| *fate == Fate::Done) {
        assert!(complete && outcomes.values().all(|outcome| matches!(outcome.result, ItemResult::Done(_))));
    }
    if safe && used.iter().all(|fate| fate.passes()) && used.len() <= 2 {
        let all_done = outcomes.values().all(|outcome| matches!(outcome.result, ItemResult::Done(_)));
        assert!(all_done, "a failure that passes costs an item: {used:?}");
    }
    service.used
}

/// `MODEL_BULK_DEPTH` asks for more.
const DEPTH: usize = 4;

fn every_order<J: Job<Item = OpenId>>(job: impl Fn() -> J + Sync) {
    let depth = depth("MODEL_BULK_DEPTH", DEPTH);
    let runs: usize = std::thread::scope(|scope| {
        let job = &job;
        let every_script = move |order| for_every_script(&Fate::ALL, depth, |script| check(job(), order, script));
        let threads = Order::ALL.map(|order| scope.spawn(move || every_script(order)));
        threads.into_iter().map(|thread| thread.join().expect("a script that keeps the rules")).sum()
    });
    // Should this shrink, the model has stopped looking.
    assert!(runs > 6_000 || depth != DEPTH, "only {runs} scripts");
}

#[test]
fn every_script_of_a_bulk_change_with_partial_failures_keeps_the_rules() {
    every_order(|| Tagging);
}

#[test]
fn every_script_of_a_bulk_change_keeps_the_rules() {
    every_order(|| Moving);
}

#[test]
fn every_script_of_a_bulk_read_keeps_the_rules() {
    every_order(|| Reading);
}

#[test]
fn every_script_of_a_bulk_call_that_may_not_be_repeated_keeps_the_rules() {
    every_order(Converting::new);
}
