//! The calls that may be sent twice and those that may not, each on an account with everything that the call needs.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::time::Duration;

use transport_mock::{Ending, FakeWeChat, OldAccount, TestClock, WebScope};
use wechat_user::clock::Clock;
use wechat_user::endpoint::{CATALOGUE, Replay};
use wechat_user::qrcode::Scene;
use wechat_user::statistics::Day;
use wechat_user::{Builder, Client, Error, GroupId, TagId};

use crate::table::{Row, endings};
use crate::{builder, openids};

pub(crate) struct World {
    pub(crate) wechat: FakeWeChat,
    pub(crate) client: Client,
    group: GroupId,
    tag: TagId,
    code: String,
    key: String,
}

/// A day whose figures are ready.
const DAY: Day = Day::new(2025, 12, 30).unwrap();

impl World {
    /// 25 followers, a group, a tag and a short key of their own, a user who has just authorized a page, a migrated
    /// account.
    pub(crate) fn new() -> Self {
        Self::with(|builder| builder)
    }

    /// The same, with another client.
    pub(crate) fn with(change: impl FnOnce(Builder) -> Builder) -> Self {
        Self::seeded(0, change)
    }

    pub(crate) fn seeded(seed: u64, change: impl FnOnce(Builder) -> Builder) -> Self {
        let old = OldAccount::new("wxaaaaaaaaaaaaaaaa", "gh_91ae50dfeb1c", 25, TestClock::START);
        let wechat = FakeWeChat::new().with_seed(seed).with_followers(25).with_old_account(old);
        let group = crate::client(&wechat).groups().create("华东客户").unwrap().id;
        let key = crate::client(&wechat).shorten().create("long", Duration::from_secs(86_400)).unwrap();
        let tag = wechat.create_tag("广东");
        let code = wechat.authorize(&wechat.openid(2), WebScope::Base).unwrap();
        let client = change(builder(&wechat)).build().unwrap();
        Self { wechat, client, group, tag, code, key }
    }

    /// How the calls of this path ended, without those of `new`.
    pub(crate) fn endings(&self, path: &str) -> Vec<Ending> {
        let made_before = usize::from([crate::GROUPS_CREATE, "/cgi-bin/shorten/gen"].contains(&path));
        endings(&self.wechat, path).split_off(made_before)
    }
}

pub(crate) struct Case {
    pub(crate) path: &'static str,
    pub(crate) replayable: bool,
    pub(crate) make: fn(&World) -> Result<(), Error>,
}

const fn twice(path: &'static str, make: fn(&World) -> Result<(), Error>) -> Case {
    Case { path, replayable: true, make }
}

const fn once(path: &'static str, make: fn(&World) -> Result<(), Error>) -> Case {
    Case { path, replayable: false, make }
}

