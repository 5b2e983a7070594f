//! One list of scenarios through three drivers: the blocking one, the parallel one, and a hand-written one as an async program would have it.
//! All must come to the same answers and make the same calls.

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
use wechat_user::{Batch, Call, Client, Credentials, Error, ErrorKind, Machine, OpenId, Session};

use crate::{GROUPS_GET, builder, openids};

/// What goes wrong, on a list of 10 batches of 10 profiles.
fn scenarios() -> Vec<(&'static str, Vec<Fault>)> {
    const PATH: &str = "/cgi-bin/user/info/batchget";
    vec![
        ("nothing", vec![]),
        ("the token is replaced", vec![Fault::replace_token().on(PATH).after(3)]),
        ("a gateway fails", vec![Fault::status(502).on(PATH).after(2).times(2)]),
        ("an answer is lost", vec![Fault::lose_response().on(PATH)]),
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

type Answers = BTreeMap<usize, Result<usize, Option<i64>>>;

fn note(answers: &mut Answers, (index, result): (usize, Result<UserList, Error>)) {
    let told = result.map(|users| users.len()).map_err(|error| error.code().map(|code| code.get()));
    assert!(answers.insert(index, told).is_none(), "batch {index} was answered twice");
}

/// What an async program does, here in a loop of our own: polls, keeps requests in flight, answers them in another order.
fn by_hand(wechat: &FakeWeChat, width: usize, openids: &[OpenId]) -> Answers {
    let mut session = Session::new(Credentials::stable(wechat.app_id(), wechat.app_secret())).unwrap().with_seed(7);
    let mut fan = Fan::new(width, calls(openids));
    let (mut in_flight, mut answers) = (Vec::new(), Answers::new());
    loop {
        match fan.poll(&mut session, wechat.clock().now()) {
            Step::Send(outgoing) => in_flight.push(outgoing),
            Step::Wait { until, .. } => match in_flight.pop() {
                Some(outgoing) => {
                    let id = outgoing.id();
                    let outcome = wechat.send(outgoing.into_request()).into();
                    fan.handle(wechat.clock().now(), id, outcome);
                }
                None => wechat.clock().advance_to(until.expect("only time can help")),
            },
            Step::Yield(item) => note(&mut answers, item),
            Step::Done => return answers,
        }
    }
}

#[test]
fn all_drivers_come_to_the_same_answers() {
    for (name, faults) in scenarios() {
        let (wechat, openids) = world(&faults);
        let client = builder(&wechat).build().unwrap();
        let mut blocking = Answers::new();
        client.drive(Fan::new(1, calls(&openids))).for_each(|item| note(&mut blocking, item));
        let (calls_made, tokens) = (wechat.calls(), wechat.token_requests());

        let (wechat, openids) = world(&faults);
        assert_eq!(by_hand(&wechat, 1, &openids), blocking, "{name}");
        assert_eq!((wechat.calls(), wechat.token_requests()), (calls_made, tokens), "{name}");

        // Side by side, a fault strikes another batch, and a replaced token several of them; the sum of what comes of it is the same.
        let (wechat, openids) = world(&faults);
        let client = builder(&wechat).build().unwrap();
        let mut parallel = Answers::new();
        client.drive_parallel(8, Fan::new(8, calls(&openids)), |item| {
            note(&mut parallel, item);
            ControlFlow::Continue(())
        });
        let sorted = |answers: &Answers| {
            let mut values: Vec<_> = answers.values().copied().collect();
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
    client.drive_parallel(2, Fan::new(2, calls(&openids)), |_| {
        seen += 1;
        if seen == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(seen, 3);
    assert!(wechat.calls() <= 6, "{} calls", wechat.calls());
}

#[test]
fn a_transport_that_panics_counts_as_one_that_gave_no_answer() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let transport = transport_fn(move |_| {
        if count.fetch_add(1, Ordering::SeqCst) == 0 {
            panic!("a bug in somebody's HTTP stack")
        }
        Ok(Response::new(br#"{"groupid":7}"#.to_vec()))
    });
    let client = Client::builder_with(Credentials::no_token("wx1")).transport(transport).build().unwrap();
    let openid = OpenId::new("oDF3iYx0ro3_7jD4HFRDfrjdCM58").unwrap();
    let mut found = Vec::new();
    client.drive_parallel(2, Call::new(&GetGroupOf::new(&openid)), |item| {
        found.push(item.unwrap().groupid.get());
        ControlFlow::Continue(())
    });
    assert_eq!((found, asked.load(Ordering::SeqCst)), (vec![7], 2));
}

#[test]
fn a_machine_that_is_dropped_in_the_middle_keeps_nobody_waiting() {
    let (wechat, openids) = world(&[]);
    let client = builder(&wechat).build().unwrap();
    let mut run = client.drive(Fan::new(4, calls(&openids)));
    run.next().unwrap().1.unwrap();
    drop(run);
    assert_eq!(client.groups().list().unwrap().len(), 3);
}

#[test]
fn an_answer_after_the_deadline_is_ignored() {
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
    client.drive_parallel(4, Fan::new(4, calls(&openids)), |_| {
        listed += client.groups().list().unwrap().len();
        ControlFlow::Continue(())
    });
    assert_eq!(listed, 3 * 10);
}
