//! Tags (标签): state, limits, refusals.

use serde_json::{Value, json};
use transport_mock::{EndOfList, FakeWeChat, NonFollowers, TextLimit};
use wechat_user_core::TagId;

use crate::support::{Desk, code, ok};

const CREATE: &str = "/cgi-bin/tags/create";
const GET: &str = "/cgi-bin/tags/get";
const UPDATE: &str = "/cgi-bin/tags/update";
const DELETE: &str = "/cgi-bin/tags/delete";
const TAG: &str = "/cgi-bin/tags/members/batchtagging";
const UNTAG: &str = "/cgi-bin/tags/members/batchuntagging";
const OF: &str = "/cgi-bin/tags/getidlist";
const MEMBERS: &str = "/cgi-bin/user/tag/get";

fn create(desk: &Desk, name: &str) -> i64 {
    desk.post(CREATE, json!({"tag": {"name": name}}))["tag"]["id"].as_i64().unwrap()
}

fn openids(desk: &Desk, numbers: impl IntoIterator<Item = u64>) -> Vec<String> {
    numbers.into_iter().map(|number| desk.openid(number)).collect()
}

#[test]
fn a_tag_is_seen_from_every_side() {
    let desk = Desk::with_followers(100);
    assert_eq!(desk.get(GET), json!({"tags": [{"id": 2, "name": "星标组", "count": 0}]}));
    assert_eq!(desk.post(CREATE, json!({"tag": {"name": "广东"}})), json!({"tag": {"id": 100, "name": "广东"}}));
    assert_eq!(desk.post(TAG, json!({"openid_list": openids(&desk, [3, 5]), "tagid": 100})), ok());
    assert_eq!(desk.post(TAG, json!({"openid_list": [desk.openid(3)], "tagid": 2})), ok());
    assert_eq!(desk.post(OF, json!({"openid": desk.openid(3)})), json!({"tagid_list": [100, 2]}));
    assert_eq!(desk.post(OF, json!({"openid": desk.openid(4)})), json!({"tagid_list": []}));
    let expected = json!({"count": 2, "data": {"openid": openids(&desk, [3, 5])}, "next_openid": desk.openid(5)});
    assert_eq!(desk.post(MEMBERS, json!({"tagid": 100, "next_openid": ""})), expected);
    assert_eq!(desk.get(GET)["tags"][1], json!({"id": 100, "name": "广东", "count": 2}));
    let user = desk.get(&format!("/cgi-bin/user/info?openid={}", desk.openid(3)));
    assert_eq!((&user["tagid_list"], &user["groupid"]), (&json!([100, 2]), &json!(0)));
    let batch = desk.post("/cgi-bin/user/info/batchget", json!({"user_list": [{"openid": desk.openid(5)}]}));
    assert_eq!(batch["user_info_list"][0]["tagid_list"], json!([100]));

    let wechat = &desk.wechat;
    assert_eq!(wechat.tags_of(&wechat.openid(3)), Some(vec![TagId::new(100), TagId::new(2)]));
    assert_eq!(wechat.members_of_tag(TagId::new(100)), [wechat.openid(3), wechat.openid(5)]);
    assert_eq!(wechat.tags()[0], (TagId::new(2), "星标组".to_owned(), 1));

    assert_eq!(desk.post(UNTAG, json!({"openid_list": openids(&desk, [3, 4]), "tagid": 100})), ok());
    assert_eq!(wechat.tags_of(&wechat.openid(3)), Some(vec![TagId::new(2)]));
    assert_eq!(desk.post(UPDATE, json!({"tag": {"id": 100, "name": "广东人"}})), ok());
    assert_eq!(desk.post(DELETE, json!({"tag": {"id": 100}})), ok());
    assert_eq!(wechat.tags_of(&wechat.openid(5)), Some(vec![]), "a deleted tag is removed from its members");
    assert_eq!(wechat.tags().len(), 1);
}

#[test]
fn groups_and_tags_share_their_ids() {
    let desk = Desk::with_followers(0);
    let group = desk.post("/cgi-bin/groups/create", json!({"group": {"name": "a"}}));
    assert_eq!((group["group"]["id"].as_i64(), create(&desk, "a")), (Some(100), 101));
    assert_eq!(desk.wechat.create_tag("b"), TagId::new(102));
}

