//! A sync that was interrupted continues: no user is lost, and none is recorded twice.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use follower_mirror::{RunId, RunOutcome, SyncError};
use transport_mock::Fault;
use wechat_user::Cancel;

use crate::support::{World, count, lively, open};

/// After any number of interrupted syncs: one more, and the mirror is the account; each change was recorded once.
fn assert_exact(world: &mut World, came: u64, left: u64) {
    let report = world.sync();
    assert_eq!(report.outcome, RunOutcome::Complete);
    world.assert_equal();
    let mut times = BTreeMap::new();
    for (openid, kind) in world.changes(RunId::new(1)) {
        *times.entry((openid, kind.as_str())).or_insert(0) += 1;
    }
    assert!(times.values().all(|count| *count == 1));
    let of = |kind: &str| times.keys().filter(|(_, other)| *other == kind).count() as u64;
    assert_eq!((of("came"), of("left")), (came, left));
    assert_eq!(count(&world.sql(), "SELECT count(*) FROM run WHERE checkpoint IS NOT NULL"), 0);
}

/// An account with a complete first run, and changes since: 3 came, 3 left.
fn changed() -> World {
    let mut world = World::new(lively(700));
    world.sync();
    for number in 0..3 {
        world.wechat.unfollow(&world.openid(number * 300));
        world.wechat.follow(&world.openid(700 + number));
    }
    world
}

#[test]
fn a_sync_that_the_closure_ends_continues_where_it_was() {
    for stop in [1, 3, 4, 6] {
        let mut world = changed();
        let mut parts = 0_u64;
        let report = world
            .mirror
            .sync(&world.client)
            .for_each(|_| {
                parts += 1;
                if parts == stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })
            .unwrap();
        assert_eq!((report.outcome, report.not_swept), (RunOutcome::Running, None));
        // Another process continues it.
        let calls = world.wechat.calls_to("/cgi-bin/user/info/batchget");
        world.mirror = open(&world.wechat, &world.folder);
        let resumed = world.sync();
        assert!(resumed.is_resumed && resumed.run == report.run);
        let again = world.wechat.calls_to("/cgi-bin/user/info/batchget") - calls;
        assert_eq!(again, 7 - stop);
        assert_exact(&mut world, 3, 3);
    }
}

#[test]
fn a_sync_that_fails_anywhere_continues() {
    let faults: [(&str, &dyn Fn() -> Fault); 5] = [
        ("/cgi-bin/user/info/batchget", &|| Fault::errcode(-1)),
        ("/cgi-bin/user/info/batchget", &|| Fault::cut_body(2_000)),
        ("/cgi-bin/user/info/batchget", &|| Fault::exhaust_quota()),
        ("/cgi-bin/user/get", &|| Fault::lose_response()),
        ("/cgi-bin/user/get", &|| Fault::status(502)),
    ];
    for (path, fault) in faults {
        for after in 0..3 {
            let mut world = changed();
            world.wechat.add_fault(fault().on(path).after(after).times(20));
            let failed = world.mirror.sync(&world.client).run().unwrap_err();
            assert!(matches!(failed, SyncError::Call(_)), "{failed}");
            world.wechat.clear_faults();
            world.wechat.clock().advance(std::time::Duration::from_secs(86_400));
            assert_exact(&mut world, 3, 3);
        }
    }
}

#[test]
fn a_first_sync_with_noise_on_the_line_is_exact() {
    let mut world = World::new(lively(500));
    for fault in [Fault::errcode(-1), Fault::status(502), Fault::lose_response(), Fault::cut_body(300)] {
        world.wechat.add_fault(fault.with_probability(0.05));
    }
    let mut runs = 0;
    while world.mirror.sync(&world.client).run().is_err() {
        runs += 1;
        assert!(runs < 1_000);
    }
    world.wechat.clear_faults();
    world.assert_equal();
    assert_eq!(world.changes(RunId::new(0)), []);
}

#[test]
fn a_cancelled_sync_continues() {
    let mut world = changed();
    let cancel = Cancel::new();
    let client = world.client.cancellable(&cancel);
    let failed = world.mirror.sync(&client).for_each(|progress| {
        if progress.listed >= 400 {
            cancel.cancel();
        }
        ControlFlow::Continue(())
    });
    let SyncError::Call(error) = failed.unwrap_err() else { panic!("the call was cancelled") };
    assert!(matches!(error.kind(), wechat_user::ErrorKind::Cancelled));
    assert_exact(&mut world, 3, 3);
}

#[test]
fn a_restart_begins_from_the_start_and_abandons_the_run() {
    let mut world = changed();
    world.mirror.sync(&world.client).for_each(|_| ControlFlow::Break(())).unwrap();
    let report = world.mirror.sync(&world.client).restart().run().unwrap();
    assert!(!report.is_resumed);
    assert_eq!(report.run, RunId::new(3));
    assert_eq!(world.mirror.find_run(RunId::new(2)).unwrap().outcome, RunOutcome::Abandoned);
    world.assert_equal();
}

#[test]
fn with_several_jobs_a_sync_is_as_exact() {
    for stop in [1, 4, 6, 100] {
        let mut world = changed();
        let mut parts = 0;
        let stopped = world.mirror.sync(&world.client).jobs(4).for_each(|_| {
            parts += 1;
            if parts == stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!(stopped.unwrap().outcome == RunOutcome::Complete, stop == 100);
        if stop < 100 {
            assert!(world.mirror.sync(&world.client).jobs(4).run().unwrap().is_resumed);
        }
        assert_exact(&mut world, 3, 3);
    }
}
