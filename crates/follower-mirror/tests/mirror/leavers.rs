//! What stays of users who leave.

use follower_mirror::{ChangeKind, Mirror, RunId};
use transport_mock::FakeWeChat;
use wechat_user::OpenId;

use crate::support::{World, count, lively, texts};

fn changed_then_gone(keep: bool) -> World {
    let mut world = World::new(lively(120));
    world.sync();
    let openid = world.openid(3);
    world.client.users().set_remark(&openid, "私人备注").unwrap();
    world.sync();
    world.wechat.unfollow(&openid);
    let sync = world.mirror.sync(&world.client);
    if keep { sync.keep_left() } else { sync }.run().unwrap();
    world
}

#[test]
fn of_a_user_who_leaves_only_openid_and_date_stay() {
    let world = changed_then_gone(false);
    let (db, openid) = (world.sql(), world.openid(3));
    assert_eq!(world.changes(RunId::new(0)), [(openid.clone(), ChangeKind::Left)]);
    let row = "SELECT openid || ' ' || left_at || ' ' || coalesce(profile, 'nothing') FROM v_leavers";
    let now = wechat_user::clock::Clock::now(&world.wechat.clock()).as_unix_secs();
    assert_eq!(texts(&db, row), [format!("{openid} {now} nothing")]);
    world.assert_equal();
    assert_eq!(count(&db, "SELECT count(*) FROM follower_tag WHERE follower NOT IN (SELECT id FROM follower)"), 0);
}

#[test]
fn the_profile_of_a_user_who_leaves_stays_if_that_is_wanted() {
    let world = changed_then_gone(true);
    let (db, openid) = (world.sql(), world.openid(3));
    let kinds: Vec<_> = world.changes(RunId::new(0)).iter().map(|(_, kind)| kind.as_str()).collect();
    assert_eq!(kinds, ["remark", "left"]);
    let field = |name: &str| {
        texts(&db, &format!("SELECT coalesce(json_extract(profile, '$.{name}'), 'null') FROM v_leavers")).concat()
    };
    assert_eq!((field("openid"), field("remark")), (openid.to_string(), "私人备注".to_owned()));
    let tags: Vec<String> = [2, 3].map(|at| world.wechat.tags()[at - 1].0.to_string()).to_vec();
    assert_eq!(field("tagid_list"), format!("[{}]", tags.join(",")));
    world.assert_equal();
}

#[test]
fn a_user_who_comes_back_is_no_leaver_any_more() {
    let mut world = changed_then_gone(false);
    let openid = world.openid(3);
    world.wechat.follow(&openid);
    world.sync();
    assert_eq!(count(&world.sql(), "SELECT count(*) FROM leaver"), 0);
    assert_eq!(world.changes(RunId::new(0)), [(openid.clone(), ChangeKind::Left), (openid, ChangeKind::Came)]);
    world.assert_equal();
}

#[test]
fn a_user_who_leaves_between_the_list_and_their_profile_is_taken_out() {
    let mut world = World::new(FakeWeChat::new().with_followers(500));
    world.sync();
    let wechat = world.wechat.clone();
    let mut parts = 0;
    world
        .mirror
        .sync(&world.client)
        .for_each(|_| {
            parts += 1;
            if parts == 1 {
                // The page is there, their profiles are not.
                wechat.unfollow(&wechat.openid(450));
                wechat.unfollow(&wechat.openid(499));
            }
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    let left: Vec<_> = world.changes(RunId::new(1)).into_iter().map(|(openid, _)| openid).collect();
    assert_eq!(left, [world.openid(450), world.openid(499)]);
    world.assert_equal();
}

#[test]
fn forget_deletes_a_user_from_every_table() {
    let mut world = changed_then_gone(true);
    let blocked = world.wechat.blacklist()[0].clone();
    for openid in [world.openid(3), world.openid(8), blocked] {
        assert!(world.mirror.knows(&openid).unwrap());
        assert!(world.mirror.forget(&openid).unwrap());
        assert!(!world.mirror.forget(&openid).unwrap() && !world.mirror.knows(&openid).unwrap());
        let db = world.sql();
        for table in ["follower", "leaver", "blacklist", "change"] {
            let sql = format!("SELECT count(*) FROM {table} WHERE openid = '{openid}'");
            assert_eq!(count(&db, &sql), 0, "{table}");
        }
        assert_eq!(count(&db, "SELECT count(*) FROM follower_tag WHERE follower NOT IN (SELECT id FROM follower)"), 0);
    }
    // Those who follow are listed again.
    world.sync();
    world.assert_equal();
}

#[test]
fn several_users_are_forgotten_at_once() {
    let mut world = changed_then_gone(true);
    let openids = [world.openid(3), OpenId::new("o-unknown").unwrap(), world.openid(8), world.openid(8)];
    assert_eq!(world.mirror.forget_all(&openids).unwrap(), 2);
    assert!(openids.iter().all(|openid| !world.mirror.knows(openid).unwrap()));
    assert_eq!(world.mirror.forget_all(&[]).unwrap(), 0);
}

#[test]
fn forgetting_a_user_whom_the_checkpoint_names_restarts_the_run() {
    let mut world = World::new(FakeWeChat::new().with_followers(500));
    world.mirror.sync(&world.client).for_each(|_| std::ops::ControlFlow::Break(())).unwrap();
    let at_checkpoint = world.openid(99);
    assert_eq!(count(&world.sql(), &format!("SELECT count(*) FROM run WHERE checkpoint LIKE '%{at_checkpoint}%'")), 1);
    world.mirror.forget(&at_checkpoint).unwrap();
    assert_eq!(count(&world.sql(), "SELECT count(*) FROM run WHERE checkpoint IS NOT NULL"), 0);
    assert!(!world.sync().is_resumed);
    world.assert_equal();
}

#[test]
fn a_mirror_that_was_opened_for_reading_deletes_no_user() {
    let mut world = World::new(FakeWeChat::new().with_followers(5));
    world.sync();
    let refused = Mirror::read(world.path()).unwrap().forget(&world.openid(1)).unwrap_err();
    assert!(matches!(refused.kind(), follower_mirror::MirrorErrorKind::ReadOnly), "{refused}");
    assert_eq!(world.mirror.followers().unwrap(), 5);
}
