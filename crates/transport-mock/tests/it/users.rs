//! Profiles, remarks (备注名), and the list of followers.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use transport_mock::{EndOfList, FakeWeChat, ProfileFields, TestClock, TextLimit};
use wechat_user_core::OpenId;

use crate::support::{Desk, code, ok};

const INFO: &str = "/cgi-bin/user/info";
const BATCH: &str = "/cgi-bin/user/info/batchget";
const REMARK: &str = "/cgi-bin/user/info/updateremark";
const LIST: &str = "/cgi-bin/user/get";

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn info(desk: &Desk, openid: &str, lang: &str) -> Value {
    desk.get(&format!("{INFO}?openid={openid}&lang={lang}"))
}

#[test]
fn a_followers_profile_has_all_fields_in_the_services_order() {
    let desk = Desk::with_followers(100);
    let response = desk.try_get(&format!("{INFO}?openid={}", desk.openid(0))).unwrap();
    let text = String::from_utf8(response.into_body()).unwrap();
    let order = [
        "subscribe",
        "openid",
        "nickname",
        "sex",
        "language",
        "city",
        "province",
        "country",
        "headimgurl",
        "subscribe_time",
        "remark",
        "groupid",
        "tagid_list",
        "subscribe_scene",
        "qr_scene",
        "qr_scene_str",
    ];
    let places: Vec<usize> = order.iter().map(|key| text.find(&format!("\"{key}\":")).unwrap()).collect();
    assert!(places.is_sorted(), "{text}");
    assert!(text.contains(r#""headimgurl":"http:\/\/thirdwx.qlogo.cn\/mmopen\/"#), "{text}");

    let user: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(keys(&user).len(), order.len());
    assert_eq!(user["subscribe"], 1);
    assert_eq!(user["openid"], desk.openid(0));
    assert_eq!((&user["remark"], &user["groupid"], &user["tagid_list"]), (&json!(""), &json!(0), &json!([])));
    assert!(user["subscribe_time"].as_u64().unwrap() < TestClock::START.as_unix_secs());
}

#[test]
fn the_language_changes_the_words_for_places_only() {
    let desk = Desk::with_followers(100);
    let mut differ = 0;
    for number in 0..100 {
        let openid = desk.openid(number);
        let mut simplified = info(&desk, &openid, "zh_CN");
        assert_eq!(simplified, desk.get(&format!("{INFO}?openid={openid}")), "zh_CN is the default");
        assert_eq!(simplified, info(&desk, &openid, "zh-CN"), "what it does not know is the default too");
        let traditional = info(&desk, &openid, "zh_TW");
        let mut english = info(&desk, &openid, "en");
        if simplified["country"] == "中国" {
            assert_eq!((&traditional["country"], &english["country"]), (&json!("中國"), &json!("China")));
            differ += 1;
        }
        for key in ["city", "province", "country"] {
            simplified[key].take();
            english[key].take();
        }
        assert_eq!(simplified, english);
    }
    assert!(differ > 50, "{differ}");
}

#[test]
fn generated_profiles_differ() {
    let desk = Desk::with_followers(1_000);
    let mut names = BTreeSet::new();
    let mut sexes = BTreeSet::new();
    let mut slashes = 0;
    for start in (0..1_000).step_by(100) {
        let list: Vec<Value> = (start..start + 100).map(|number| json!({"openid": desk.openid(number)})).collect();
        for user in desk.post(BATCH, json!({"user_list": list}))["user_info_list"].as_array().unwrap() {
            let name = user["nickname"].as_str().unwrap();
            slashes += usize::from(name.contains(['/', '"', '\\']));
            names.insert(name.to_owned());
            sexes.insert(user["sex"].as_i64().unwrap());
        }
    }
    assert!(names.len() > 200, "{}", names.len());
    assert!(slashes > 0);
    assert!(names.iter().any(|name| name.contains('🍭')) && names.iter().any(|name| name.contains('王')));
    assert_eq!(sexes, BTreeSet::from([0, 1, 2]));
}

#[test]
fn profile_fields_follow_the_setting() {
    let fields = |fields| Desk::new(FakeWeChat::new().with_followers(1).with_settings(|s| s.profile_fields = fields));
    let desk = fields(ProfileFields::Emptied);
    let user = info(&desk, &desk.openid(0), "en");
    for key in ["nickname", "city", "province", "country", "headimgurl"] {
        assert_eq!(user[key], "", "{key}");
    }
    assert_eq!(user["sex"], 0);
    let desk = fields(ProfileFields::Absent);
    let user = info(&desk, &desk.openid(0), "en");
    for key in ["nickname", "sex", "city", "province", "country", "headimgurl"] {
        assert_eq!(user.get(key), None, "{key}");
    }
    assert!(user["language"].is_string());
}

#[test]
fn a_unionid_is_present_if_the_account_has_them() {
    let desk = Desk::new(FakeWeChat::new().with_followers(2).with_settings(|settings| settings.unionids = true));
    let unionid = |number| info(&desk, &desk.openid(number), "zh_CN")["unionid"].as_str().unwrap().to_owned();
    assert!(unionid(0).len() == 28 && unionid(0) != unionid(1));
    let other = info(&desk, &desk.openid(2), "zh_CN");
    assert_eq!(keys(&other), ["openid", "subscribe", "tagid_list", "unionid"]);
    assert_eq!(info(&Desk::with_followers(1), &Desk::with_followers(1).openid(0), "zh_CN").get("unionid"), None);
}

#[test]
fn a_user_who_does_not_follow_has_three_fields() {
    let desk = Desk::with_followers(2);
    for number in [1, 2] {
        desk.wechat.unfollow(&desk.wechat.openid(1));
        let openid = desk.openid(number);
        let response = desk.try_get(&format!("{INFO}?openid={openid}&lang=en")).unwrap();
        let expected = format!(r#"{{"subscribe":0,"openid":"{openid}","tagid_list":[]}}"#);
        assert_eq!(String::from_utf8_lossy(response.body()), expected);
    }
}

#[test]
fn an_openid_that_is_none_is_refused() {
    let desk = Desk::with_followers(2);
    for openid in ["x", "od8XIjsmk6QdVTETa9jLtGWA6KBc", &format!("{}%0D", desk.openid(0))] {
        assert_eq!(code(&info(&desk, openid, "en")), 40003, "{openid}");
    }
    assert_eq!(code(&desk.get(INFO)), 41009);
    assert_eq!(code(&desk.get(&format!("{INFO}?openid="))), 41009);
}

#[test]
fn a_batch_responds_in_the_order_of_the_request() {
    let desk = Desk::with_followers(1_000);
    desk.wechat.unfollow(&desk.wechat.openid(5));
    let wanted = json!({"user_list": [
        {"openid": desk.openid(999), "lang": "en"}, {"openid": desk.openid(5)}, {"openid": desk.openid(0), "lang": null},
        {"openid": desk.openid(999), "extra": [1]},
    ]});
    let response = desk.post(BATCH, wanted);
    let users = response["user_info_list"].as_array().unwrap();
    assert_eq!(users.len(), 4);
    assert_eq!(users[0], info(&desk, &desk.openid(999), "en"));
    assert_eq!(users[1], json!({"subscribe": 0, "openid": desk.openid(5), "tagid_list": []}));
    assert_eq!(users[2], info(&desk, &desk.openid(0), "zh_CN"));
    assert_eq!(users[3], info(&desk, &desk.openid(999), "zh_CN"));
}

#[test]
fn a_batch_has_one_to_a_hundred_openids() {
    let desk = Desk::with_followers(101);
    let batch = |count: u64| {
        let list: Vec<Value> = (0..count).map(|number| json!({"openid": desk.openid(number)})).collect();
        desk.post(BATCH, json!({"user_list": list}))
    };
    assert_eq!(code(&batch(0)), 40032);
    assert_eq!(batch(1)["user_info_list"].as_array().unwrap().len(), 1);
    assert_eq!(batch(100)["user_info_list"].as_array().unwrap().len(), 100);
    assert_eq!(code(&batch(101)), 40032);
    assert_eq!(desk.code(BATCH, json!({})), 40032);
    let bad = json!({"user_list": [{"openid": desk.openid(0)}, {"openid": "otvxTs4dckWG7imySrJd6jSi0C[E"}]});
    assert_eq!(desk.code(BATCH, bad), 40003, "one malformed openid fails them all");
    assert_eq!(desk.code(BATCH, json!({"user_list": [{"lang": "en"}]})), 40003);
    for broken in ["user_list=1", "[]", "{", r#"{"user_list":7}"#, r#"{"user_list":[7]}"#, r#"{"user_list":[["o"]]}"#] {
        assert_eq!(desk.code(BATCH, broken), 47001, "{broken}");
    }
    assert_eq!(code(&desk.get(BATCH)), 47001, "as seen for a GET");
}

#[test]
fn a_remark_is_kept_until_it_is_cleared() {
    let desk = Desk::with_followers(2);
    let openid = desk.wechat.openid(0);
    let remark = |text: &str| desk.post(REMARK, json!({"openid": openid, "remark": text}));
    assert_eq!(remark("VIP/上海"), ok());
    assert_eq!(desk.wechat.remark_of(&openid).as_deref(), Some("VIP/上海"));
    assert_eq!(info(&desk, openid.as_str(), "en")["remark"], "VIP/上海");
    assert_eq!(remark(""), ok());
    assert_eq!(desk.wechat.remark_of(&openid).as_deref(), Some(""));
    assert_eq!(remark(&"备".repeat(10)), ok(), "30 bytes pass, as users saw");
    assert_eq!(code(&remark(&"备".repeat(11))), 40092);
    assert_eq!(code(&remark(&"x".repeat(31))), 40092);
    assert_eq!(desk.wechat.remark_of(&openid), Some("备".repeat(10)), "a refusal changes nothing");
}

#[test]
fn a_remark_needs_a_follower_and_a_text() {
    let desk = Desk::with_followers(2);
    assert_eq!(desk.code(REMARK, json!({"openid": desk.openid(2), "remark": "x"})), 43004);
    assert_eq!(desk.code(REMARK, json!({"openid": "x", "remark": "x"})), 40003);
    assert_eq!(desk.code(REMARK, json!({"remark": "x"})), 40003);
    assert_eq!(desk.code(REMARK, json!({"openid": desk.openid(0)})), 40092);
    assert_eq!(desk.wechat.remark_of(&desk.wechat.openid(2)), None);
    let chars =
        FakeWeChat::new().with_followers(1).with_settings(|settings| settings.remark_limit = TextLimit::Chars(30));
    let desk = Desk::new(chars);
    assert_eq!(desk.code(REMARK, json!({"openid": desk.openid(0), "remark": "备".repeat(30)})), 0);
    assert_eq!(desk.code(REMARK, json!({"openid": desk.openid(0), "remark": "备".repeat(31)})), 40092);
}

fn page(desk: &Desk, cursor: &str) -> Value {
    desk.get(&format!("{LIST}?next_openid={cursor}"))
}

/// Walks the list as a careful client does, and returns the sizes of the pages and the openids.
fn walk(desk: &Desk) -> (Vec<u64>, Vec<String>) {
    let (mut cursor, mut sizes, mut openids) = (String::new(), Vec::new(), Vec::new());
    loop {
        let page = page(desk, &cursor);
        sizes.push(page["count"].as_u64().unwrap());
        let Some(list) = page["data"]["openid"].as_array() else { break };
        openids.extend(list.iter().map(|openid| openid.as_str().unwrap().to_owned()));
        page["next_openid"].as_str().unwrap().trim().clone_into(&mut cursor);
        if cursor.is_empty() {
            break;
        }
    }
    (sizes, openids)
}

#[test]
fn the_list_has_pages_of_ten_thousand() {
    let desk = Desk::with_followers(23_000);
    let first = page(&desk, "");
    assert_eq!((&first["total"], &first["count"]), (&json!(23_000), &json!(10_000)));
    assert_eq!(first, desk.get(LIST), "no cursor is an empty one");
    assert_eq!(first["next_openid"], desk.openid(9_999));
    assert_eq!(page(&desk, &desk.openid(9_999))["data"]["openid"][0], desk.openid(10_000), "the cursor is exclusive");
    assert_eq!(page(&desk, &desk.openid(22_999)), json!({"total": 23_000, "count": 0, "next_openid": ""}));
    let (sizes, openids) = walk(&desk);
    assert_eq!(sizes, [10_000, 10_000, 3_000, 0]);
    assert_eq!(openids.len(), 23_000);
    assert!(openids.iter().enumerate().all(|(number, openid)| *openid == desk.openid(number as u64)));
}

#[test]
fn an_account_without_followers_has_an_empty_list() {
    let desk = Desk::with_followers(0);
    let response = desk.try_get(LIST).unwrap();
    assert_eq!(response.body(), br#"{"total":0,"count":0,"next_openid":""}"#);
}

#[test]
fn the_list_ends_in_three_ways() {
    let ends = [
        (EndOfList::EmptyPageAfter, vec![4, 4, 0], None),
        (EndOfList::EmptyCursor, vec![4, 4], Some("")),
        (EndOfList::BlankCursor, vec![4, 4], Some(" ")),
    ];
    for (end, sizes, cursor) in ends {
        let wechat = FakeWeChat::new().with_followers(8).with_page_size(4);
        let desk = Desk::new(wechat.with_settings(|settings| settings.end_of_list = end));
        assert_eq!(walk(&desk).0, sizes, "{end:?}");
        let own = desk.openid(7);
        assert_eq!(page(&desk, &desk.openid(3))["next_openid"], cursor.unwrap_or(&own), "{end:?}");
    }
}

#[test]
fn the_list_changes_when_users_follow_and_leave() {
    let desk = Desk::new(FakeWeChat::new().with_followers(5).with_page_size(2));
    let cursor = desk.openid(1);
    desk.wechat.unfollow(&desk.wechat.openid(1));
    desk.wechat.unfollow(&desk.wechat.openid(2));
    let added = OpenId::new("oDF3iY9ffA-hqb2vVvbr7qxf6A0Q").unwrap();
    desk.wechat.follow(&added);
    desk.wechat.follow(&added);
    let next = page(&desk, &cursor);
    assert_eq!(next["total"], 4);
    assert_eq!(
        next["data"]["openid"],
        json!([desk.openid(3), desk.openid(4)]),
        "a cursor that left still says where to go on"
    );
    assert_eq!(walk(&desk).1, [desk.openid(0), desk.openid(3), desk.openid(4), added.to_string()]);
    let user = info(&desk, added.as_str(), "en");
    assert_eq!(user["subscribe_time"], TestClock::START.as_unix_secs());
    assert!(desk.wechat.edit_profile(&added, |profile| profile.nickname = Some("都都宝".to_owned())));
    assert_eq!(info(&desk, added.as_str(), "en")["nickname"], "都都宝");
    assert!(desk.wechat.is_following(&added) && desk.wechat.followers() == 4);
}

#[test]
fn a_cursor_that_is_no_openid_is_refused() {
    let desk = Desk::with_followers(5);
    assert_eq!(code(&page(&desk, "NEXT_OPENID")), 40003);
}

#[test]
fn a_million_followers_are_walked_to_the_end() {
    let desk = Desk::with_followers(1_000_000);
    let (sizes, openids) = walk(&desk);
    assert_eq!(sizes.len(), 101);
    assert_eq!(openids.len(), 1_000_000);
    assert_eq!(openids[999_999], desk.openid(999_999));
    assert_eq!(info(&desk, &openids[777_777], "en")["subscribe"], 1);
    assert_eq!(openids.into_iter().collect::<BTreeSet<_>>().len(), 1_000_000, "no two share an openid");
}

#[test]
fn every_field_of_a_profile_can_be_set() {
    let desk = Desk::with_followers(1);
    let openid = desk.wechat.openid(0);
    let edited = desk.wechat.edit_profile(&openid, |profile| {
        profile.nickname = Some("\u{14}<琦>/".to_owned());
        profile.sex = Some(2);
        profile.language = Some("fr".to_owned());
        profile.city = Some("Lyon".to_owned());
        profile.province = Some("Rhône".to_owned());
        profile.country = Some("France".to_owned());
        profile.headimgurl = Some(String::new());
        profile.unionid = Some(" o6_bmasdasdsad6_2sgVt7hMZOPfL".to_owned());
        profile.subscribe_scene = Some("ADD_SCENE_NEW".to_owned());
        profile.qr_scene = Some(4_294_967_295);
        profile.qr_scene_str = Some("海报".to_owned());
    });
    assert!(edited);
    let user = info(&desk, openid.as_str(), "zh_CN");
    let expected = json!({
        "subscribe": 1, "openid": openid, "nickname": "\u{14}<琦>/", "sex": 2, "language": "fr", "city": "Lyon",
        "province": "Rhône", "country": "France", "headimgurl": "", "subscribe_time": user["subscribe_time"],
        "unionid": " o6_bmasdasdsad6_2sgVt7hMZOPfL", "remark": "", "groupid": 0, "tagid_list": [],
        "subscribe_scene": "ADD_SCENE_NEW", "qr_scene": 4_294_967_295_u32, "qr_scene_str": "海报",
    });
    assert_eq!(user, expected);
    assert!(!desk.wechat.edit_profile(&desk.wechat.openid(1), |_| ()), "the user does not follow");
}
