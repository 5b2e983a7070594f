//! Tokens from a store or a token server.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use transport_mock::{FakeWeChat, TokenMode};
use wechat_user::ErrorKind;
use wechat_user::clock::Clock;
use wechat_user::machine::{Grant, TokenWant};
use wechat_user::retry::RetryPolicy;
use wechat_user::transport::Delivery;

use crate::{builder, client};

#[test]
fn a_source_grants_the_token_and_no_request_is_sent() {
    let wechat = FakeWeChat::new();
    let wants = Arc::new(Mutex::new(Vec::new()));
    let (seen, server) = (Arc::clone(&wants), wechat.clone());
    let client = builder(&wechat)
        .token_source(move |want: &TokenWant| {
            seen.lock().unwrap().push((want.generation, want.rejected.is_some()));
            let (_, token) = server.issue_token(TokenMode::Stable);
            Ok(Some(Grant::new(token, server.clock().now() + std::time::Duration::from_secs(7_200))))
        })
        .build()
        .unwrap();
    client.groups().list().unwrap();
    wechat.replace_token();
    client.groups().list().unwrap();
    assert_eq!(*wants.lock().unwrap(), [(0, false), (1, true)], "the second want carries the rejected token");
    assert_eq!(wechat.token_requests(), 0);
}

#[test]
fn a_source_without_a_token_leaves_the_fetch_to_the_client() {
    let wechat = FakeWeChat::new();
    let client = builder(&wechat).token_source(|_: &TokenWant| Ok(None)).build().unwrap();
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
        .token_source(move |_: &TokenWant| {
            count.fetch_add(1, Ordering::SeqCst);
            Err("the token server is down".into())
        })
        .build()
        .unwrap();
    let error = client.groups().list().unwrap_err();
    let ErrorKind::Token(inner) = error.kind() else { panic!("{error:?}") };
    assert!(matches!(inner.kind(), ErrorKind::Transport(error) if error.delivery() == Delivery::NotSent), "{inner:?}");
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
