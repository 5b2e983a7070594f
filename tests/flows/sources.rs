//! Tokens from a store or a token server.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use transport_mock::{FakeWeChat, TokenMode};
use wechat_user::clock::Clock;
use wechat_user::machine::{CredentialKind, Grant, Want};
use wechat_user::retry::RetryPolicy;
use wechat_user::{Client, Credentials, ErrorKind, Timestamp};

use crate::{builder, client};

/// The token that the service has now, as a token server would hand it over.
fn issued(server: &FakeWeChat) -> Grant {
    let (_, token) = server.issue_token(TokenMode::Stable);
    Grant::adopted(token, server.clock().now() + Duration::from_secs(7_200))
}

#[test]
fn a_source_grants_the_token_and_no_request_is_sent() {
    let wechat = FakeWeChat::new();
    let wants = Arc::new(Mutex::new(Vec::new()));
    let (seen, server) = (Arc::clone(&wants), wechat.clone());
    let client = builder(&wechat)
        .credential_source(move |want: &Want| {
            seen.lock().unwrap().push(want.rejected.is_some());
            Ok(Some(issued(&server)))
        })
        .build()
        .unwrap();
    client.groups().list().unwrap();
    wechat.replace_token();
    client.groups().list().unwrap();
    assert_eq!(*wants.lock().unwrap(), [false, true], "the second want carries the rejected token");
    assert_eq!(wechat.token_requests(), 0);
}

#[test]
fn a_source_without_a_token_leaves_the_fetch_to_the_client() {
    let wechat = FakeWeChat::new();
    let client = builder(&wechat).credential_source(|_: &Want| Ok(None)).build().unwrap();
    client.groups().list().unwrap();
    assert_eq!(wechat.token_requests(), 1);
}

#[test]
fn a_source_that_fails_is_called_again_and_its_text_is_in_the_error() {
    let wechat = FakeWeChat::new();
    let calls = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&calls);
    let client = builder(&wechat)
        .retry(RetryPolicy::default().with_attempts(3))
        .credential_source(move |_: &Want| {
            count.fetch_add(1, Ordering::SeqCst);
            Err("the token server is down".into())
        })
        .build()
        .unwrap();
    let error = client.groups().list().unwrap_err();
    let ErrorKind::Token(inner) = error.kind() else { panic!("{error:?}") };
    assert!(matches!(inner.kind(), ErrorKind::Source(_)), "{inner:?}");
    assert!(error.to_string().contains("the token server is down"), "{error}");
    assert_eq!((calls.load(Ordering::SeqCst), wechat.calls()), (3, 0));
}

#[test]
fn two_clients_of_one_account_find_the_same_stable_token() {
    let wechat = FakeWeChat::new();
    let (one, other) = (client(&wechat), client(&wechat));
    assert_eq!(one.token().unwrap().token.expose(), other.token().unwrap().token.expose());
    one.groups().list().unwrap();
    other.groups().list().unwrap();
    assert_eq!(wechat.token_requests(), 2);
}

#[test]
fn a_sourced_token_then_a_fetched_one_then_the_next_sourced_one_is_not_stuck() {
    let wechat = FakeWeChat::new();
    let (turn, server) = (Arc::new(AtomicU32::new(0)), wechat.clone());
    let client = builder(&wechat)
        .credential_source(move |_: &Want| {
            let odd = turn.fetch_add(1, Ordering::SeqCst) % 2 == 1;
            Ok((!odd).then(|| issued(&server)))
        })
        .build()
        .unwrap();
    for fetched in [0, 1, 1, 2] {
        client.groups().list().unwrap();
        assert_eq!(wechat.token_requests(), fetched);
        wechat.replace_token();
    }
}

#[test]
fn a_source_that_still_has_a_token_inside_the_margin_is_not_stuck() {
    let wechat = FakeWeChat::new();
    let (calls, server) = (Arc::new(AtomicU32::new(0)), wechat.clone());
    let count = Arc::clone(&calls);
    let (_, token) = wechat.issue_token(TokenMode::Stable);
    let expires = wechat.clock().now() + Duration::from_secs(100);
    let client = builder(&wechat)
        .credential_source(move |_: &Want| {
            count.fetch_add(1, Ordering::SeqCst);
            Ok(Some(Grant::adopted(token.clone(), expires.max(server.clock().now()))))
        })
        .build()
        .unwrap();
    for _ in 0..5 {
        client.groups().list().unwrap();
    }
    assert_eq!(calls.load(Ordering::SeqCst), 2, "asked once more early, then not again for a while");
    wechat.clock().advance(Duration::from_secs(30));
    client.groups().list().unwrap();
    assert_eq!((calls.load(Ordering::SeqCst), wechat.token_requests()), (3, 0));
}

