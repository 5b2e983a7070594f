//! Broken bodies that the real service has sent: each is decoded into a user, with every other field correct.

use wechat_user_core::machine::{Outcome, Report, Step};
use wechat_user_core::transport::Response;
use wechat_user_core::users::{GetUser, Sex, User};
use wechat_user_core::{Call, Credentials, GroupId, Machine, OpenId, Session, Timestamp, decode};
use wechat_user_tests::fixture;

fn read(name: &str) -> User {
    let body = fixture(&format!("anonymised/user_info_{name}.invalid.json"));
    assert!(serde_json::from_slice::<serde_json::Value>(&body).is_err(), "{name} is valid JSON, so it proves nothing");
    decode::<GetUser<'_>>(&Response::new(body)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn a_control_character_in_a_nickname() {
    let user = read("raw_control_char");
    assert_eq!(user.nickname.as_deref(), Some("\u{14}琦娅\u{1F36D}"));
    assert_eq!(user.openid.as_str(), "oANON00000000000000000000002");
    assert_eq!(user.sex, Some(Sex::Female));
    assert_eq!(
        (user.city.as_deref(), user.province.as_deref(), user.country.as_deref()),
        (Some("东莞"), Some("广东"), Some("中国"))
    );
    assert_eq!(user.headimgurl.as_deref(), Some("http://wx.qlogo.cn/mmopen/ANON/0"));
    assert_eq!(user.subscribe_time, Some(Timestamp::from_unix_secs(1_431_133_972)));
}

#[test]
fn bytes_that_are_no_utf8() {
    let user = read("bad_utf8");
    assert_eq!(user.openid.as_str(), "oANON00000000000000000000003");
    assert_eq!((user.nickname.as_deref(), user.sex), (Some("文文"), Some(Sex::Female)));
    assert!(user.city.as_deref().is_some_and(|city| city.starts_with('S') && city.ends_with('4')), "{:?}", user.city);
    assert!(user.province.as_deref().is_some_and(|province| province.starts_with('Q')));
    assert_eq!(user.headimgurl.as_deref(), Some("http://wx.qlogo.cn/mmopen/ANON/0"));
    assert_eq!((user.groupid, user.tagid_list.len()), (Some(GroupId::UNGROUPED), 0));
}

#[test]
fn a_stray_backslash_before_a_closing_quote() {
    let user = read("stray_backslash");
    assert_eq!((user.city.as_deref(), user.province.as_deref()), (Some("y?v\\"), Some("l?S")));
    assert_eq!(user.headimgurl.as_deref(), Some("http://wx.qlogo.cn/mmopen/ANON/0"));
    assert_eq!(user.unionid.as_ref().map(|id| id.as_str()), Some("oUNION0000000000000000000001"));
    assert_eq!(user.subscribe_time, Some(Timestamp::from_unix_secs(1_504_246_660)));
}

#[test]
fn an_address_and_control_characters_in_the_place() {
    let user = read("ip_in_province");
    assert_eq!((user.city.as_deref(), user.province.as_deref()), (Some("\u{8}"), Some("\n192.0.2.1")));
    assert_eq!((user.nickname.as_deref(), user.country.as_deref()), (Some("都都宝"), None));
    assert_eq!(user.headimgurl.as_deref(), Some("http://wx.qlogo.cn/mmopen/ANON/0"));
}

/// The observer gets the report, so that a program can count repairs.
#[test]
fn the_report_says_that_a_repair_happened() {
    let report = |body: Vec<u8>| -> Report {
        let mut session = Session::new(Credentials::no_token("wx1")).unwrap();
        let openid = OpenId::new("oANON00000000000000000000002").unwrap();
        let mut call = Call::new(&GetUser::new(&openid));
        let now = Timestamp::from_unix_secs(1_795_293_000);
        let Step::Send(outgoing) = call.poll(&mut session, now) else { panic!("it sends first") };
        call.handle(now, outgoing.id(), Outcome::Response(Response::new(body)))
    };
    assert!(report(fixture("anonymised/user_info_raw_control_char.invalid.json")).repaired);
    assert!(!report(fixture("anonymised/user_info_after_2021.json")).repaired);
}
