//! The state as a file, and seeds.

use std::time::Duration;

use serde_json::{Value, json};
use transport_mock::{Dirt, FakeWeChat, Fault, OldAccount, Service, TestClock, TextLimit, WebScope};
use wechat_user_core::clock::Clock;
use wechat_user_core::http::Method;
use wechat_user_core::transport::Transport;
use wechat_user_core::{GroupId, OpenId, TagId};

use crate::support::{Desk, HOST, code, json as parsed, request};

const GROUPS: &str = "/cgi-bin/groups/get";

/// An account with something of everything.
fn lived_in() -> Desk {
    let wechat = FakeWeChat::new().with_followers(500).with_seed(7).with_old_account(OldAccount::new(
        "wxaaaaaaaaaaaaaaaa",
        "gh_91ae50dfeb1c",
        9,
        TestClock::START,
    ));
    let desk = Desk::new(wechat.with_settings(|settings| {
        settings.unionids = true;
        settings.group_name_limit = TextLimit::Chars(3);
    }));
    let wechat = &desk.wechat;
    desk.post("/cgi-bin/groups/create", json!({"group": {"name": "华东"}}));
    desk.post("/cgi-bin/groups/members/update", json!({"openid": desk.openid(3), "to_groupid": 100}));
    let tag = wechat.create_tag("广东");
    wechat.unfollow(&wechat.openid(9));
    let guest = OpenId::new("oGuest").unwrap();
    wechat.follow(&guest);
    assert!(wechat.tag(&guest, tag) && wechat.tag(&wechat.openid(3), TagId::new(2)) && wechat.block(&wechat.openid(4)));
    desk.post("/cgi-bin/user/info/updateremark", json!({"openid": desk.openid(5), "remark": "王经理"}));
    wechat.edit_profile(&wechat.openid(5), |profile| profile.nickname = Some("Band".to_owned()));
    wechat.limit_per_day(GROUPS, 3);
    desk.get(GROUPS);
    desk.get("/cgi-bin/ticket/getticket?type=jsapi");
    wechat.replace_token();
    wechat.add_fault(Fault::errcode(-1).on("/cgi-bin/nothing").with_probability(0.5));
    wechat.add_fault(Fault::dirty(Dirt::TotalOff(-1)).on("/cgi-bin/user/get"));
    desk
}

/// What an account responses to a number of questions.
fn answers(desk: &Desk, web_code: &str) -> Vec<Value> {
    let get = |path: &str| desk.get(path);
    let url = format!(
        "{HOST}/sns/oauth2/access_token?appid={}&secret={}&code={web_code}&grant_type=authorization_code",
        Service::APP_ID,
        Service::APP_SECRET
    );
    vec![
        get(GROUPS),
        get("/cgi-bin/tags/get"),
        get("/cgi-bin/user/get"),
        get(&format!("/cgi-bin/user/info?openid={}", desk.openid(5))),
        get(&format!("/cgi-bin/user/info?openid={}", desk.openid(3))),
        get("/cgi-bin/user/info?openid=oGuest"),
        get("/cgi-bin/ticket/getticket?type=jsapi"),
        desk.post("/cgi-bin/tags/members/getblacklist", json!({})),
        desk.post("/cgi-bin/tags/create", json!({"tag": {"name": "x"}})),
        desk.post("/cgi-bin/groups/create", json!({"group": {"name": "名名名"}})),
        parsed(&desk.wechat.send(request(Method::GET, &url, "")).unwrap()),
        get(GROUPS),
        get(GROUPS),
    ]
}

