//! QR codes with a scene, short keys and user statistics, as JSON on the wire.

use std::time::Duration;

use serde_json::{Value, json};
use transport_mock::{FakeWeChat, Scan, ScanError, ScannedCode, TestClock};
use wechat_user_core::OpenId;
use wechat_user_core::clock::Clock;

use crate::support::{Desk, code};

const CREATE: &str = "/cgi-bin/qrcode/create";
const SUMMARY: &str = "/datacube/getusersummary";
const CUMULATE: &str = "/datacube/getusercumulate";
const DAY: Duration = Duration::from_secs(86_400);

fn create(desk: &Desk, action: &str, scene: Value, expire: Option<i64>) -> Value {
    let mut body = json!({"action_name": action, "action_info": {"scene": scene}});
    if let Some(expire) = expire {
        body["expire_seconds"] = expire.into();
    }
    desk.post(CREATE, body)
}

fn scan(desk: &Desk, created: &Value, who: &str) -> Result<Scan, ScanError> {
    desk.wechat.scan(ScannedCode::Ticket(created["ticket"].as_str().unwrap()), &OpenId::new(who).unwrap())
}

fn profile(desk: &Desk, openid: &str) -> Value {
    desk.get(&format!("/cgi-bin/user/info?openid={openid}"))
}

#[test]
fn the_four_kinds_of_codes_have_tickets_urls_and_lives() {
    let desk = Desk::with_followers(0);
    for (action, scene, expire, life) in [
        ("QR_SCENE", json!({"scene_id": 123}), Some(604_800), json!(604_800)),
        ("QR_STR_SCENE", json!({"scene_str": "test"}), None, json!(60)),
        ("QR_LIMIT_SCENE", json!({"scene_id": 123}), None, Value::Null),
        ("QR_LIMIT_STR_SCENE", json!({"scene_str": "test"}), None, Value::Null),
    ] {
        let created = create(&desk, action, scene, expire);
        let ticket = created["ticket"].as_str().unwrap();
        assert!(ticket.contains(['/', '+']) && ticket.ends_with("=="), "{ticket}");
        assert_eq!(created["expire_seconds"], life, "{action}");
        assert!(created["url"].as_str().unwrap().starts_with("http://weixin.qq.com/q/"));
    }
}

#[test]
fn the_service_refuses_scenes_that_are_not_legal() {
    let desk = Desk::with_followers(0);
    let long = "名".repeat(65);
    for (action, scene, expire) in [
        ("QR_SCENE", json!({"scene_id": 0}), None),
        ("QR_SCENE", json!({"scene_str": "1"}), None),
        ("QR_SCENE", json!({"scene_id": 1}), Some(2_592_001)),
        ("QR_SCENE", json!({"scene_id": 1}), Some(0)),
        ("QR_LIMIT_SCENE", json!({"scene_id": 100_001}), None),
        ("QR_LIMIT_STR_SCENE", json!({"scene_str": ""}), None),
        ("QR_LIMIT_STR_SCENE", json!({"scene_str": long}), None),
        ("QR_STR_SCENE", json!({"scene_str": long}), None),
        ("QR_CARD", json!({"scene_id": 1}), None),
    ] {
        assert_eq!(code(&create(&desk, action, scene, expire)), 40053, "{action}");
    }
    // A number of more than 32 bits was seen to come back as the largest one.
    let created = create(&desk, "QR_SCENE", json!({"scene_id": 5_000_000_000_i64}), None);
    assert_eq!(scan(&desk, &created, "oNew").unwrap().scene, "4294967295");
}

#[test]
fn permanent_codes_are_counted_and_the_same_scene_is_the_same_code() {
    let desk = Desk::new(FakeWeChat::new().with_settings(|settings| settings.permanent_code_limit = 2));
    let one = create(&desk, "QR_LIMIT_SCENE", json!({"scene_id": 1}), None);
    let two = create(&desk, "QR_LIMIT_STR_SCENE", json!({"scene_str": "1"}), None);
    assert_ne!(one["ticket"], two["ticket"]);
    assert_eq!(code(&create(&desk, "QR_LIMIT_SCENE", json!({"scene_id": 2}), None)), 45029);
    assert_eq!(create(&desk, "QR_LIMIT_SCENE", json!({"scene_id": 1}), None), one);
    assert!(create(&desk, "QR_SCENE", json!({"scene_id": 2}), None)["ticket"].is_string());
}

