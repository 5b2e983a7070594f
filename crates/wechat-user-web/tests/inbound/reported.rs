//! Inputs from public bug reports about other libraries, each with its right value. All of them failed here once.

use wechat_user_core::Timestamp;
use wechat_user_core::secret::JsapiTicket;
use wechat_user_web::{JsSdk, NetworkState, PushKind, Reply, ReplyError};

use crate::samples::{NOW, both_modes, plain_inbox, plain_query, post, sender, shown};

#[test]
fn line_breaks_around_cdata_change_nothing() {
    for push in both_modes(include_str!("../fixtures/reported/cdata_line_breaks.xml")) {
        let push = push.unwrap().into_push();
        assert_eq!(push.kind, PushKind::Subscribe(None));
        assert!(push.is_event());
    }
}

#[test]
fn a_text_with_the_end_of_cdata_in_it_is_read_to_its_end() {
    for push in both_modes(include_str!("../fixtures/reported/cdata_end_in_text.xml")) {
        let push = push.unwrap().into_push();
        let PushKind::Text(text) = &push.kind else { panic!("{push:?}") };
        assert_eq!((text.content.as_str(), push.msg_id), ("a]]><b>", Some(7)));
    }
}

#[test]
fn two_events_of_one_second_have_two_keys() {
    let events = include_str!("../fixtures/reported/dedup_two_events.txt");
    let keys: Vec<_> = events.lines().flat_map(both_modes).map(|push| push.unwrap().push().dedup_key()).collect();
    let [first, first_safe, second, second_safe] = keys.as_slice() else { panic!("{} keys", keys.len()) };
    assert_eq!((first, second), (first_safe, second_safe));
    assert_ne!(first, second);
}

#[test]
fn an_empty_text_is_no_reply() {
    let push = "<xml><ToUserName>gh_1</ToUserName><FromUserName>oX</FromUserName><CreateTime>1</CreateTime><MsgType>text</MsgType><Content>hi</Content></xml>";
    for push in both_modes(push) {
        let refused = push.unwrap().respond(&Reply::Text(String::new()), NOW, [0; 16]).unwrap_err();
        let expected = "the text of a reply must not be empty; to send no message, reply with success";
        assert_eq!(refused.to_string(), expected);
    }
}

#[test]
fn json_without_a_message_is_no_reply() {
    let body = include_bytes!("../fixtures/reported/answer_not_a_reply.json");
    let refused = sender().read_reply(body).unwrap_err();
    assert!(matches!(refused, ReplyError::Format { .. }), "{refused}");
}

#[test]
fn a_uuid_is_a_nonce() {
    let now = Timestamp::from_unix_secs(1_414_587_457);
    let sdk = JsSdk::new("wx1");
    let nonce = "8d7b8a4e-1111-4222-9333-aaaabbbbcccc";
    let config = sdk.config(&JsapiTicket::new("tick"), "https://example.com/p?x=1#h", now, nonce).unwrap();
    assert_eq!(config.signature, "fee92eaee9c6444b9e33470ef15e96fd01d52bce");
}

#[test]
fn open_tags_are_part_of_the_configuration() {
    let sdk = JsSdk::new("wx1").with_open_tag("wx-open-launch-weapp");
    let config = sdk.config(&JsapiTicket::new("tick"), "https://example.com/", NOW, "n").unwrap();
    let json = config.to_script_json();
    assert!(json.contains(r#""openTagList":["wx-open-launch-weapp"]"#), "{json}");
    let without = JsSdk::new("wx1").config(&JsapiTicket::new("tick"), "https://example.com/", NOW, "n").unwrap();
    assert!(!without.to_script_json().contains("openTagList"));
}

#[test]
fn impossible_coordinates_do_not_refuse_the_push() {
    for push in both_modes(include_str!("../fixtures/reported/location_out_of_range.xml")) {
        let incoming = push.unwrap();
        let push = incoming.push();
        assert_eq!((push.coordinates(), push.is_event()), (None, true));
        assert_eq!(push.fields.text("Latitude"), Some("127.84"));
        // It is still a location report, which takes no message.
        let refused = incoming.respond(&Reply::Text("hi".to_owned()), NOW, [0; 16]);
        assert_eq!(refused, Err(ReplyError::ToLocationReport));
    }
}

#[test]
fn none_is_offline() {
    let json = include_str!("../fixtures/reported/network_none.json");
    assert_eq!(NetworkState::from_bridge(json), Ok(NetworkState::Offline));
    let unknown = json.replace("none", "unknown");
    assert_eq!(NetworkState::from_bridge(&unknown), Ok(NetworkState::Unknown));
}

#[test]
fn a_push_without_an_envelope_is_still_refused() {
    let refused = post(&plain_inbox(), &plain_query(), "<xml><Content>x</Content></xml>").unwrap_err();
    assert_eq!(shown(&refused), r#"MissingField { name: "ToUserName" }"#);
}