#[test]
fn a_loaded_state_responds_as_the_saved_one() {
    let desk = lived_in();
    let web_code = desk.wechat.authorize(&desk.wechat.openid(1), WebScope::UserInfo).unwrap();
    let token = desk.wechat.stable_token();
    let state = desk.wechat.save();
    let copy = Desk::new(FakeWeChat::new());
    copy.wechat.load(&state).unwrap();
    assert_eq!(copy.wechat.save(), state);
    assert_eq!(copy.wechat.stable_token().expose(), token.expose());
    assert_eq!(copy.wechat.old_openid(3), desk.wechat.old_openid(3));
    assert_eq!(copy.wechat.members_of(GroupId::new(100)), [copy.wechat.openid(3)]);
    assert_eq!(copy.wechat.faults(), desk.wechat.faults());
    let (mine, yours) = (answers(&desk, &web_code), answers(&copy, &web_code));
    assert_eq!(mine, yours);
    assert_eq!(code(mine.last().unwrap()), 45009, "the quota was saved too, and the rids agree");
    assert_eq!(copy.wechat.save(), desk.wechat.save());
    assert!(!state.contains(Service::APP_SECRET) && !state.contains(token.expose()));
}

#[test]
fn an_invalid_state_changes_nothing() {
    let desk = lived_in();
    let state = desk.wechat.save();
    let empty = state.replace(r#""openid": "oGuest""#, r#""openid": """#);
    let extra = state.replace(r#""followers": 500"#, r#""followers": 500, "extra": 1"#);
    let other = state.replace("state 3", "state 4");
    let cases = [
        (String::new(), "not a saved state: it is not a JSON object"),
        ("{}".to_owned(), "missing field"),
        (empty, "it contains users that do not exist"),
        (extra, "unknown field `extra`"),
        (other, "its format is \"transport-mock state 4\""),
        (state.replace("added 0", "added 7"), "that do not exist"),
    ];
    for (text, expected) in cases {
        let error = desk.wechat.load(&text).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
        assert_eq!(desk.wechat.save(), state);
    }
}

#[test]
fn a_state_that_was_edited_by_hand_is_repaired() {
    let desk = lived_in();
    let state = desk
        .wechat
        .save()
        .replace(r#""group": 100"#, r#""group": 555"#)
        .replace(r#""next_id": 102"#, r#""next_id": 0"#);
    desk.wechat.load(&state).unwrap();
    assert_eq!(desk.wechat.group_of(&desk.wechat.openid(3)), Some(GroupId::UNGROUPED));
    assert_eq!(desk.wechat.create_tag("x"), TagId::new(102));
}

#[test]
fn a_seed_begins_an_account() {
    let wechat = FakeWeChat::new().with_followers(3);
    wechat
        .seed(
            r#"{
                "seed": 7, "app_id": "wxfedcba9876543210", "app_secret": "s", "followers": 100,
                "settings": {"page_size": 10, "group_name_limit": {"chars": 30}, "end_of_list": "blank_cursor"},
                "groups": [{"name": "华东", "members": [0, {"from": 10, "to": 12}]}, {"name": "空"}],
                "tags": [{"name": "广东", "members": [0, "oGuest"]}],
                "blacklist": [5],
                "users": [{"user": 1, "remark": "王经理", "profile": {"nickname": "Band"}}],
                "limits": {"/cgi-bin/groups/get": {"per_day": 1}},
                "old_account": {"app_id": "wxaaaaaaaaaaaaaaaa", "original_id": "gh_1", "followers": 9, "approved_at_ms": 0},
                "faults": [{"fault": "errcode", "code": -1, "on": "/cgi-bin/user/get"}]
            }"#,
        )
        .unwrap();
    let desk = Desk::new(wechat.clone());
    assert_eq!((wechat.app_id().to_string(), wechat.app_secret().expose()), ("wxfedcba9876543210".to_owned(), "s"));
    assert_eq!((wechat.followers(), wechat.settings().page_size), (101, 10));
    assert_eq!(wechat.members_of(GroupId::new(100)), [0, 10, 11].map(|number| wechat.openid(number)));
    assert_eq!(wechat.tags_of(&OpenId::new("oGuest").unwrap()), Some(vec![TagId::new(102)]));
    assert!(wechat.is_blacklisted(&wechat.openid(5)) && wechat.old_openid(8).is_some());
    let user = desk.get(&format!("/cgi-bin/user/info?openid={}", desk.openid(1)));
    assert_eq!((&user["remark"], &user["nickname"]), (&json!("王经理"), &json!("Band")));
    assert_eq!([code(&desk.get(GROUPS)), code(&desk.get(GROUPS))], [0, 45009]);
    assert_eq!(code(&desk.get("/cgi-bin/user/get")), -1);
    wechat.seed("{}").unwrap();
    assert_eq!(
        (wechat.followers(), wechat.groups().len(), wechat.settings().page_size, wechat.calls()),
        (100, 3, 10, 0)
    );
}

#[test]
fn a_mistake_in_a_seed_is_named_and_changes_nothing() {
    let wechat = FakeWeChat::new().with_followers(3);
    let before = wechat.save();
    for (seed, expected) in [
        ("[]", "not a seed: it is not a JSON object"),
        (r#"{"follower": 3}"#, "unknown field `follower`"),
        (r#"{"settings": {"page": 3}}"#, "unknown field `page`"),
        (r#"{"groups": [{"name": "x", "members": [3]}]}"#, "the seed names the followers 3 to 4 of 3"),
        (
            r#"{"blacklist": [""]}"#,
            "a user must be the number of a follower, an openid, or {\"from\":10,\"to\":20}, not \"\"",
        ),
        (r#"{"tags": [{"name": "x", "members": ["o b"]}]}"#, "{\"from\":10,\"to\":20}, not \"o b\""),
        (r#"{"tags": [{"name": "x", "members": [true]}]}"#, "{\"from\":10,\"to\":20}, not true"),
        (r#"{"tags": [{"name": "x", "members": [{"from": 1}]}]}"#, "not {\"from\":1}"),
        (r#"{"users": [3]}"#, "an element of \"users\" must be an object such as"),
        (r#"{"groups": ["x"]}"#, "a group or a tag must be an object such as"),
        (r#"{"faults": [{"fault": "x"}]}"#, "there is no fault"),
        (r#"{"followers": 100, "faults": [{"fault": "stall", "on": "/a"}]}"#, "the simulator has no such path"),
    ] {
        let error = wechat.seed(seed).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
        assert!(!error.contains("untagged") && !error.contains("struct") && !error.contains("enum"), "{error}");
        assert_eq!(wechat.save(), before, "{seed}");
    }
}

#[test]
fn a_seed_and_a_state_keep_to_the_limits_of_memory() {
    let wechat = FakeWeChat::new().with_followers(3);
    let before = wechat.save();
    for (seed, expected) in [
        (
            r#"{"settings": {"page_size": 18446744073709551615}}"#,
            "\"page_size\": 1 to 100000, got 18446744073709551615",
        ),
        (r#"{"settings": {"tag_page_size": 0}}"#, "\"tag_page_size\": 1 to 100000, got 0"),
        (r#"{"settings": {"blacklist_page_size": 100001}}"#, "\"blacklist_page_size\": 1 to 100000, got 100001"),
        (r#"{"followers": 1000000001}"#, "\"followers\": at most 1000000000, got 1000000001"),
        (
            r#"{"followers": 1000000000, "blacklist": [{"from": 0, "to": 1000000000}]}"#,
            "the seed names more than 1000000 users",
        ),
    ] {
        let error = wechat.seed(seed).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
        assert_eq!(wechat.save(), before);
    }
    let state = before.replace(r#""page_size": 10000"#, r#""page_size": 18446744073709551615"#);
    assert!(wechat.load(&state).unwrap_err().to_string().contains("1 to 100000"));
    // In Rust a setting is not checked, so that its use is bounded.
    let huge = wechat.with_followers(200_000).with_page_size(usize::MAX);
    let page = Desk::new(huge).get("/cgi-bin/user/get");
    assert_eq!(page["count"], 100_000);
}

#[test]
fn time_is_no_part_of_the_state() {
    let desk = lived_in();
    let state = desk.wechat.save();
    desk.wechat.clock().advance(Duration::from_secs(7_200));
    let late = desk.wechat.clock().now();
    desk.wechat.load(&state).unwrap();
    assert_eq!(desk.wechat.clock().now(), late);
}
