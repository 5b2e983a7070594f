//! One list of scenarios for three drivers: the blocking one, the parallel one, and one written by hand as an async
//! program would. All must reach the same results with the same calls.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use transport_mock::{FakeWeChat, Fault};
use wechat_user::clock::Clock;
use wechat_user::groups::GetGroupOf;
use wechat_user::machine::{Fan, Step};
use wechat_user::transport::{Response, Transport, TransportError, transport_fn};
use wechat_user::users::{GetUsers, UserList};
use wechat_user::{Batch, Call, Client, Credentials, Ended, Error, ErrorKind, Machine, OpenId, Session};

use crate::{GROUPS_GET, builder, openids};

/// What goes wrong, on a list of 10 batches of 10 profiles.
fn scenarios() -> Vec<(&'static str, Vec<Fault>)> {
    const PATH: &str = "/cgi-bin/user/info/batchget";
    vec![
        ("nothing", vec![]),
        ("the token is replaced", vec![Fault::replace_token().on(PATH).after(3)]),
        ("a gateway fails", vec![Fault::status(502).on(PATH).after(2).times(2)]),
        ("a response is lost", vec![Fault::lose_response().on(PATH)]),
        ("busy", vec![Fault::errcode(-1).on(PATH).after(9)]),
        ("refused for good", vec![Fault::errcode(40_013).on(PATH).after(4)]),
    ]
}

fn world(faults: &[Fault]) -> (FakeWeChat, Vec<OpenId>) {
    let wechat = FakeWeChat::new().with_followers(100);
    faults.iter().cloned().for_each(|fault| wechat.add_fault(fault));
    let openids = openids(&wechat, 100);
    (wechat, openids)
}

fn calls(openids: &[OpenId]) -> impl Iterator<Item = Call<UserList>> {
    openids.chunks(10).map(|chunk| Call::new(&GetUsers::new(Batch::new(chunk).unwrap())))
}

type Results = BTreeMap<usize, Result<usize, Option<i64>>>;

fn note(results: &mut Results, (index, result): (usize, Result<UserList, Error>)) {
    let result = result.map(|users| users.len()).map_err(|error| error.code().map(|code| code.get()));
    assert!(results.insert(index, result).is_none(), "batch {index} has two results");
}

/// What an async program does, as a loop: polls, keeps requests in flight, and completes them in another order.
fn by_hand(wechat: &FakeWeChat, width: usize, openids: &[OpenId]) -> Results {
    let mut session = Session::new(Credentials::stable(wechat.app_id(), wechat.app_secret())).unwrap().with_seed(7);
    let mut fan = Fan::new(width, calls(openids));
    let (mut in_flight, mut results) = (Vec::new(), Results::new());
    loop {
        match fan.poll(&mut session, wechat.clock().now()) {
            Step::Send(outgoing) => in_flight.push(outgoing),
            Step::Wait { until, .. } => match in_flight.pop() {
                Some(outgoing) => {
                    let id = outgoing.id();
                    let outcome = wechat.send(outgoing.into_request()).into();
                    fan.handle(wechat.clock().now(), id, outcome);
                }
                None => wechat.clock().advance_to(until.expect("only time can end this wait")),
            },
            Step::Yield(item) => note(&mut results, item),
            Step::Done => return results,
        }
    }
}

#[test]
fn all_drivers_reach_the_same_results() {
    for (name, faults) in scenarios() {
        let (wechat, openids) = world(&faults);
        let client = builder(&wechat).build().unwrap();
        let mut blocking = Results::new();
        client.drive(Fan::new(1, calls(&openids))).for_each(|item| note(&mut blocking, item));
        let (calls_made, tokens) = (wechat.calls(), wechat.token_requests());

        let (wechat, openids) = world(&faults);
        assert_eq!(by_hand(&wechat, 1, &openids), blocking, "{name}");
        assert_eq!((wechat.calls(), wechat.token_requests()), (calls_made, tokens), "{name}");

        // With calls in parallel, a fault affects another batch and a replaced token several of them. The sum of the
        // results is the same.
        let (wechat, openids) = world(&faults);
        let client = builder(&wechat).build().unwrap();
        let mut parallel = Results::new();
        let ended = client.drive_parallel(8, Fan::new(8, calls(&openids)), |item| {
            note(&mut parallel, item);
            ControlFlow::Continue(())
        });
        assert_eq!(ended, Ended::Done);
        let sorted = |results: &Results| {
            let mut values: Vec<_> = results.values().copied().collect();
            values.sort();
            values
        };
        assert_eq!(sorted(&parallel), sorted(&blocking), "{name}");
        assert_eq!(wechat.token_requests(), tokens, "{name}");

        let (wechat, openids) = world(&faults);
        assert_eq!(sorted(&by_hand(&wechat, 8, &openids)), sorted(&blocking), "{name}");
    }
}