#[test]
fn a_source_whose_clock_is_behind_is_not_asked_with_every_call() {
    let wechat = FakeWeChat::new();
    let (calls, server) = (Arc::new(AtomicU32::new(0)), wechat.clone());
    let count = Arc::clone(&calls);
    let client = builder(&wechat)
        .credential_source(move |_: &Want| {
            count.fetch_add(1, Ordering::SeqCst);
            let (_, token) = server.issue_token(TokenMode::Stable);
            let long_ago = Timestamp::from_unix_millis(server.clock().now().as_unix_millis() - 3_600_000);
            Ok(Some(Grant::adopted(token, long_ago)))
        })
        .build()
        .unwrap();
    for _ in 0..20 {
        client.groups().list().unwrap();
    }
    assert!(calls.load(Ordering::SeqCst) <= 2, "{calls:?}");
}

#[test]
fn a_process_that_slept_through_three_replacements_recovers() {
    let wechat = FakeWeChat::new();
    // A shared store: it learns of a replacement only when a want carries the rejected value.
    let values = Arc::new(Mutex::new(vec![issued(&wechat)]));
    let store = Arc::clone(&values);
    let client = builder(&wechat)
        .credential_source(move |want: &Want| {
            let mut values = store.lock().unwrap();
            let rejected = want.rejected.as_ref().map(|value| value.expose().to_owned());
            if values.first().is_some_and(|grant| Some(grant.value.expose()) == rejected.as_deref()) {
                values.remove(0);
            }
            Ok(values.first().cloned())
        })
        .build()
        .unwrap();
    client.groups().list().unwrap();
    for _ in 0..3 {
        wechat.replace_token();
        values.lock().unwrap().push(issued(&wechat));
    }
    client.groups().list().unwrap();
    assert_eq!(wechat.token_requests(), 0, "four adoptions, no fetch");
}

#[test]
fn a_ticket_is_granted_by_a_source() {
    let wechat = FakeWeChat::new();
    let (kinds, server) = (Arc::new(Mutex::new(Vec::new())), wechat.clone());
    let seen = Arc::clone(&kinds);
    let client = Client::builder_with(Credentials::sourced(wechat.app_id()))
        .transport(wechat.clone())
        .clock(wechat.clock())
        .credential_source(move |want: &Want| {
            seen.lock().unwrap().push(want.kind);
            Ok(Some(match want.kind {
                CredentialKind::AccessToken => issued(&server),
                _ => Grant::adopted("a-ticket-of-the-fleet", server.clock().now() + Duration::from_secs(7_200)),
            }))
        })
        .build()
        .unwrap();
    assert_eq!(client.jssdk().ticket().unwrap().ticket.expose(), "a-ticket-of-the-fleet");
    assert_eq!(client.jssdk().card_ticket().unwrap().ticket.expose(), "a-ticket-of-the-fleet");
    client.jssdk().ticket().unwrap();
    let kinds = kinds.lock().unwrap();
    assert_eq!(*kinds, [CredentialKind::AccessToken, CredentialKind::JsapiTicket, CredentialKind::CardTicket]);
    assert_eq!(wechat.calls(), 0, "nothing is sent");
}

#[test]
fn sourced_credentials_that_nothing_grants_send_nothing() {
    let wechat = FakeWeChat::new();
    let build = || Client::builder_with(Credentials::sourced(wechat.app_id())).transport(wechat.clone());
    for client in [build().build().unwrap(), build().credential_source(|_: &Want| Ok(None)).build().unwrap()] {
        let error = client.groups().list().unwrap_err();
        let ErrorKind::Token(inner) = error.kind() else { panic!("{error:?}") };
        assert!(matches!(inner.kind(), ErrorKind::TokenMissing), "{inner:?}");
    }
    assert_eq!(wechat.calls(), 0);
}

#[test]
fn an_error_of_a_source_holds_no_token_that_the_call_knew() {
    let wechat = FakeWeChat::new();
    let (_, token) = wechat.issue_token(TokenMode::Stable);
    let known = token.expose().to_owned();
    let (first, text) = (AtomicU32::new(0), format!("GET /token?old={known} failed"));
    let expires = wechat.clock().now() + Duration::from_secs(7_200);
    let client = builder(&wechat)
        .retry(RetryPolicy::never())
        .credential_source(move |_: &Want| match first.fetch_add(1, Ordering::SeqCst) {
            0 => Ok(Some(Grant::adopted(token.clone(), expires))),
            _ => Err(text.clone().into()),
        })
        .build()
        .unwrap();
    client.groups().list().unwrap();
    wechat.replace_token();
    let error = client.groups().list().unwrap_err();
    let shown = format!("{error} {error:?} {error:#?}");
    assert!(shown.contains("[redacted]") && !shown.contains(&known), "{shown}");
}