#[test]
fn a_name_has_one_to_thirty_bytes_and_is_unique() {
    let desk = Desk::with_followers(0);
    let name = |name: &str| desk.code(CREATE, json!({"tag": {"name": name}}));
    assert_eq!((name(""), name("x"), name(&"名".repeat(10)), name(&"名".repeat(11))), (45157, 0, 0, 45158));
    assert_eq!((name(&"x".repeat(30)), name(&"x".repeat(31)), name("x"), name("星标组")), (0, 45158, 45157, 45157));
    assert_eq!(desk.code(CREATE, json!({"tag": {"name": 7}})), 45157);
    assert_eq!((desk.code(CREATE, json!({"tag": {}})), desk.code(CREATE, json!({}))), (45157, 44002));
    let rename = |id: i64, name: &str| desk.code(UPDATE, json!({"tag": {"id": id, "name": name}}));
    assert_eq!((rename(100, "x"), rename(101, "x"), rename(101, &"名".repeat(11))), (0, 45157, 45158));

    let chars = FakeWeChat::new().with_settings(|settings| settings.tag_name_limit = TextLimit::Chars(30));
    assert_eq!(Desk::new(chars).code(CREATE, json!({"tag": {"name": "名".repeat(30)}})), 0);
}

#[test]
fn reserved_and_unknown_tags_get_different_codes() {
    let desk = Desk::with_followers(3);
    for id in [0, 1, 2] {
        assert_eq!(desk.code(UPDATE, json!({"tag": {"id": id, "name": "x"}})), 45058);
        assert_eq!(desk.code(DELETE, json!({"tag": {"id": id}})), 45058);
    }
    for id in [json!(3), json!(100), json!("100"), json!(null)] {
        assert_eq!(desk.code(UPDATE, json!({"tag": {"id": id, "name": "x"}})), 45159, "{id}");
        assert_eq!(desk.code(DELETE, json!({"tag": {"id": id}})), 45159, "{id}");
        for path in [TAG, UNTAG] {
            assert_eq!(desk.code(path, json!({"openid_list": [desk.openid(0)], "tagid": id})), 45159, "{id}");
        }
        assert_eq!(desk.code(MEMBERS, json!({"tagid": id})), 45159, "{id}");
    }
    assert_eq!(desk.code(DELETE, json!({"tag": {}})), 44002);
    assert_eq!(
        desk.code(TAG, json!({"openid_list": [desk.openid(0)], "tagId": 2})),
        45159,
        "a wrong key is a missing one"
    );
}

#[test]
fn a_hundred_tags_an_account_and_twenty_a_user() {
    let desk = Desk::with_followers(3);
    for number in 0..100 {
        create(&desk, &number.to_string());
    }
    assert_eq!(desk.code(CREATE, json!({"tag": {"name": "x"}})), 45056);
    for id in 100..120 {
        assert_eq!(desk.code(TAG, json!({"openid_list": [desk.openid(0)], "tagid": id})), 0);
    }
    assert_eq!(desk.code(TAG, json!({"openid_list": openids(&desk, [1, 0]), "tagid": 120})), 45059);
    assert_eq!(desk.wechat.tags_of(&desk.wechat.openid(1)), Some(vec![]), "no user was tagged");
    assert_eq!(desk.code(TAG, json!({"openid_list": [desk.openid(0)], "tagid": 100})), 0, "the user has it already");
    assert_eq!(desk.wechat.tags_of(&desk.wechat.openid(0)).unwrap().len(), 20);
    assert_eq!(desk.code(DELETE, json!({"tag": {"id": 100}})), 0);
    assert_eq!(desk.code(CREATE, json!({"tag": {"name": "x"}})), 0);
}

#[test]
fn a_batch_has_one_to_fifty_openids() {
    let desk = Desk::with_followers(60);
    let batch = |path: &str, count: u64| desk.code(path, json!({"openid_list": openids(&desk, 0..count), "tagid": 2}));
    for path in [TAG, UNTAG] {
        assert_eq!((batch(path, 0), batch(path, 1), batch(path, 50), batch(path, 51)), (40032, 0, 0, 40032));
        assert_eq!(desk.code(path, json!({"tagid": 2})), 40032);
    }
}

