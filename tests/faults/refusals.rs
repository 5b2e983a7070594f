//! *Service*: error codes and quotas.

use std::time::Duration;

use transport_mock::{Ending, FakeWeChat, Fault};
use wechat_user::clock::Clock;
use wechat_user::errcode::Place;
use wechat_user::{ErrCode, Error, ErrorKind, Remedy, TokenMode};

use crate::calls::{self, CASES, World};
use crate::table::endings;
use crate::{GROUPS_GET, USER_GET, builder, client, openids};

fn is(code: i64) -> impl Fn(&Error) {
    move |error| assert_eq!(error.code(), Some(ErrCode::new(code)))
}

#[test]
fn a_code_is_handled_by_its_remedy() {
    let row = row!();
    calls::only_replayable_calls_are_retried(row, Ending::Errcode(row.number("code")), is(row.number("code")));
    for code in [-1, 268_487_001, 268_487_002] {
        for case in CASES {
            let world = World::new();
            world.wechat.add_fault(Fault::errcode(code).on(case.path));
            assert_eq!((case.make)(&world).is_ok(), case.replayable, "{code} at {}", case.path);
            assert_eq!(row.triggered(&world.wechat, 1)[0].ending, Ending::Errcode(code));
            assert_eq!(world.endings(case.path).len(), 1 + usize::from(case.replayable), "{code} at {}", case.path);
        }
    }
    // Every code of the page of codes, for a read.
    for code in ErrCode::all().map(|entry| entry.code).filter(|code| !code.is_ok()) {
        let wechat = FakeWeChat::new();
        wechat.add_fault(Fault::errcode(code.get()).on(GROUPS_GET));
        let patient = builder(&wechat).token_mode(TokenMode::Plain).call_timeout(Duration::from_secs(120));
        let (client, minute) = (patient.build().unwrap(), wechat.clock().now().next_minute());
        let result = client.groups().list();
        assert_eq!(row.triggered(&wechat, 1)[0].ending, Ending::Errcode(code.get()));
        let remedy = code.remedy(Place::AppCall);
        // 41001 on a call that carried a token rejects that token, whatever helps against it elsewhere.
        let renewed = remedy == Remedy::RenewToken || code == ErrCode::ACCESS_TOKEN_MISSING;
        let sent_again = renewed || matches!(remedy, Remedy::BackOff | Remedy::SlowDown);
        assert_eq!(wechat.calls_to(GROUPS_GET), 1 + u64::from(sent_again), "{code:?}");
        assert_eq!(wechat.token_requests(), 1 + u64::from(renewed), "{code:?}");
        assert_eq!(wechat.clock().now() >= minute, remedy == Remedy::SlowDown, "{code:?}");
        match result {
            Ok(groups) => assert!(sent_again && groups.len() == 3, "{code:?}"),
            Err(error) => assert_eq!((error.code(), error.remedy(), sent_again), (Some(code), remedy, false)),
        }
    }
}

#[test]
fn a_used_up_quota_ends_the_run_and_reports_when_it_is_renewed() {
    let row = row!();
    for case in CASES {
        let world = World::new();
        world.wechat.add_fault(row.fault().on(case.path));
        let error = calls::refused((case.make)(&world), case.path);
        assert_eq!(row.triggered(&world.wechat, 1)[0].path, case.path);
        assert_eq!(world.endings(case.path), [Ending::Errcode(45_009)]);
        assert_eq!((error.remedy(), error.is_quota()), (Remedy::WaitForTomorrow, true));
        assert_eq!(error.retry_at(), Some(world.wechat.clock().now().next_midnight_in_china()));
        assert!(!error.may_have_been_done(), "{error}");
    }

    // A walk ends. Its results remain, and another walk continues from its cursor on the next day.
    let wechat = FakeWeChat::new().with_followers(25).with_page_size(10);
    let client = client(&wechat);
    wechat.add_fault(row.fault().on(USER_GET).after(1));
    let mut walk = client.followers();
    let mut found: Vec<_> = walk.by_ref().map_while(Result::ok).collect();
    assert_eq!(found, openids(&wechat, 10));
    assert!(walk.next().is_none(), "the walk has ended");
    assert_eq!(endings(&wechat, USER_GET), [Ending::Errcode(0), Ending::Errcode(45_009)]);
    let error = client.followers_from(walk.cursor().unwrap().clone()).next().unwrap().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Service(_)));
    wechat.clock().set(error.retry_at().unwrap());
    found.extend(client.followers_from(walk.cursor().unwrap().clone()).map(Result::unwrap));
    assert_eq!(found, openids(&wechat, 25));
    assert_eq!(row.triggered(&wechat, 1)[0].path, USER_GET);
}
