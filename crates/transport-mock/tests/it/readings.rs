//! Strict and loose readings of the documents.

use serde_json::json;
use transport_mock::{Escapes, FakeWeChat, OldAccount, Settings, TestClock};

use crate::support::Desk;

const REMARK: &str = "/cgi-bin/user/info/updateremark";
const BLACKLIST: &str = "/cgi-bin/tags/members/getblacklist";

fn desk(settings: Settings) -> Desk {
    let old = OldAccount::new("wxaaaaaaaaaaaaaaaa", "gh_91ae50dfeb1c", 9, TestClock::START);
    Desk::new(FakeWeChat::new().with_followers(9).with_old_account(old).with_settings(|all| *all = settings))
}

fn escaped(desk: &Desk, characters: usize) -> String {
    format!(r#"{{"openid":"{}","remark":"{}"}}"#, desk.openid(1), "\\u540d".repeat(characters))
}

#[test]
fn strict_refuses_what_a_document_forbids_and_the_default_what_fails_in_practice() {
    let name = |bytes: usize| "x".repeat(bytes);
    let (strict, default, loose) = (desk(Settings::strict()), desk(Settings::default()), desk(Settings::loose()));
    let cases = [
        (REMARK, json!({"openid": strict.openid(1), "remark": name(29)}), [0, 0, 0]),
        (REMARK, json!({"openid": strict.openid(1), "remark": name(30)}), [40092, 0, 0]),
        (REMARK, json!({"openid": strict.openid(1), "remark": "名".repeat(30)}), [40092, 40092, 0]),
        ("/cgi-bin/tags/create", json!({"tag": {"name": "名".repeat(11)}}), [45158, 45158, 0]),
        ("/cgi-bin/groups/create", json!({"group": {"name": "名".repeat(11)}}), [45017, 45017, 0]),
        (BLACKLIST, json!({"begin_openid": null}), [47001, 0, 0]),
        (BLACKLIST, json!({"begin_openid": ""}), [0, 0, 0]),
        (BLACKLIST, json!({}), [0, 0, 0]),
        ("/cgi-bin/user/tag/get", json!({"tagid": 2, "next_openid": 7}), [47001, 0, 0]),
        ("/cgi-bin/changeopenid", json!({"from_appid": "wxaaaaaaaaaaaaaaaa", "openid_list": ["x"]}), [63178, 0, 0]),
        ("/cgi-bin/changeopenid", json!({"from_appid": "gh_91ae50dfeb1c", "openid_list": ["x"]}), [0, 0, 0]),
        (
            "/cgi-bin/tags/members/batchtagging",
            json!({"tagid": 2, "openid_list": [strict.openid(9)]}),
            [50005, 45171, 45171],
        ),
    ];
    for (path, body, expected) in cases {
        assert_eq!([&strict, &default, &loose].map(|desk| desk.code(path, &body)), expected, "{path} {body}");
    }
    assert_eq!([&strict, &default, &loose].map(|desk| desk.code(REMARK, escaped(desk, 1))), [40033, 0, 0]);
}

#[test]
fn escapes_may_stand_for_themselves() {
    let desk = desk(Settings::default());
    assert_eq!(desk.code(REMARK, escaped(&desk, 5)), 0);
    assert_eq!(desk.wechat.remark_of(&desk.wechat.openid(1)).unwrap(), "名名名名名");
    desk.wechat.with_service(|service| service.settings_mut().escapes = Escapes::Literal);
    assert_eq!([desk.code(REMARK, escaped(&desk, 5)), desk.code(REMARK, escaped(&desk, 6))], [0, 40092]);
    assert_eq!(desk.wechat.remark_of(&desk.wechat.openid(1)).unwrap(), "\\u540d".repeat(5));
    let quoted = format!(r#"{{"openid":"{}","remark":"\"\\u"}}"#, desk.openid(1));
    assert_eq!(desk.code(REMARK, quoted), 0);
    assert_eq!(
        desk.wechat.remark_of(&desk.wechat.openid(1)).unwrap(),
        "\"\\u",
        "a backslash that is escaped is no escape"
    );
    assert_eq!(desk.code(REMARK, "{\"openid\":\"\\"), 47001);
}