#[test]
fn bad_openids_fail_the_batch_and_non_followers_fail_alone() {
    let desk = Desk::with_followers(3);
    let foreign = FakeWeChat::new().with_account("wxfedcba9876543210", "s").openid(0).to_string();
    for path in [TAG, UNTAG] {
        for (openid, expected) in [("x[", 40003), ("", 40003), (foreign.as_str(), 49003)] {
            assert_eq!(desk.code(path, json!({"openid_list": [desk.openid(0), openid], "tagid": 2})), expected);
        }
    }
    assert_eq!(desk.code(OF, json!({"openid": foreign})), 49003);
    assert_eq!(desk.code(OF, json!({})), 40003);
    let response = desk.post(TAG, json!({"openid_list": openids(&desk, [9, 1, 7]), "tagid": 2}));
    assert_eq!((code(&response), &response["fail_openid_list"]), (45171, &json!(openids(&desk, [9, 7]))));
    assert!(response["errmsg"].as_str().unwrap().starts_with("some openid fail hint: ["));
    assert_eq!(desk.wechat.members_of_tag(TagId::new(2)), [desk.wechat.openid(1)], "the others were done");

    desk.wechat.with_service(|service| service.settings_mut().non_followers_in_batch = NonFollowers::Rejected);
    assert_eq!(desk.code(TAG, json!({"openid_list": openids(&desk, [2, 9]), "tagid": 2})), 50005);
    assert_eq!(desk.wechat.members_of_tag(TagId::new(2)).len(), 1);
}

fn walk(desk: &Desk, tag: i64) -> (Vec<Value>, Value) {
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = desk.post(MEMBERS, json!({"tagid": tag, "next_openid": cursor}));
        let Some(openids) = page["data"]["openid"].as_array() else { return (seen, page) };
        assert_eq!(page["count"], openids.len());
        seen.extend(openids.iter().cloned());
        cursor = page["next_openid"].as_str().unwrap().to_owned();
        if cursor.trim().is_empty() {
            return (seen, page);
        }
    }
}

#[test]
fn the_members_of_a_tag_are_walked_past_the_end() {
    let desk = Desk::new(FakeWeChat::new().with_followers(9).with_settings(|settings| settings.tag_page_size = 2));
    let tag = create(&desk, "x");
    desk.post(TAG, json!({"openid_list": openids(&desk, [8, 0, 3, 5]), "tagid": tag}));
    assert_eq!(
        walk(&desk, tag),
        (openids(&desk, [0, 3, 5, 8]).into_iter().map(Value::from).collect(), json!({"count": 0}))
    );
    assert_eq!(desk.code(MEMBERS, json!({"tagid": tag, "next_openid": "x"})), 40003);
    desk.post(UNTAG, json!({"openid_list": [desk.openid(3)], "tagid": tag}));
    let page = desk.post(MEMBERS, json!({"tagid": tag, "next_openid": desk.openid(3)}));
    assert_eq!(page["data"]["openid"], json!(openids(&desk, [5, 8])), "a cursor that left still says where to go on");
    for (end, cursor) in [(EndOfList::EmptyCursor, ""), (EndOfList::BlankCursor, " ")] {
        desk.wechat.with_service(|service| service.settings_mut().end_of_list = end);
        let (seen, last) = walk(&desk, tag);
        assert_eq!((seen.len(), &last["next_openid"]), (3, &json!(cursor)));
    }
}

#[test]
fn a_tag_with_too_many_followers_cannot_be_deleted() {
    let desk =
        Desk::new(FakeWeChat::new().with_followers(3).with_settings(|settings| settings.undeletable_tag_above = 2));
    let tag = create(&desk, "x");
    desk.post(TAG, json!({"openid_list": openids(&desk, 0..3), "tagid": tag}));
    assert_eq!(desk.code(DELETE, json!({"tag": {"id": tag}})), 45057);
    desk.post(UNTAG, json!({"openid_list": openids(&desk, 0..1), "tagid": tag}));
    assert_eq!(desk.code(DELETE, json!({"tag": {"id": tag}})), 0);
}

#[test]
fn a_user_who_leaves_loses_their_tags() {
    let desk = Desk::with_followers(3);
    let openid = desk.wechat.openid(1);
    assert!(desk.wechat.tag(&openid, TagId::new(2)) && !desk.wechat.tag(&openid, TagId::new(9)));
    desk.wechat.unfollow(&openid);
    assert_eq!((desk.wechat.tags_of(&openid), desk.wechat.members_of_tag(TagId::new(2))), (None, vec![]));
    assert!(!desk.wechat.tag(&openid, TagId::new(2)));
    assert_eq!(desk.post(OF, json!({"openid": openid})), json!({"tagid_list": []}));
    desk.wechat.follow(&openid);
    assert_eq!(desk.wechat.tags_of(&openid), Some(vec![]));
}

#[test]
fn the_first_tag_may_show_as_the_group() {
    let desk =
        Desk::new(FakeWeChat::new().with_followers(1).with_settings(|settings| settings.groupid_shows_tag = true));
    desk.wechat.tag(&desk.wechat.openid(0), TagId::new(2));
    let user = desk.get(&format!("/cgi-bin/user/info?openid={}", desk.openid(0)));
    assert_eq!((&user["groupid"], &user["tagid_list"]), (&json!(2), &json!([2])));
}