#[test]
fn a_scan_makes_a_follower_whose_profile_names_the_code() {
    let desk = Desk::with_followers(3);
    let number = create(&desk, "QR_LIMIT_SCENE", json!({"scene_id": 42}), None);
    let text = create(&desk, "QR_STR_SCENE", json!({"scene_str": "门店/3"}), Some(600));
    let scanned = scan(&desk, &number, "oNewFollowerNewFollowerNewFo").unwrap();
    assert_eq!((scanned.event(), scanned.event_key().as_str()), ("subscribe", "qrscene_42"));
    assert!(scanned.ticket == number["ticket"] && scanned.began_to_follow);
    let new = profile(&desk, "oNewFollowerNewFollowerNewFo");
    assert_eq!(new["subscribe_scene"], "ADD_SCENE_QR_CODE");
    assert_eq!((&new["qr_scene"], &new["qr_scene_str"]), (&json!(42), &json!("")));
    assert_eq!(new["subscribe_time"], desk.wechat.clock().now().as_unix_secs());

    // Who follows already only sends an event.
    let before = profile(&desk, &desk.openid(1));
    let scanned = scan(&desk, &text, &desk.openid(1)).unwrap();
    assert_eq!((scanned.event(), scanned.event_key().as_str()), ("SCAN", "门店/3"));
    assert_eq!(profile(&desk, &desk.openid(1)), before);
    assert_eq!(desk.wechat.followers(), 4);

    // Who left and comes back through another code has the scene of that one.
    desk.wechat.unfollow(&OpenId::new("oNewFollowerNewFollowerNewFo").unwrap());
    scan(&desk, &text, "oNewFollowerNewFollowerNewFo").unwrap();
    let again = profile(&desk, "oNewFollowerNewFollowerNewFo");
    assert_eq!((&again["qr_scene"], &again["qr_scene_str"]), (&json!(0), &json!("门店/3")));
}

#[test]
fn a_code_expires_and_the_newest_with_a_scene_is_scanned() {
    let desk = Desk::with_followers(1);
    let user = desk.wechat.openid(0);
    let old = create(&desk, "QR_SCENE", json!({"scene_id": 7}), Some(60));
    let new = create(&desk, "QR_STR_SCENE", json!({"scene_str": "7"}), Some(30));
    let of_seven = || desk.wechat.scan(ScannedCode::Scene("7"), &user).map(|scan| scan.ticket);
    assert_eq!(of_seven().unwrap(), new["ticket"]);
    desk.wechat.clock().advance(Duration::from_secs(30));
    assert_eq!(of_seven().unwrap(), old["ticket"]);
    assert_eq!(scan(&desk, &new, &desk.openid(0)), Err(ScanError::Expired));
    desk.wechat.clock().advance(Duration::from_secs(30));
    assert_eq!(of_seven(), Err(ScanError::Expired));
    assert_eq!(desk.wechat.scan(ScannedCode::Scene("8"), &user), Err(ScanError::UnknownCode));
    assert_eq!(desk.wechat.scan(ScannedCode::Ticket("gQH/+=="), &user), Err(ScanError::UnknownCode));
    assert_eq!(desk.wechat.follow_changes(), []);
}

#[test]
fn a_short_key_returns_its_text_until_it_expires() {
    let desk = Desk::with_followers(0);
    let text = "路".repeat(1_365);
    let created = desk.post("/cgi-bin/shorten/gen", json!({"long_data": text, "expire_seconds": 86_400}));
    let key = created["short_key"].as_str().unwrap();
    desk.wechat.clock().advance(Duration::from_secs(100));
    let fetched = desk.post("/cgi-bin/shorten/fetch", json!({ "short_key": key }));
    assert_eq!((&fetched["long_data"], &fetched["expire_seconds"]), (&json!(text), &json!(86_300)));
    assert_eq!(fetched["create_time"], TestClock::START.as_unix_secs());
    desk.wechat.clock().advance(DAY);
    assert_eq!(desk.code("/cgi-bin/shorten/fetch", json!({ "short_key": key })), 40097);
    assert_eq!(desk.code("/cgi-bin/shorten/fetch", json!({"short_key": "iTqRJFSEqk9RvPk"})), 40097);
    assert_eq!(desk.code("/cgi-bin/shorten/gen", json!({"long_data": "x".repeat(4_097)})), 45002);
    assert_eq!(desk.code("/cgi-bin/shorten/gen", json!({"long_data": "x", "expire_seconds": 2_592_001})), 40097);
    assert_eq!(desk.code("/cgi-bin/shorten/gen", json!({"expire_seconds": 1})), 44002);
}

