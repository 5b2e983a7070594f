//! 分组: create, list, look up, rename, move, move many, delete.

use serde_json::json;
use transport_mock::{FakeWeChat, TextLimit};
use wechat_user_core::GroupId;

use crate::support::{Desk, code, ok};

const CREATE: &str = "/cgi-bin/groups/create";
const GET: &str = "/cgi-bin/groups/get";
const GETID: &str = "/cgi-bin/groups/getid";
const UPDATE: &str = "/cgi-bin/groups/update";
const MOVE: &str = "/cgi-bin/groups/members/update";
const MOVE_MANY: &str = "/cgi-bin/groups/members/batchupdate";
const DELETE: &str = "/cgi-bin/groups/delete";

fn create(desk: &Desk, name: &str) -> i64 {
    desk.post(CREATE, json!({"group": {"name": name}}))["group"]["id"].as_i64().unwrap()
}

#[test]
fn a_group_lives_from_its_creation_to_its_end() {
    let desk = Desk::with_followers(25_000);
    let created = desk.try_post(CREATE, json!({"group": {"name": "华东客户"}})).unwrap();
    assert_eq!(created.body(), r#"{"group":{"id":100,"name":"华东客户"}}"#.as_bytes());
    assert_eq!(create(&desk, "test"), 101);

    assert_eq!(desk.post(MOVE, json!({"openid": desk.openid(3), "to_groupid": 100})), ok());
    let many = [desk.openid(5), desk.openid(24_999), desk.openid(5)];
    assert_eq!(desk.post(MOVE_MANY, json!({"openid_list": many, "to_groupid": 100})), ok());
    assert_eq!(desk.post(GETID, json!({"openid": desk.openid(5)})), json!({"groupid": 100}));
    assert_eq!(desk.post(GETID, json!({"openid": desk.openid(6)})), json!({"groupid": 0}));

    assert_eq!(desk.post(UPDATE, json!({"group": {"id": 100, "name": "华东/客户"}})), ok());
    let groups = desk.try_get(GET).unwrap();
    let expected = concat!(
        r#"{"groups":[{"id":0,"name":"未分组","count":24997},{"id":1,"name":"黑名单","count":0},"#,
        r#"{"id":2,"name":"星标组","count":0},{"id":100,"name":"华东\/客户","count":3},{"id":101,"name":"test","count":0}]}"#
    );
    assert_eq!(String::from_utf8_lossy(groups.body()), expected);
    let members = [3, 5, 24_999].map(|number| desk.wechat.openid(number));
    assert_eq!(desk.wechat.members_of(GroupId::new(100)), members);

    assert_eq!(desk.post(MOVE, json!({"openid": desk.openid(3), "to_groupid": 101})), ok());
    assert_eq!(desk.post(DELETE, json!({"group": {"id": 100}})), ok());
    assert_eq!(desk.wechat.group_of(&members[0]), Some(GroupId::new(101)));
    assert_eq!(desk.wechat.group_of(&members[1]), Some(GroupId::UNGROUPED), "members fall to group 0");
    let counts: Vec<u64> = desk.wechat.groups().into_iter().map(|(_, _, count)| count).collect();
    assert_eq!(counts, [24_999, 0, 0, 1]);
    assert_eq!(desk.wechat.members_of(GroupId::UNGROUPED).len(), 24_999);
    assert_eq!(create(&desk, "华东/客户"), 102, "a name is free again, an id is not");
}

#[test]
fn names_are_checked() {
    let desk = Desk::with_followers(1);
    let rename = |id: i64, name: &str| desk.code(UPDATE, json!({"group": {"id": id, "name": name}}));
    let named = |name: &str| desk.code(CREATE, json!({"group": {"name": name}}));
    assert_eq!(named(&"名".repeat(10)), 0, "30 bytes");
    assert_eq!(named(&"名".repeat(11)), 45017);
    assert_eq!(named(&"x".repeat(31)), 45017);
    assert_eq!(named(""), 40051);
    assert_eq!(named("未分组"), 40051, "taken");
    assert_eq!(named("test"), 0);
    assert_eq!(rename(101, "test"), 0, "its own name");
    assert_eq!(rename(100, "test"), 40051);
    assert_eq!(rename(100, &"x".repeat(31)), 45017);
    assert_eq!(desk.code(CREATE, json!({"group": {}})), 40051);
    assert_eq!(desk.code(CREATE, json!({"group": {"name": 7}})), 40051);
    assert_eq!(desk.code(CREATE, json!({"Group": {"name": "x"}})), 44002, "a key in the wrong case is missing");
    assert_eq!(desk.wechat.groups().len(), 5);
}

#[test]
fn names_may_count_characters_and_refuse_with_the_other_code() {
    let desk = Desk::new(FakeWeChat::new().with_settings(|settings| {
        settings.group_name_limit = TextLimit::Chars(30);
        settings.bad_group_name = 40117;
    }));
    assert_eq!(desk.code(CREATE, json!({"group": {"name": "名".repeat(30)}})), 0);
    assert_eq!(desk.code(CREATE, json!({"group": {"name": "名".repeat(31)}})), 45017);
    assert_eq!(desk.code(CREATE, json!({"group": {"name": "名".repeat(30)}})), 40117);
}

#[test]
fn reserved_and_unknown_groups_stay_as_they_are() {
    let desk = Desk::with_followers(1);
    for id in [0, 1, 2] {
        assert_eq!(desk.code(UPDATE, json!({"group": {"id": id, "name": "x"}})), 45016);
        assert_eq!(desk.code(DELETE, json!({"group": {"id": id}})), 45016);
    }
    for id in [json!(3), json!(100), json!(-1), json!("100"), json!(1.5), json!(null)] {
        assert_eq!(desk.code(UPDATE, json!({"group": {"id": id, "name": "x"}})), 40050, "{id}");
        assert_eq!(desk.code(DELETE, json!({"group": {"id": id}})), 40050, "{id}");
        assert_eq!(desk.code(MOVE, json!({"openid": desk.openid(0), "to_groupid": id})), 40050, "{id}");
        assert_eq!(desk.code(MOVE_MANY, json!({"openid_list": [desk.openid(0)], "to_groupid": id})), 40050, "{id}");
    }
    assert_eq!(desk.code(UPDATE, json!({"group": {"name": "x"}})), 44002);
    assert_eq!(desk.code(DELETE, json!({})), 44002);
    assert_eq!(desk.code(MOVE, json!({"openid": desk.openid(0)})), 40050);

    let desk = Desk::new(FakeWeChat::new().with_settings(|settings| settings.bad_group_id = 40152));
    assert_eq!(desk.code(DELETE, json!({"group": {"id": 100}})), 40152);
}

#[test]
fn an_account_has_so_many_groups_and_no_more() {
    let desk = Desk::new(FakeWeChat::new().with_settings(|settings| settings.group_limit = 2));
    assert_eq!((create(&desk, "a"), create(&desk, "b")), (100, 101));
    assert_eq!(desk.code(CREATE, json!({"group": {"name": "c"}})), 45018);
    assert_eq!(desk.code(DELETE, json!({"group": {"id": 100}})), 0);
    assert_eq!(create(&desk, "c"), 102);
}

#[test]
fn a_batch_has_one_to_fifty_openids() {
    let desk = Desk::with_followers(100);
    let group = create(&desk, "test");
    let batch = |count: u64| {
        let openids: Vec<String> = (0..count).map(|number| desk.openid(number)).collect();
        desk.code(MOVE_MANY, json!({"openid_list": openids, "to_groupid": group}))
    };
    assert_eq!(batch(0), 40032);
    assert_eq!(batch(51), 40032);
    assert_eq!(desk.wechat.members_of(GroupId::new(group)).len(), 0);
    assert_eq!(batch(1), 0);
    assert_eq!(batch(50), 0);
    assert_eq!(desk.wechat.members_of(GroupId::new(group)).len(), 50);
    assert_eq!(desk.code(MOVE_MANY, json!({"to_groupid": group})), 40032);
}

#[test]
fn one_bad_openid_fails_the_whole_move() {
    let desk = Desk::with_followers(3);
    let group = create(&desk, "test");
    let stranger = desk.openid(3);
    let bad = ["", "od8X[IjsmkQdVTETa9jLtGWA6KBc", "od8XIjsmk6QdVTETa9jLtGWA6KBc", stranger.as_str()];
    for openid in bad {
        assert_eq!(desk.code(MOVE_MANY, json!({"openid_list": [desk.openid(0), openid], "to_groupid": group})), 40003);
        assert_eq!(desk.code(MOVE, json!({"openid": openid, "to_groupid": group})), 40003);
        assert_eq!(desk.code(GETID, json!({"openid": openid})), 40003);
    }
    assert_eq!(desk.code(GETID, json!({})), 40003);
    assert_eq!(desk.wechat.group_of(&desk.wechat.openid(0)), Some(GroupId::UNGROUPED));

    let desk = Desk::new(FakeWeChat::new().with_settings(|settings| settings.group_of_non_follower = 43004));
    assert_eq!(desk.code(GETID, json!({"openid": desk.openid(0)})), 43004);
    assert_eq!(desk.code(GETID, json!({"openid": "x"})), 40003);
}

#[test]
fn a_user_who_leaves_leaves_their_group() {
    let desk = Desk::with_followers(3);
    let openid = desk.wechat.openid(1);
    assert_eq!(desk.code(MOVE, json!({"openid": openid, "to_groupid": 2})), 0);
    assert_eq!(desk.get(GET)["groups"][2], json!({"id": 2, "name": "星标组", "count": 1}));
    assert!(desk.wechat.unfollow(&openid));
    assert!(!desk.wechat.unfollow(&openid));
    assert_eq!(desk.get(GET)["groups"][2]["count"], 0);
    assert_eq!(desk.get(GET)["groups"][0]["count"], 2);
    assert_eq!(desk.wechat.group_of(&openid), None);
    desk.wechat.follow(&openid);
    assert_eq!(desk.wechat.group_of(&openid), Some(GroupId::UNGROUPED));
    assert_eq!(desk.get(GET)["groups"][0]["count"], 3);
    assert_eq!(code(&desk.get(GET)), 0);
}
