//! Steps 6 and 7 of adding an endpoint: a route in the simulator, and a client method that uses it.

use std::collections::BTreeMap;

use transport_mock::{FakeWeChat, Service};
use wechat_user::{CATALOGUE, Client, GroupId, TokenMode};

use crate::{builder, openids};

type Method = (&'static str, fn(&FakeWeChat, &Client));

/// One line an endpoint: its name, and the client method that makes that call.
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
];

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
        let wechat = FakeWeChat::new().with_followers(5);
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
