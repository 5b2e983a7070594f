//! `ticket/getticket`.

use std::time::Duration;

use serde_json::json;
use transport_mock::FakeWeChat;

use crate::support::{Desk, code};

const JSAPI: &str = "/cgi-bin/ticket/getticket?type=jsapi";

#[test]
fn a_ticket_is_the_same_until_it_expires() {
    let desk = Desk::new(FakeWeChat::new().with_settings(|settings| settings.verified = false));
    let first = desk.get(JSAPI);
    assert_eq!((&first["errcode"], &first["errmsg"], &first["expires_in"]), (&json!(0), &json!("ok"), &json!(7_200)));
    assert_eq!(first["ticket"].as_str().unwrap().len(), 86);
    desk.wechat.clock().advance(Duration::from_secs(7_199));
    let same = desk.get(JSAPI);
    assert_eq!((&same["ticket"], &same["expires_in"]), (&first["ticket"], &json!(1)));
    assert_ne!(desk.get("/cgi-bin/ticket/getticket?type=wx_card")["ticket"], first["ticket"]);
    desk.wechat.clock().advance(Duration::from_secs(1));
    assert_ne!(desk.get(JSAPI)["ticket"], first["ticket"]);
    for path in ["/cgi-bin/ticket/getticket", "/cgi-bin/ticket/getticket?type=x"] {
        assert_eq!(code(&desk.get(path)), 40097);
    }
}

#[test]
fn its_life_is_a_setting() {
    let desk = Desk::new(FakeWeChat::new().with_settings(|settings| settings.ticket_lifetime = Duration::from_secs(9)));
    assert_eq!(desk.get(JSAPI)["expires_in"], 9);
}
