//! A token or a ticket is renewed a little before it expires, by one call; all others go on with the old value.

use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use transport_mock::{FakeWeChat, Fault};
use wechat_user::{Client, Error};

use crate::{STABLE_TOKEN, client};

const THREADS: usize = 64;
const GETTICKET: &str = "/cgi-bin/ticket/getticket";

fn list(client: &Client) -> Result<(), Error> {
    client.groups().list().map(drop)
}

fn ticket(client: &Client) -> Result<(), Error> {
    client.jssdk().ticket().map(drop)
}

/// A client whose token expires in so many seconds.
fn with_an_old_token(left: u64) -> (FakeWeChat, Client) {
    let wechat = FakeWeChat::new();
    let client = client(&wechat);
    list(&client).unwrap();
    wechat.clock().advance(Duration::from_secs(7_200 - left));
    (wechat, client)
}

/// A client whose ticket expires in so many seconds, and whose token is fresh.
fn with_an_old_ticket(left: u64) -> (FakeWeChat, Client) {
    let wechat = FakeWeChat::new();
    let client = client(&wechat);
    ticket(&client).unwrap();
    wechat.clock().advance(Duration::from_secs(7_200 - left));
    list(&client).unwrap();
    (wechat, client)
}

/// Many threads make the call while the response to `path` is held back: all but one finish.
fn all_but_one_finish(wechat: &FakeWeChat, client: &Client, path: &str, call: fn(&Client) -> Result<(), Error>) {
    let before = wechat.calls_to(path);
    let gate = wechat.hold(path);
    let (done, finished) = channel();
    thread::scope(|scope| {
        for _ in 0..THREADS {
            let done = done.clone();
            scope.spawn(move || done.send(call(client)).unwrap());
        }
        let results: Vec<_> = finished.iter().take(THREADS - 1).collect();
        assert!(results.iter().all(Result::is_ok), "{results:?}");
        gate.open();
        finished.recv().unwrap().unwrap();
    });
    assert_eq!(wechat.calls_to(path), before + 1);
}

#[test]
fn rule_6_64_threads_at_the_margin_make_one_token_request_and_63_do_not_wait_for_it() {
    let (wechat, client) = with_an_old_token(100);
    all_but_one_finish(&wechat, &client, STABLE_TOKEN, list);
}

#[test]
fn rule_6_64_threads_at_the_margin_of_a_ticket_make_one_request_and_63_do_not_wait_for_it() {
    let (wechat, client) = with_an_old_ticket(100);
    all_but_one_finish(&wechat, &client, GETTICKET, ticket);
}

#[test]
fn rule_6_a_renewal_that_fails_with_119_seconds_of_life_left_disturbs_no_call() {
    for fault in [Fault::errcode(45_009), Fault::errcode(40_164), Fault::status(502), Fault::lose_response()] {
        let (wechat, client) = with_an_old_token(119);
        wechat.add_fault(fault.on(STABLE_TOKEN).times(1));
        for _ in 0..10 {
            list(&client).unwrap();
        }
        assert_eq!(wechat.token_requests(), 2, "the first, and one renewal that failed");
    }
}

#[test]
fn rule_6_a_renewal_of_a_ticket_that_fails_disturbs_no_call() {
    let (wechat, client) = with_an_old_ticket(119);
    let before = wechat.calls_to(GETTICKET);
    wechat.add_fault(Fault::errcode(45_009).on(GETTICKET).times(1));
    for _ in 0..10 {
        ticket(&client).unwrap();
    }
    assert_eq!(wechat.calls_to(GETTICKET), before + 1);
}

#[test]
fn a_value_that_expired_is_not_used_when_its_renewal_fails() {
    let (wechat, client) = with_an_old_token(0);
    wechat.add_fault(Fault::errcode(40_164).on(STABLE_TOKEN).times(1));
    assert_eq!(list(&client).unwrap_err().code().unwrap().get(), 40_164);
}
