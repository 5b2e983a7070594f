//! Tickets: a second slot, whose fetch is itself a call that needs a token.

use std::thread;
use std::time::Duration;

use transport_mock::{FakeWeChat, Fault};
use wechat_user::ErrorKind;

use crate::client;

const GETTICKET: &str = "/cgi-bin/ticket/getticket";

#[test]
fn a_ticket_is_fetched_once_and_again_before_it_expires() {
    let wechat = FakeWeChat::new();
    let client = client(&wechat);
    let first = client.jssdk().ticket().unwrap();
    assert_eq!(client.jssdk().ticket().unwrap().generation, first.generation);
    assert_eq!(first.expires.since(first.obtained), Duration::from_secs(7_200));
    wechat.clock().advance(Duration::from_secs(7_200 - 60));
    let same = client.jssdk().ticket().unwrap();
    assert_eq!((same.ticket.expose(), same.generation), (first.ticket.expose(), first.generation));
    assert_eq!(wechat.calls_to(GETTICKET), 2, "asked early, and the service still had the same one");
    wechat.clock().advance(Duration::from_secs(61));
    assert!(client.jssdk().ticket().unwrap().generation > first.generation);
    assert_eq!(wechat.calls_to(GETTICKET), 3);
}

#[test]
fn the_two_kinds_are_independent() {
    let wechat = FakeWeChat::new();
    let client = client(&wechat);
    let (page, card) = (client.jssdk().ticket().unwrap(), client.jssdk().card_ticket().unwrap());
    assert_ne!(page.ticket.expose(), card.ticket.expose());
    assert_eq!((page.generation, card.generation, wechat.calls_to(GETTICKET)), (1, 1, 2));
}

#[test]
fn sixty_four_threads_make_one_request_for_the_ticket_and_one_for_the_token() {
    let wechat = FakeWeChat::new();
    let client = client(&wechat);
    let gate = wechat.hold(GETTICKET);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..64).map(|_| scope.spawn(|| client.jssdk().ticket())).collect();
        wechat.clock().until_waiting(63);
        gate.open();
        threads.into_iter().for_each(|thread| assert_eq!(thread.join().unwrap().unwrap().generation, 1));
    });
    assert_eq!((wechat.calls_to(GETTICKET), wechat.token_requests()), (1, 1));
}

#[test]
fn a_rejected_token_is_renewed_before_the_ticket_is_fetched() {
    let wechat = FakeWeChat::new();
    let client = client(&wechat);
    client.groups().list().unwrap();
    wechat.replace_token();
    client.jssdk().ticket().unwrap();
    assert_eq!((wechat.calls_to(GETTICKET), wechat.token_requests()), (2, 2));
}

#[test]
fn a_failure_is_shared_for_ten_seconds() {
    let wechat = FakeWeChat::new();
    wechat.add_fault(Fault::errcode(48_001).on(GETTICKET));
    let client = client(&wechat);
    for _ in 0..10 {
        assert_eq!(client.jssdk().ticket().unwrap_err().code().unwrap().get(), 48_001);
    }
    assert_eq!(wechat.calls_to(GETTICKET), 1);
    wechat.clock().advance(Duration::from_secs(11));
    client.jssdk().ticket().unwrap();
}

#[test]
fn a_wrong_secret_is_the_error_of_a_ticket_too() {
    let wechat = FakeWeChat::new();
    let client = wechat_user::Client::builder(wechat.app_id(), "wrong")
        .transport(wechat.clone())
        .clock(wechat.clock())
        .build()
        .unwrap();
    let error = client.jssdk().ticket().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Token(_)), "{error:?}");
    assert_eq!(error.path(), GETTICKET);
}

#[test]
fn a_ticket_that_many_pages_report_as_invalid_is_renewed_once() {
    let wechat = FakeWeChat::new();
    let client = client(&wechat);
    let seen = client.jssdk().ticket().unwrap();
    let renewed = client.jssdk().renew_ticket(&seen).unwrap();
    assert!(renewed.generation > seen.generation);
    assert_eq!(client.jssdk().renew_ticket(&seen).unwrap().generation, renewed.generation, "it was renewed already");
    assert_eq!(wechat.calls_to(GETTICKET), 2);
    assert!(!format!("{seen:?}").contains(seen.ticket.expose()));
}
