//! Steps 6 and 7 of adding an endpoint: a route in the simulator, and a client method that uses it.

use std::collections::BTreeMap;
use std::time::Duration;

use transport_mock::{FakeWeChat, OldAccount, Service, TestClock, WebScope};
use wechat_user::endpoint::CATALOGUE;
use wechat_user::oauth::UserToken;
use wechat_user::qrcode::Scene;
use wechat_user::statistics::Day;
use wechat_user::{Client, GroupId, TagId, TokenMode};

use crate::{GROUPS_GET, builder, openids};

type Method = (&'static str, fn(&FakeWeChat, &Client));

/// A day whose figures are ready.
const DAY: Day = Day::new(2025, 12, 30).unwrap();

/// One line for each endpoint: its name, and the client method that makes the call.
const METHODS: &[Method] = &[
    ("get_token", |wechat, _| {
        builder(wechat).token_mode(TokenMode::Plain).build().unwrap().token().unwrap();
    }),
    ("get_stable_token", |_, client| drop(client.token().unwrap())),
    ("create_group", |_, client| drop(client.groups().create("test").unwrap())),
    ("get_groups", |_, client| drop(client.groups().list().unwrap())),
    ("get_group_of", |wechat, client| assert_eq!(client.groups().of(&wechat.openid(0)).unwrap(), GroupId::UNGROUPED)),
    ("rename_group", |_, client| {
        let group = client.groups().create("test").unwrap();
        client.groups().rename(group.id, "test2").unwrap();
    }),
    ("move_user", |wechat, client| client.groups().move_user(&wechat.openid(0), GroupId::STARRED).unwrap()),
    ("move_users", |wechat, client| client.groups().move_users(&openids(wechat, 3), GroupId::STARRED).unwrap()),
    ("delete_group", |_, client| {
        let group = client.groups().create("test").unwrap();
        client.groups().delete(group.id).unwrap();
    }),
    ("get_user", |wechat, client| drop(client.users().info(&wechat.openid(0)).unwrap())),
    ("get_users", |wechat, client| drop(client.users().batch(&openids(wechat, 3)).unwrap())),
    ("set_remark", |wechat, client| client.users().set_remark(&wechat.openid(0), "pangzi").unwrap()),
    ("get_followers", |_, client| assert_eq!(client.followers().count(), 5)),
    ("create_tag", |_, client| drop(client.tags().create("test").unwrap())),
    ("get_tags", |_, client| drop(client.tags().list().unwrap())),
    ("rename_tag", |wechat, client| client.tags().rename(wechat.create_tag("test"), "test2").unwrap()),
    ("delete_tag", |wechat, client| client.tags().delete(wechat.create_tag("test")).unwrap()),
    ("tag_users", |wechat, client| client.tags().add(TagId::STARRED, &openids(wechat, 3)).unwrap()),
    ("untag_users", |wechat, client| client.tags().remove(TagId::STARRED, &openids(wechat, 3)).unwrap()),
    ("get_tags_of", |wechat, client| assert_eq!(client.tags().of(&wechat.openid(0)).unwrap(), [])),
    ("get_tag_members", |_, client| assert_eq!(client.tags().members(TagId::STARRED).count(), 0)),
    ("get_blacklist", |_, client| assert_eq!(client.blacklist().iter().count(), 0)),
    ("block_users", |wechat, client| client.blacklist().add(&openids(wechat, 3)).unwrap()),
    ("unblock_users", |wechat, client| client.blacklist().remove(&openids(wechat, 3)).unwrap()),
    ("change_openids", |wechat, client| {
        let old: Vec<_> = (0..3).filter_map(|number| wechat.old_openid(number)).collect();
        client.migration().convert("wxaaaaaaaaaaaaaaaa", &old).unwrap();
    }),
    ("exchange_code", |wechat, client| drop(signed_in(wechat, client))),
    ("refresh_user_token", |wechat, client| {
        let token = signed_in(wechat, client);
        client.oauth().refresh(&token.refresh_token.unwrap()).unwrap();
    }),
    ("get_profile", |wechat, client| {
        let token = signed_in(wechat, client);
        client.oauth().user(&token.access_token, &token.openid).unwrap();
    }),
    ("check_user_token", |wechat, client| {
        let token = signed_in(wechat, client);
        assert!(client.oauth().check(&token.access_token, &token.openid).unwrap());
    }),
    ("create_qr_code", |_, client| drop(client.qrcode().create(&Scene::number(7).unwrap()).unwrap())),
    ("create_short_key", |_, client| drop(client.shorten().create("long", Duration::from_secs(60)).unwrap())),
    ("fetch_long_data", |_, client| {
        let key = client.shorten().create("long", Duration::from_secs(60)).unwrap();
        assert_eq!(client.shorten().fetch(&key).unwrap().long_data, "long");
    }),
    ("get_user_summary", |_, client| drop(client.statistics().growth(DAY, DAY).unwrap())),
    ("get_user_cumulate", |_, client| assert_eq!(client.statistics().total(DAY, DAY).unwrap().days[0].followers, 5)),
    ("get_ticket", |_, client| drop(client.jssdk().ticket().unwrap())),
    ("get_api_quota", |_, client| assert!(client.quota().of(GROUPS_GET).unwrap().remain.is_some())),
    ("clear_api_quota", |_, client| client.quota().clear(GROUPS_GET).unwrap()),
    ("clear_quota", |_, client| client.quota().clear_all().unwrap()),
    ("clear_quota_by_app_secret", |_, client| client.quota().clear_all_by_secret().unwrap()),
    ("get_rid_info", |wechat, client| {
        let error = client.groups().of(&"oNobodyNobodyNobodyNobodyNo".parse().unwrap()).unwrap_err();
        drop(client.rid().look_up(error.rid().unwrap()).unwrap());
        assert!(wechat.calls() > 0);
    }),
    ("get_callback_ips", |_, client| drop(client.network().callback_ips().unwrap())),
    ("get_api_ips", |_, client| drop(client.network().api_ips().unwrap())),
    ("check_callback", |_, client| drop(client.network().check().unwrap())),
];

/// What a user does who opens a page in WeChat and agrees.
fn signed_in(wechat: &FakeWeChat, client: &Client) -> UserToken {
    let code = wechat.authorize(&wechat.openid(0), WebScope::UserInfo).unwrap();
    client.oauth().exchange(code).unwrap()
}

#[test]
fn step_6_of_adding_an_endpoint_a_route_in_the_simulator() {
    for spec in CATALOGUE {
        let routed =
            Service::routes().iter().any(|route| route.verb() == spec.verb().as_str() && route.path() == spec.path());
        assert!(
            routed,
            "step 6 of adding an endpoint: the simulator has no route {} {}",
            spec.verb().as_str(),
            spec.path()
        );
    }
}

#[test]
fn step_7_of_adding_an_endpoint_a_client_method_that_makes_the_call() {
    let methods: BTreeMap<_, _> = METHODS.iter().copied().collect();
    for spec in CATALOGUE {
        let name = spec.name();
        let method = methods
            .get(name)
            .unwrap_or_else(|| panic!("step 7 of adding an endpoint: no client method for `{name}` in METHODS"));
        let old = OldAccount::new("wxaaaaaaaaaaaaaaaa", "gh_91ae50dfeb1c", 5, TestClock::START);
        let wechat = FakeWeChat::new().with_followers(5).with_old_account(old);
        let client = builder(&wechat).build().unwrap();
        method(&wechat, &client);
        assert!(
            wechat.calls_to(spec.path()) > 0,
            "step 7 of adding an endpoint: `{name}` made no call of {}",
            spec.path()
        );
    }
    assert_eq!(METHODS.len(), CATALOGUE.len());
}
