//! Selections against a search over all followers, in many combinations.

use std::collections::BTreeSet;

use follower_mirror::Selection;
use transport_mock::FakeWeChat;
use wechat_user::users::User;
use wechat_user::{OpenId, TagId, Timestamp};

use crate::support::{World, client};

/// Numbers from a seed (xorshift), so that a failure can be repeated.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    fn tags(&mut self, tags: &[TagId]) -> Vec<TagId> {
        let count = self.below(3) as usize;
        (0..count).map(|_| tags[self.below(tags.len() as u64) as usize]).collect()
    }
}

/// The conditions of a selection, as a search needs them.
struct Wanted {
    all: Vec<TagId>,
    any: Option<Vec<TagId>>,
    none: Vec<TagId>,
    scenes: Vec<String>,
    from: Option<Timestamp>,
    before: Option<Timestamp>,
    blocked: Option<bool>,
}

impl Wanted {
    fn of(numbers: &mut Numbers, tags: &[TagId], scenes: &[String], times: &[Timestamp]) -> Self {
        let time =
            |numbers: &mut Numbers| (numbers.below(3) == 0).then(|| times[numbers.below(times.len() as u64) as usize]);
        let count = [0, 0, 1, 2][numbers.below(4) as usize];
        Self {
            all: numbers.tags(tags),
            any: (numbers.below(2) == 1).then(|| numbers.tags(tags)),
            none: numbers.tags(tags),
            scenes: (0..count).map(|_| scenes[numbers.below(scenes.len() as u64) as usize].clone()).collect(),
            from: time(numbers),
            before: time(numbers),
            blocked: [None, None, Some(true), Some(false)][numbers.below(4) as usize],
        }
    }

    fn selection(&self) -> Selection {
        let mut selection = Selection::new().all_of(self.all.clone()).none_of(self.none.clone());
        if let Some(any) = &self.any {
            selection = selection.any_of(any.clone());
        }
        selection = self.scenes.iter().fold(selection, Selection::scene);
        selection = self.from.map_or(selection.clone(), |time| selection.followed_from(time));
        selection = self.before.map_or(selection.clone(), |time| selection.followed_before(time));
        self.blocked.map_or(selection.clone(), |blocked| selection.blocked(blocked))
    }

    fn matches(&self, user: &User, is_blocked: bool) -> bool {
        let has = |tag: &TagId| user.tagid_list.contains(tag);
        self.all.iter().all(has)
            && self.any.as_ref().is_none_or(|any| any.iter().any(has))
            && !self.none.iter().any(has)
            && (self.scenes.is_empty()
                || user.subscribe_scene.as_ref().is_some_and(|scene| self.scenes.contains(scene)))
            && self.from.is_none_or(|from| user.subscribe_time.is_some_and(|time| time >= from))
            && self.before.is_none_or(|before| user.subscribe_time.is_some_and(|time| time < before))
            && self.blocked.is_none_or(|blocked| blocked == is_blocked)
    }
}

#[test]
fn selections_are_those_of_a_search_over_all_followers() {
    let followers = 400;
    let wechat = FakeWeChat::new().with_followers(followers);
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    let tags: Vec<TagId> = (0..4).map(|number| wechat.create_tag(&format!("标签{number}"))).collect();
    for number in 0..followers {
        for tag in &tags {
            if numbers.below(3) == 0 {
                wechat.tag(&wechat.openid(number), *tag);
            }
        }
        if numbers.below(4) == 0 {
            wechat.block(&wechat.openid(number));
        }
    }
    let openids: Vec<OpenId> = (0..followers).map(|number| wechat.openid(number)).collect();
    let reader = client(&wechat, wechat.clone());
    let users: Vec<User> = reader
        .users()
        .get_all(&openids)
        .run_in_order()
        .0
        .into_iter()
        .filter_map(|outcome| match outcome.result {
            wechat_user::bulk::ItemResult::Done(user) => Some(user),
            _ => None,
        })
        .collect();
    assert_eq!(users.len(), openids.len());
    let scenes: BTreeSet<String> = users.iter().filter_map(|user| user.subscribe_scene.clone()).collect();
    let scenes: Vec<String> = scenes.into_iter().chain(["ADD_SCENE_\"NONE\"".to_owned()]).collect();
    let times: Vec<Timestamp> = users.iter().filter_map(|user| user.subscribe_time).collect();
    let mut world = World::new(wechat);
    world.sync();

    let (mut empty, mut whole) = (0, 0);
    for _ in 0..600 {
        let wanted = Wanted::of(&mut numbers, &tags, &scenes, &times);
        let matching = users.iter().filter(|user| wanted.matches(user, world.wechat.is_blacklisted(&user.openid)));
        let expected: Vec<OpenId> = matching.map(|user| user.openid.clone()).collect();
        let selection = wanted.selection();
        let found: Vec<OpenId> = world.mirror.select(&selection).map(Result::unwrap).collect();
        assert_eq!(found, expected, "{selection:?}");
        empty += u32::from(expected.is_empty());
        whole += u32::from(expected.len() == users.len());
    }
    assert!(empty < 400 && whole < 100, "the combinations say little: {empty} empty, {whole} whole");
}

#[test]
fn a_selection_without_conditions_has_all_followers_in_order() {
    let mut world = World::new(FakeWeChat::new().with_followers(2_500));
    world.sync();
    let found: Vec<OpenId> = world.mirror.select(&Selection::new()).map(Result::unwrap).collect();
    let all: Vec<OpenId> = (0..2_500).map(|number| world.openid(number)).collect();
    assert_eq!(found, all);
    assert_eq!(world.mirror.select(&Selection::new().any_of([])).count(), 0);
}