/// The replayable calls of the page (reads, rename, move, remark, tag, untag, block, unblock), and the others.
pub(crate) const CASES: &[Case] = &[
    twice("/cgi-bin/groups/get", |world| world.client.groups().list().map(drop)),
    twice("/cgi-bin/groups/getid", |world| world.client.groups().of(&world.wechat.openid(0)).map(drop)),
    twice("/cgi-bin/groups/update", |world| world.client.groups().rename(world.group, "华南客户")),
    twice("/cgi-bin/groups/members/update", |world| {
        world.client.groups().move_user(&world.wechat.openid(0), world.group)
    }),
    twice("/cgi-bin/groups/members/batchupdate", |world| {
        world.client.groups().move_users(&openids(&world.wechat, 5), world.group)
    }),
    twice("/cgi-bin/user/info/updateremark", |world| world.client.users().set_remark(&world.wechat.openid(0), "小明")),
    twice("/cgi-bin/tags/update", |world| world.client.tags().rename(world.tag, "广东人")),
    twice("/cgi-bin/tags/members/batchtagging", |world| world.client.tags().add(world.tag, &openids(&world.wechat, 5))),
    twice("/cgi-bin/tags/members/batchuntagging", |world| {
        world.client.tags().remove(world.tag, &openids(&world.wechat, 5))
    }),
    twice("/cgi-bin/tags/members/batchblacklist", |world| world.client.blacklist().add(&openids(&world.wechat, 5))),
    twice("/cgi-bin/tags/members/batchunblacklist", |world| {
        world.client.blacklist().remove(&openids(&world.wechat, 5))
    }),
    once("/cgi-bin/groups/create", |world| world.client.groups().create("西部客户").map(drop)),
    once("/cgi-bin/groups/delete", |world| world.client.groups().delete(world.group)),
    once("/cgi-bin/tags/create", |world| world.client.tags().create("广西").map(drop)),
    once("/cgi-bin/tags/delete", |world| world.client.tags().delete(world.tag)),
    once("/sns/oauth2/access_token", |world| world.client.oauth().exchange(world.code.clone()).map(drop)),
    twice("/cgi-bin/shorten/fetch", |world| world.client.shorten().fetch(&world.key).map(drop)),
    twice("/datacube/getusersummary", |world| world.client.statistics().growth(DAY, DAY).map(drop)),
    twice("/datacube/getusercumulate", |world| world.client.statistics().total(DAY, DAY).map(drop)),
    once("/cgi-bin/qrcode/create", |world| {
        world.client.qrcode().create(&Scene::number(7).unwrap().permanent().unwrap()).map(drop)
    }),
    once("/cgi-bin/shorten/gen", |world| world.client.shorten().create("long", Duration::from_secs(60)).map(drop)),
    once("/cgi-bin/clear_quota", |world| world.client.quota().clear_all()),
    once("/cgi-bin/clear_quota/v2", |world| world.client.quota().clear_all_by_secret()),
    once("/cgi-bin/openapi/quota/clear", |world| world.client.quota().clear(crate::GROUPS_GET)),
    once("/cgi-bin/changeopenid", |world| {
        let old = [world.wechat.old_openid(3).unwrap()];
        world.client.migration().convert("wxaaaaaaaaaaaaaaaa", &old).map(drop)
    }),
];

/// Sends every call in its own world, where the row's fault is applied once: replayable calls are retried and succeed,
/// the others are sent once, and their error says that they may have been processed. `check` gets that error.
#[track_caller]
pub(crate) fn only_replayable_calls_are_retried(row: &Row, ending: Ending, check: impl Fn(&Error)) {
    for case in CASES {
        let world = World::new();
        world.wechat.add_fault(row.fault().on(case.path));
        let started = world.wechat.clock().now();
        let result = (case.make)(&world);
        assert_eq!(row.triggered(&world.wechat, 1)[0].path, case.path);
        if case.replayable {
            assert_eq!(world.endings(case.path), [ending, Ending::Errcode(0)]);
            assert!(world.wechat.clock().now() > started, "{}: without a pause", case.path);
            result.unwrap_or_else(|error| panic!("{error}"));
        } else {
            assert_eq!(world.endings(case.path), [ending]);
            let error = refused(result, case.path);
            assert!(error.may_have_been_done() && error.attempts() == 1, "{error:?}");
            check(&error);
        }
    }
}

#[track_caller]
pub(crate) fn refused<T: Debug>(result: Result<T, Error>, path: &str) -> Error {
    let error = result.unwrap_err();
    assert_eq!(error.path(), path);
    error
}

/// The library and the page must agree on which calls may not be sent twice.
pub(crate) fn assert_the_library_agrees() {
    let once: BTreeSet<&str> = CASES.iter().filter(|case| !case.replayable).map(|case| case.path).collect();
    let not_safe = CATALOGUE.iter().filter(|spec| spec.replay() == Replay::Unsafe);
    assert_eq!(not_safe.map(|spec| spec.path()).collect::<BTreeSet<_>>(), once);
}
