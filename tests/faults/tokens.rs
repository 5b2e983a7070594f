//! *Service*: tokens that become invalid, or are refused although they are valid.

use std::thread;
use std::time::Duration;

use transport_mock::{Ending, FakeWeChat, Fault};
use wechat_user::{ErrorKind, Remedy};

use crate::calls::{CASES, World};
use crate::table::endings;
use crate::{GROUPS_GET, STABLE_TOKEN, builder, client};

const THREADS: usize = 16;
/// The calls that authenticate with the AppSecret instead.
const WITHOUT_TOKEN: [&str; 2] = ["/sns/oauth2/access_token", "/cgi-bin/clear_quota/v2"];

#[test]
fn a_replaced_token_is_fetched_once_and_the_call_is_sent_again() {
    let row = row!();
    for case in CASES.iter().filter(|case| !WITHOUT_TOKEN.contains(&case.path)) {
        let world = World::new();
        world.client.token().unwrap();
        let before = world.wechat.token_requests();
        world.wechat.add_fault(row.fault().on(case.path));
        (case.make)(&world).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(row.triggered(&world.wechat, 1)[0].path, case.path);
        assert_eq!(world.endings(case.path), [Ending::Errcode(40_001), Ending::Errcode(0)], "{}", case.path);
        assert_eq!(world.wechat.token_requests() - before, 1, "{}", case.path);
    }

    // Any number of rejected calls: all are rejected before one of them may request a new token.
    let wechat = FakeWeChat::new();
    let client = client(&wechat);
    client.token().unwrap();
    wechat.add_fault(row.fault().on(GROUPS_GET));
    let rejections = wechat.hold(GROUPS_GET);
    let renewal = wechat.hold(STABLE_TOKEN);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(|| client.groups().list())).collect();
        rejections.until_arrived(THREADS);
        rejections.open();
        wechat.clock().until_waiting(THREADS - 1);
        renewal.open();
        threads.into_iter().for_each(|thread| assert_eq!(thread.join().unwrap().unwrap().len(), 3));
    });
    assert_eq!(row.triggered(&wechat, 1)[0].path, GROUPS_GET);
    let rejected = endings(&wechat, GROUPS_GET).iter().filter(|ending| **ending == Ending::Errcode(40_001)).count();
    assert_eq!((rejected, wechat.token_requests()), (THREADS, 2), "the first token, and one more for all of them");
}

#[test]
fn a_token_that_is_refused_although_it_is_current_is_stuck_and_forced_only_if_allowed() {
    let row = row!();
    for code in [row.number("code"), 40_014, 42_001] {
        let fault = if code == row.number("code") { row.fault() } else { Fault::reject_token(code) };
        let wechat = FakeWeChat::new();
        let careful = client(&wechat);
        let held = careful.token().unwrap();
        wechat.add_fault(fault.clone().on(GROUPS_GET).always());
        for _ in 0..5 {
            let error = careful.groups().list().unwrap_err();
            let ErrorKind::Token(inner) = error.kind() else { panic!("{error:?}") };
            assert!(matches!(inner.kind(), ErrorKind::TokenStuck), "{error:?}");
            assert_eq!(error.remedy(), Remedy::FixConfiguration);
        }
        assert_eq!(row.triggered(&wechat, 1)[0].ending, Ending::Errcode(code));
        assert_eq!((wechat.token_requests(), wechat.calls_to(GROUPS_GET)), (2, 1), "no loop");
        assert_eq!(wechat.stable_token().expose(), held.token.expose(), "the other processes keep their token");

        let wechat = FakeWeChat::new();
        let allowed = builder(&wechat).forced_refresh(true).build().unwrap();
        let held = allowed.token().unwrap();
        wechat.clock().advance(Duration::from_secs(60));
        wechat.add_fault(fault.on(GROUPS_GET));
        assert_eq!(allowed.groups().list().unwrap().len(), 3);
        assert_eq!(row.triggered(&wechat, 1)[0].ending, Ending::Errcode(code));
        assert_eq!(wechat.token_requests(), 3, "the first one, the same one again, the forced one");
        assert_ne!(wechat.stable_token().expose(), held.token.expose());
    }
}