#[test]
fn a_break_ends_a_parallel_run() {
    let (wechat, openids) = world(&[]);
    let client = builder(&wechat).build().unwrap();
    let mut seen = 0;
    let ended = client.drive_parallel(2, Fan::new(2, calls(&openids)), |_| {
        seen += 1;
        if seen == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(ended, Ended::Stopped);
    assert_eq!(seen, 3);
    assert!(wechat.calls() <= 6, "{} calls", wechat.calls());
}

#[test]
fn a_transport_that_panics_counts_as_one_without_a_response() {
    let calls = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&calls);
    let transport = transport_fn(move |_| {
        if count.fetch_add(1, Ordering::SeqCst) == 0 {
            panic!("a bug in an HTTP stack")
        }
        Ok(Response::new(br#"{"groupid":7}"#.to_vec()))
    });
    let client = Client::builder_with(Credentials::no_token("wx1")).transport(transport).build().unwrap();
    let openid = OpenId::new("oDF3iYx0ro3_7jD4HFRDfrjdCM58").unwrap();
    let mut found = Vec::new();
    let ended = client.drive_parallel(2, Call::new(&GetGroupOf::new(&openid)), |item| {
        found.push(item.unwrap().groupid.get());
        ControlFlow::Continue(())
    });
    assert_eq!(ended, Ended::Done);
    assert_eq!((found, calls.load(Ordering::SeqCst)), (vec![7], 2));
}

#[test]
fn a_machine_dropped_in_the_middle_keeps_no_other_call_waiting() {
    let (wechat, openids) = world(&[]);
    let client = builder(&wechat).build().unwrap();
    let mut run = client.drive(Fan::new(4, calls(&openids)));
    run.next().unwrap().1.unwrap();
    drop(run);
    assert_eq!(client.groups().list().unwrap().len(), 3);
}

#[test]
fn a_response_after_the_deadline_is_ignored() {
    let wechat = FakeWeChat::new();
    let mut session = Session::new(Credentials::no_token("wx1")).unwrap();
    let openid = wechat.openid(0);
    let mut call = Call::new(&GetGroupOf::new(&openid)).with_timeout(std::time::Duration::from_secs(1));
    let now = wechat.clock().now();
    let Step::Send(outgoing) = call.poll(&mut session, now) else { panic!() };
    let Step::Wait { until: Some(until), .. } = call.poll(&mut session, now) else { panic!() };
    let Step::Yield(Err(error)) = call.poll(&mut session, until) else { panic!() };
    assert!(matches!(error.kind(), ErrorKind::Deadline { .. }) && error.may_have_been_done(), "{error:?}");
    let late = Err(TransportError::unknown("late")).into();
    assert!(call.handle(until, outgoing.id(), late).ignored);
    assert!(matches!(call.poll(&mut session, until), Step::Done));
}

#[test]
fn the_closure_of_a_parallel_run_may_call_and_wait() {
    let (wechat, openids) = world(&[]);
    let client = builder(&wechat).build().unwrap();
    wechat.add_fault(Fault::status(502).on(GROUPS_GET).times(2).after(5));
    let mut listed = 0;
    let ended = client.drive_parallel(4, Fan::new(4, calls(&openids)), |_| {
        listed += client.groups().list().unwrap().len();
        ControlFlow::Continue(())
    });
    assert_eq!((ended, listed), (Ended::Done, 3 * 10));
}
