//! Many threads and one token. Rules 1, 2 and 4 of `docs/architecture.md`.

use std::thread;

use transport_mock::{FakeWeChat, Fault};
use wechat_user::{Client, Error, ErrorKind, TokenMode};

use crate::{GROUPS_GET, STABLE_TOKEN, builder, client};

const THREADS: usize = 64;

/// Each of the threads makes one call. `then` runs when all but the one that fetches the token wait.
fn all_at_once(wechat: &FakeWeChat, client: &Client, then: impl FnOnce()) -> Vec<Result<usize, Error>> {
    let clock = wechat.clock();
    thread::scope(|scope| {
        let calls: Vec<_> =
            (0..THREADS).map(|_| scope.spawn(|| client.groups().list().map(|list| list.len()))).collect();
        clock.until_waiting(THREADS - 1);
        then();
        calls.into_iter().map(|call| call.join().unwrap()).collect()
    })
}

#[test]
fn rule_2_64_threads_with_an_empty_slot_make_one_token_request() {
    let wechat = FakeWeChat::new();
    let client = client(&wechat);
    let gate = wechat.hold(STABLE_TOKEN);
    let results = all_at_once(&wechat, &client, || gate.open());
    assert!(results.iter().all(|result| matches!(result, Ok(3))), "{results:?}");
    assert_eq!((wechat.token_requests(), wechat.calls_to(GROUPS_GET)), (1, 64));
}

#[test]
fn rule_1_64_threads_that_see_one_rejected_token_renew_it_once() {
    for mode in [TokenMode::Stable, TokenMode::Plain] {
        let wechat = FakeWeChat::new();
        let client = builder(&wechat).token_mode(mode).build().unwrap();
        client.groups().list().unwrap();
        wechat.expire_token();
        let calls = wechat.calls_to(GROUPS_GET);
        // The gates hold the list until all threads have seen the rejection, and the renewal until all threads wait for
        // it.
        let rejections = wechat.hold(GROUPS_GET);
        let renewal = wechat.hold(if mode == TokenMode::Stable { STABLE_TOKEN } else { "/cgi-bin/token" });
        thread::scope(|scope| {
            let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(|| client.groups().list())).collect();
            rejections.until_arrived(THREADS);
            rejections.open();
            wechat.clock().until_waiting(THREADS - 1);
            renewal.open();
            threads.into_iter().for_each(|thread| assert_eq!(thread.join().unwrap().unwrap().len(), 3));
        });
        assert_eq!(wechat.token_requests(), 2, "{mode:?}: the first, and one renewal for all");
        assert_eq!(
            wechat.calls_to(GROUPS_GET) - calls,
            2 * 64,
            "each once with the rejected token and once with the new one"
        );
    }
}

#[test]
fn rule_4_64_threads_and_an_address_that_is_not_allowed_make_one_request() {
    let wechat = FakeWeChat::new().with_settings(|settings| settings.ip_whitelist = Some(Vec::new()));
    let client = client(&wechat);
    let gate = wechat.hold(STABLE_TOKEN);
    let results = all_at_once(&wechat, &client, || gate.open());
    for result in results {
        let error = result.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Token(_)), "{error:?}");
        assert_eq!(error.code().unwrap().get(), 40_164);
        assert!(error.blocked_ip().is_some(), "{error}");
    }
    assert_eq!((wechat.token_requests(), wechat.calls()), (1, 1));
}

#[test]
fn rule_4_a_failure_that_passes_is_shared_and_tried_again_once_for_all() {
    let wechat = FakeWeChat::new();
    wechat.add_fault(Fault::status(502).on(STABLE_TOKEN).times(2));
    let client = client(&wechat);
    let gate = wechat.hold(STABLE_TOKEN);
    let results = all_at_once(&wechat, &client, || gate.open());
    assert!(results.iter().all(|result| matches!(result, Ok(3))), "{results:?}");
    assert_eq!(wechat.token_requests(), 3);
}

#[test]
fn rule_2_a_holder_that_is_dropped_frees_its_lease() {
    use wechat_user::machine::{CurrentToken, Step};
    use wechat_user::{Machine, Session};

    let wechat = FakeWeChat::new();
    let mut session = Session::new(wechat_user::Credentials::stable(wechat.app_id(), wechat.app_secret())).unwrap();
    let now = wechat_user::clock::Clock::now(&wechat.clock());
    let (mut first, mut second) = (CurrentToken::new(), CurrentToken::new());
    let Step::Send(abandoned) = first.poll(&mut session, now) else { panic!("the first one fetches") };
    assert!(matches!(second.poll(&mut session, now), Step::Wait { .. }));
    drop((first, abandoned));
    assert!(matches!(second.poll(&mut session, now), Step::Send(_)));
}
