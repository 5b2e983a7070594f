//! A user's text in a push, unescaped as the service writes it: it is read whole and changes no other field.
//!
//! The input is the text, in both formats, plain and encrypted.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use wechat_user_core::Timestamp;
use wechat_user_core::http::Method;
use wechat_user_web::{EncodingAesKey, Inbound, Inbox, Push, PushKind, PushToken};

const APP_ID: &str = "wxb11529c136998cb6";
const NOW: Timestamp = Timestamp::from_unix_secs(1_409_304_348);
const TIME: &str = "1409304348";

struct Setup {
    token: PushToken,
    key: EncodingAesKey,
    plain: Inbox,
    safe: Inbox,
}

static SETUP: LazyLock<Setup> = LazyLock::new(|| {
    let token = PushToken::new("pamtest").unwrap();
    let key = EncodingAesKey::new("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG").unwrap();
    let plain = Inbox::new(APP_ID, token.clone());
    Setup { safe: plain.clone().with_aes_key(key.clone()), plain, token, key }
});

/// Delivers a message in plain and in safe mode; both are the same push.
fn read(message: &[u8]) -> Push {
    let Setup { token, key, plain, safe } = &*SETUP;
    let query = format!("signature={}&timestamp={TIME}&nonce=n", token.sign(TIME, "n"));
    let delivered = plain.receive(&Method::POST, &query, message, NOW);
    let encrypted = key.encrypt([7; 16], message, &APP_ID.into()).unwrap();
    let signature = token.sign_encrypted(TIME, "n", &encrypted);
    let query = format!("timestamp={TIME}&nonce=n&encrypt_type=aes&msg_signature={signature}");
    let envelope = format!("<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>");
    let sealed = safe.receive(&Method::POST, &query, envelope.as_bytes(), NOW);
    let [plain, safe] = [delivered, sealed].map(|result| match result {
        Ok(Inbound::Push(incoming)) => incoming.into_push(),
        other => panic!("{other:?}: {}", String::from_utf8_lossy(message)),
    });
    assert_eq!(plain, safe);
    plain
}

fn check(push: &Push, content: &str) {
    let PushKind::Text(text) = &push.kind else { panic!("{push:?}") };
    // XML knows one line break only.
    let lines = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n");
    assert_eq!(lines(&text.content), lines(content));
    check_envelope(push);
}

fn check_envelope(push: &Push) {
    assert_eq!((push.openid.as_str(), push.to_user.as_str(), push.msg_id), ("oX", "gh_1", Some(7)));
    assert_eq!((push.created.as_unix_secs(), push.unionid.as_ref(), push.fields.len()), (1, None, 6));
}

fuzz_target!(|data: &[u8]| {
    if data.len() > 2_048 {
        return; // as WeChat limits it
    }
    let text = String::from_utf8_lossy(data);
    let message = |content: &[u8]| {
        [
            b"<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[oX]]></FromUserName><CreateTime>1</CreateTime>\
              <MsgType><![CDATA[text]]></MsgType><Content><![CDATA[",
            content,
            b"]]></Content><MsgId>7</MsgId></xml>",
        ]
        .concat()
    };
    // A careful writer's escape of `]]>` is read as one.
    let is_escaped = ["]]]]><![CDATA[>", "]]]><![CDATA[]>"].iter().any(|escape| text.contains(escape));
    let push = read(&message(data));
    check_envelope(&push);
    if !is_escaped {
        check(&push, &text);
    }

    // In JSON, quotes are escaped by the service; everything else may be broken.
    let unquoted: Vec<u8> = data.iter().copied().filter(|byte| *byte != b'"').collect();
    let json = [
        br#"{"ToUserName":"gh_1","FromUserName":"oX","CreateTime":1,"MsgType":"text","Content":""#.as_slice(),
        &unquoted,
        br#"","MsgId":7}"#,
    ];
    check_envelope(&read(&json.concat()));
});