#[test]
fn days_are_checked_and_yesterday_is_ready_at_eight() {
    let desk = Desk::with_followers(0);
    // Midnight in China, at the start of 2026-03-02.
    desk.wechat.clock().set(wechat_user_core::Timestamp::from_unix_secs(1_772_380_800));
    let asked = |from: &str, to: &str| desk.code(SUMMARY, json!({"begin_date": from, "end_date": to}));
    assert_eq!(asked("2026-02-28", "2026-02-28"), 0);
    assert_eq!(asked("2026-02-28", "2026-03-01"), 61503);
    assert_eq!(asked("2026-02-28", "2026-03-02"), 61501);
    desk.wechat.clock().advance(Duration::from_secs(8 * 3_600 - 1));
    assert_eq!(asked("2026-03-01", "2026-03-01"), 61503);
    desk.wechat.clock().advance(Duration::from_secs(1));
    assert_eq!(asked("2026-02-23", "2026-03-01"), 0);
    assert_eq!(asked("2026-02-22", "2026-03-01"), 61501);
    assert_eq!(asked("2026-02-28", "2026-02-27"), 61501);
    assert_eq!(asked("2014-11-30", "2014-12-01"), 61501);
    for date in ["2026-2-28", "20260228", "2026-02-29", ""] {
        assert_eq!(asked(date, "2026-03-01"), 61500, "{date}");
    }
}

#[test]
fn figures_are_counted_from_follows_unfollows_and_scans() {
    let desk = Desk::with_followers(10);
    desk.wechat.clock().set(wechat_user_core::Timestamp::from_unix_secs(1_772_380_800));
    let code = create(&desk, "QR_LIMIT_SCENE", json!({"scene_id": 42}), None);
    scan(&desk, &code, "oA").unwrap();
    scan(&desk, &code, "oB").unwrap();
    scan(&desk, &code, &desk.openid(0)).unwrap();
    desk.wechat.unfollow(&OpenId::new("oB").unwrap());
    desk.wechat.clock().advance(DAY);
    desk.wechat.unfollow(&OpenId::new("oA").unwrap());
    desk.wechat.clock().advance(DAY + DAY / 2);
    let window = json!({"begin_date": "2026-03-01", "end_date": "2026-03-03"});
    let list = json!([
        {"ref_date": "2026-03-02", "user_source": 30, "new_user": 2, "cancel_user": 1},
        {"ref_date": "2026-03-03", "user_source": 30, "new_user": 0, "cancel_user": 1},
    ]);
    assert_eq!(desk.post(SUMMARY, &window)["list"], list);
    let totals = desk.post(CUMULATE, &window);
    let totals: Vec<_> = totals["list"].as_array().unwrap().iter().map(|row| &row["cumulate_user"]).collect();
    assert_eq!(totals, [10, 11, 10]);

    // They are part of the state, and of what the settings choose.
    let other = Desk::new(FakeWeChat::new().with_clock(desk.wechat.clock()));
    other.wechat.load(&desk.wechat.save()).unwrap();
    assert_eq!(other.post(SUMMARY, &window)["list"], list);
    assert_eq!(scan(&other, &code, "oC").unwrap().event(), "subscribe");
    let other = Desk::new(other.wechat.with_settings(|settings| settings.cancels_by_channel = false));
    let list = other.post(SUMMARY, &window)["list"].clone();
    assert_eq!(list[0], json!({"ref_date": "2026-03-02", "user_source": 0, "new_user": 0, "cancel_user": 1}));
    assert_eq!(list.as_array().unwrap().len(), 3);
}

/// The followers that are generated began to follow between 2014 and 2022.
#[test]
fn generated_followers_are_counted_on_the_day_on_which_they_began() {
    let desk = Desk::with_followers(3_000_000);
    let window = json!({"begin_date": "2015-01-01", "end_date": "2015-01-07"});
    let summary = desk.post(SUMMARY, &window);
    let sum: u64 = summary["list"].as_array().unwrap().iter().map(|row| row["new_user"].as_u64().unwrap()).sum();
    let totals = desk.post(CUMULATE, &window);
    let totals = totals["list"].as_array().unwrap();
    let total = |at: usize| totals[at]["cumulate_user"].as_u64().unwrap();
    let before = desk.post(CUMULATE, json!({"begin_date": "2014-12-31", "end_date": "2014-12-31"}));
    assert_eq!(total(6) - before["list"][0]["cumulate_user"].as_u64().unwrap(), sum);
    assert!((46_000..47_000).contains(&sum), "one in thirteen seconds: {sum}");
    let late = desk.post(CUMULATE, json!({"begin_date": "2020-01-01", "end_date": "2020-01-01"}));
    assert_eq!(late["list"][0]["cumulate_user"], 3_000_000);
}
