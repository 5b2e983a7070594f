//! After a sync, the mirror is what the service has.

use follower_mirror::{Mirror, RunOutcome, SideList};
use transport_mock::{FakeWeChat, Fault};
use wechat_user::users::Lang;

use crate::support::{World, count, lively, texts};

#[test]
fn a_sync_equals_the_state_of_the_service_in_every_field() {
    let mut world = World::new(lively(1_234));
    let report = world.sync();
    assert_eq!((report.outcome, report.listed, report.total), (RunOutcome::Complete, 1_234, Some(1_234)));
    assert!(report.skipped.is_empty() && !report.is_resumed);
    world.assert_equal();
    assert_eq!(world.mirror.followers().unwrap(), 1_234);

    let db = world.sql();
    let tags: Vec<String> =
        world.wechat.tags().iter().map(|(id, name, count)| format!("{id} {name} {count}")).collect();
    assert_eq!(texts(&db, "SELECT id || ' ' || name || ' ' || count FROM v_tags ORDER BY id"), tags);
    assert_eq!(count(&db, "SELECT count(*) FROM v_tags WHERE followers <> count"), 0);
    let groups: Vec<String> = world.wechat.groups().iter().map(|(id, name, _)| format!("{id} {name}")).collect();
    assert_eq!(texts(&db, "SELECT id || ' ' || name FROM v_groups ORDER BY id"), groups);
    assert_eq!(count(&db, "SELECT count(*) FROM v_groups WHERE followers <> count"), 0);
    let named = "SELECT openid FROM v_followers WHERE tag_names LIKE '%贵宾%' AND group_name = '客户' AND blocked";
    let expected = (0..200).filter(|n| n & 1 == 1 && n % 11 == 5 && n % 13 == 6).count();
    assert_eq!((texts(&db, named).len(), expected), (1, 1));
}

#[test]
fn a_second_sync_after_many_changes_equals_the_state_of_the_service() {
    let mut world = World::new(lively(700));
    world.sync();
    let (wechat, client) = (world.wechat.clone(), world.client.clone());
    for number in (0..700).step_by(9) {
        wechat.unfollow(&wechat.openid(number));
    }
    for number in (0..700).step_by(27) {
        wechat.follow(&wechat.openid(number));
    }
    for number in 700..730 {
        wechat.follow(&wechat.openid(number));
    }
    let blocked = wechat.blacklist();
    client.blacklist().remove(&blocked[..5]).unwrap();
    wechat.block(&wechat.openid(650));
    let tag = wechat.tags()[1].0;
    client.tags().remove_all(tag, client.tags().members(tag)).run();
    client.tags().rename(tag, "改名").unwrap();
    client.users().set_remark(&wechat.openid(1), "新").unwrap();
    wechat.edit_profile(&wechat.openid(2), |profile| profile.city = Some("成都".to_owned()));
    world.sync();
    world.assert_equal();
    assert_eq!(texts(&world.sql(), "SELECT name FROM tag WHERE name IN ('改名', '贵宾')"), ["改名"]);
}

#[test]
fn an_empty_account_and_one_with_exact_pages_are_mirrored() {
    for (followers, page) in [(0, 100), (100, 100), (300, 100), (301, 100), (1, 1), (7, 3)] {
        let mut world = World::new(FakeWeChat::new().with_followers(followers).with_page_size(page));
        let report = world.sync();
        assert_eq!(report.listed, followers, "{followers} {page}");
        world.assert_equal();
    }
}

#[test]
fn a_list_that_the_service_refuses_is_skipped_and_what_is_known_stays() {
    let mut world = World::new(lively(150));
    world.sync();
    let blocked = count(&world.sql(), "SELECT count(*) FROM blacklist");
    assert!(blocked > 5);
    for (path, list) in [
        ("/cgi-bin/tags/get", SideList::Tags),
        ("/cgi-bin/groups/get", SideList::Groups),
        ("/cgi-bin/tags/members/getblacklist", SideList::Blacklist),
    ] {
        world.wechat.add_fault(Fault::errcode(48001).on(path));
        let report = world.sync();
        let skipped: Vec<_> = report.skipped.iter().map(|skipped| skipped.list).collect();
        assert_eq!((skipped, report.outcome), (vec![list], RunOutcome::Complete));
    }
    assert_eq!(count(&world.sql(), "SELECT count(*) FROM blacklist"), blocked);
    world.assert_equal();
    assert_eq!(world.changes(follower_mirror::RunId::new(1)), []);
}

#[test]
fn places_come_in_the_language_that_was_asked_for() {
    let mut world = World::new(FakeWeChat::new().with_followers(50));
    world.mirror.sync(&world.client).lang(Lang::En).run().unwrap();
    let place = texts(&world.sql(), "SELECT country FROM v_followers WHERE country IS NOT NULL");
    let is_ascii = |country: &String| country.is_ascii();
    assert!(!place.is_empty() && place.iter().all(is_ascii));
}

#[test]
fn the_map_has_the_followers_with_a_unionid() {
    let mut world = World::new(lively(150));
    world.sync();
    let map: Vec<_> = world.mirror.map().map(Result::unwrap).collect();
    let expected: Vec<_> = (0..150).filter(|number| number % 17 == 8).collect();
    assert_eq!(map.len(), expected.len());
    for (number, (openid, unionid)) in expected.into_iter().zip(&map) {
        assert_eq!((openid, unionid.as_str()), (&world.openid(number), format!("oUnion{number}").as_str()));
    }
}

#[test]
fn another_connection_reads_during_a_sync() {
    let mut world = World::new(FakeWeChat::new().with_followers(1_000));
    let path = world.path();
    let mut seen = Vec::new();
    world
        .mirror
        .sync(&world.client)
        .for_each(|progress| {
            seen.push((progress.listed, Mirror::read(&path).unwrap().followers().unwrap()));
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    let expected: Vec<_> = (1..=10).map(|part| (part * 100, part * 100)).collect();
    assert_eq!(seen, expected);
}
