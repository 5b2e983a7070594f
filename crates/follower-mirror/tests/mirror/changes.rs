//! A later sync records exactly what changed.

use std::time::Duration;

use follower_mirror::{ChangeCounts, ChangeKind, RunId, Since};
use transport_mock::FakeWeChat;

use crate::support::{World, lively};

/// The changes of kinds that name their texts, in a form to compare with.
fn shown(world: &World, since: impl Into<Since>) -> Vec<(String, &'static str, Option<String>, Option<String>)> {
    let changes = world.changes(since);
    changes
        .into_iter()
        .map(|(openid, kind)| {
            let (before, after) = kind.texts();
            (openid.to_string(), kind.as_str(), before, after)
        })
        .collect()
}

#[test]
fn a_second_sync_records_each_change_once_and_no_others() {
    let mut world = World::new(lively(420));
    let first = world.sync();
    assert_eq!(first.changes, ChangeCounts::default());
    let (wechat, client) = (world.wechat.clone(), world.client.clone());
    let tags: Vec<_> = wechat.tags().iter().map(|(id, ..)| *id).filter(|id| id.get() > 2).collect();
    let text = |number| wechat.openid(number).to_string();

    wechat.unfollow(&wechat.openid(10));
    wechat.follow(&wechat.openid(420));
    client.users().set_remark(&wechat.openid(3), "另外的").unwrap();
    client.users().set_remark(&wechat.openid(17), "").unwrap();
    client.users().set_remark(&wechat.openid(20), "新的").unwrap();
    client.tags().remove(tags[0], &[wechat.openid(1)]).unwrap();
    client.tags().add(tags[1], &[wechat.openid(5)]).unwrap();
    wechat.block(&wechat.openid(300));
    client.blacklist().remove(&[wechat.openid(6)]).unwrap();
    let second = world.sync();

    let id = |at: usize| tags[at].to_string();
    let some = |text: &str| Some(text.to_owned());
    let mut expected = vec![
        (text(300), "blocked", None, None),
        (text(6), "unblocked", None, None),
        (text(1), "tags", some(&id(0)), some("")),
        (text(3), "remark", some("备注3"), some("另外的")),
        (text(5), "tags", some(&format!("{},{}", id(0), id(2))), some(&format!("{},{},{}", id(0), id(1), id(2)))),
        (text(17), "remark", some("备注17"), None),
        (text(20), "remark", None, some("新的")),
        (text(420), "came", None, None),
        (text(10), "left", None, None),
    ];
    let mut found = shown(&world, first.run);
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
    let mut counts = ChangeCounts::default();
    (counts.came, counts.left, counts.remark, counts.tags) = (1, 1, 3, 2);
    (counts.blocked, counts.unblocked) = (1, 1);
    assert_eq!(second.changes, counts);

    let third = world.sync();
    assert_eq!((third.changes, shown(&world, second.run)), (ChangeCounts::default(), vec![]));
}

#[test]
fn changes_start_after_a_run_a_time_or_a_change() {
    let mut world = World::new(FakeWeChat::new().with_followers(2_600));
    world.sync();
    let mut times = Vec::new();
    let mut last = 2_600;
    // More changes than are read at once.
    for came in [1_200, 1, 0, 2] {
        world.wechat.clock().advance(Duration::from_secs(60));
        times.push(wechat_user::clock::Clock::now(&world.wechat.clock()));
        for number in last..last + came {
            world.wechat.follow(&world.openid(number));
        }
        last += came;
        world.sync();
    }
    let lengths = |since: &dyn Fn(usize) -> Since| (0..4).map(|at| world.changes(since(at)).len()).collect::<Vec<_>>();
    assert_eq!(lengths(&|at| RunId::new(at as i64 + 1).into()), [1_203, 3, 2, 2]);
    assert_eq!(lengths(&|at| times[at].into()), [1_203, 3, 2, 2]);
    assert_eq!(world.changes(RunId::new(5)), []);
    assert_eq!(world.changes(RunId::new(0)).len(), 1_203);
    assert_eq!(world.changes(times[3] + Duration::from_secs(1)), []);

    // A program that keeps the number of the last change gets each of them once.
    let mut handled = 0;
    let mut found = Vec::new();
    loop {
        let part: Vec<_> = world.mirror.changes_since(Since::Change(handled)).unwrap().take(500).collect();
        let Some(last) = part.last() else { break };
        handled = last.as_ref().unwrap().id;
        found.extend(part.into_iter().map(|change| change.unwrap().openid));
    }
    let all: Vec<_> = (2_600..last).map(|number| world.openid(number)).collect();
    assert_eq!(found, all);
    let unknown = world.mirror.changes_since(RunId::new(6)).unwrap_err();
    assert!(unknown.to_string().ends_with("there is no run 6"), "{unknown}");
}

#[test]
fn a_user_who_left_and_came_back_between_two_syncs_has_left_and_came() {
    let mut world = World::new(lively(30));
    world.sync();
    let openid = world.openid(3);
    world.client.users().set_remark(&openid, "第二").unwrap();
    let second = world.sync();
    world.wechat.unfollow(&openid);
    world.wechat.clock().advance(Duration::from_secs(60));
    world.wechat.follow(&openid);
    world.sync();
    assert_eq!(world.changes(second.run), [(openid.clone(), ChangeKind::Left), (openid.clone(), ChangeKind::Came)]);
    // The earlier remark is gone with their first time as a follower.
    assert_eq!(world.changes(RunId::new(0)).len(), 2);
    world.assert_equal();
}
