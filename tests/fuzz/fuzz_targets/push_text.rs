//! A user's text in a push, unescaped as the service writes it: it is read whole and changes no other field.
//!
//! The input is the text, in both formats, plain and encrypted.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wechat_user_fuzz::ACCOUNT;
use wechat_user_web::{Inbound, Push, PushKind};

/// Delivers a message in plain and in safe mode; both are the same push.
fn read(message: &[u8]) -> Push {
    let delivered = [ACCOUNT.deliver_plain(message), ACCOUNT.deliver_safe(message)];
    let [plain, safe] = delivered.map(|result| match result {
        Ok(Inbound::Push(incoming)) => incoming.into_push(),
        other => panic!("{other:?}: {}", String::from_utf8_lossy(message)),
    });
    assert_eq!(plain, safe);
    plain
}

fn check(push: &Push, content: &str) {
    let PushKind::Text(text) = &push.kind else { panic!("{push:?}") };
    // XML has one kind of line break.
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
