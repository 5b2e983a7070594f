//! Replies: what the account sends, and what the service reads.

use wechat_user_core::http::{self, Method};
use wechat_user_web::{AccountReply, Format, Inbound, PushDraft, PushError, Reply, ReplyError};

use crate::samples::{
    KEY, NOW, OTHER_KEY, PUSH_XML, URL, key, openid, plain_inbox, plain_query, post, safe_inbox, sealed, sender, shown,
    token,
};

fn hello() -> Reply {
    Reply::Text("你好 ]]> <b>".to_owned())
}

#[test]
fn a_plain_push_gets_a_plain_reply() {
    let incoming = post(&plain_inbox(), &plain_query(), PUSH_XML[1].1).unwrap();
    let response = incoming.respond(&hello(), NOW, [0; 16]).unwrap();
    assert_eq!(
        response.body(),
        "<xml><ToUserName><![CDATA[fromUser]]></ToUserName><FromUserName><![CDATA[toUser]]></FromUserName>\
         <CreateTime>1409304348</CreateTime><MsgType><![CDATA[text]]></MsgType>\
         <Content><![CDATA[你好 ]]]]><![CDATA[> <b>]]></Content></xml>"
    );
    let response: http::Response<Vec<u8>> = response.into();
    assert_eq!(
        (response.status().as_u16(), &response.headers()["content-type"]),
        (200, &"application/xml; charset=utf-8".parse().unwrap())
    );
}

#[test]
fn an_encrypted_push_gets_a_reply_encrypted_with_the_same_key() {
    let inbox = safe_inbox().with_previous_key(key(OTHER_KEY));
    for format in [Format::Xml, Format::Json] {
        for used in [KEY, OTHER_KEY] {
            let sender = sender().with_aes_key(key(used)).with_format(format);
            let draft = PushDraft::text("gh_1", &openid(), NOW, "?").with_msg_id(1);
            let request = sender.push(URL, &draft, NOW, "n", [5; 16]).unwrap();
            let Inbound::Push(incoming) = inbox.receive_request(&request, NOW).unwrap() else { panic!() };
            let response = incoming.respond(&hello(), NOW, [6; 16]).unwrap();
            assert!(!response.body().contains("你好"));
            let AccountReply::Message(fields) = sender.read_reply(response.body().as_bytes()).unwrap() else {
                panic!()
            };
            assert_eq!(fields.text("Content"), Some("你好 ]]> <b>"));
            assert_eq!(
                (fields.text("ToUserName"), fields.text("FromUserName")),
                (Some(openid().as_str()), Some("gh_1"))
            );

            let other = if used == KEY { OTHER_KEY } else { KEY };
            let stranger = sender.clone().with_aes_key(key(other));
            assert!(matches!(
                stranger.read_reply(response.body().as_bytes()),
                Err(ReplyError::Unreadable(PushError::Decrypt(_)))
            ));
            let forged = response.body().replace("1409304348", "1409304349");
            assert_eq!(sender.read_reply(forged.as_bytes()), Err(ReplyError::Unreadable(PushError::MsgSignature)));
        }
    }
}

#[test]
fn an_encrypted_reply_in_xml_has_the_documented_form() {
    let (query, body) = sealed(PUSH_XML[1].1);
    let incoming = post(&safe_inbox(), &query, body).unwrap();
    let message = "<xml><ToUserName>fromUser</ToUserName><FromUserName>toUser</FromUserName><CreateTime>1</CreateTime>\
                   <MsgType>image</MsgType><Image><MediaId>m</MediaId></Image></xml>";
    let response = incoming.respond(&Reply::Raw(message.to_owned()), NOW, [6; 16]).unwrap();
    let encrypted = key(KEY).encrypt([6; 16], message.as_bytes(), &"wxb11529c136998cb6".into()).unwrap();
    let signature = token().sign_encrypted("1409304348", "xxxxxx", &encrypted);
    assert_eq!(
        response.body(),
        format!(
            "<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt><MsgSignature><![CDATA[{signature}]]></MsgSignature>\
             <TimeStamp>1409304348</TimeStamp><Nonce><![CDATA[xxxxxx]]></Nonce></xml>"
        )
    );
}

#[test]
fn success_and_the_empty_body_are_never_encrypted() {
    let (query, body) = sealed(PUSH_XML[0].1);
    let incoming = post(&safe_inbox(), &query, body).unwrap();
    for (reply, body) in [(Reply::Success, "success"), (Reply::Empty, "")] {
        let response = incoming.respond(&reply, NOW, [0; 16]).unwrap();
        assert_eq!((response.body(), response.content_type()), (body, "text/plain; charset=utf-8"));
        assert_eq!(sender().with_aes_key(key(KEY)).read_reply(response.body().as_bytes()), Ok(AccountReply::Received));
    }
}

#[test]
fn replies_that_the_service_would_refuse_are_errors() {
    let report = post(&plain_inbox(), &plain_query(), PUSH_XML[0].1).unwrap();
    assert_eq!(report.respond(&hello(), NOW, [0; 16]), Err(ReplyError::ToLocationReport));
    assert_eq!(report.respond(&Reply::Raw(String::new()), NOW, [0; 16]), Err(ReplyError::ToLocationReport));
    assert!(report.respond(&Reply::Success, NOW, [0; 16]).is_ok());

    let message = post(&plain_inbox(), &plain_query(), PUSH_XML[1].1).unwrap();
    for character in ['\0', '\u{b}', '\u{1f}', '\u{ffff}'] {
        let refused = message.respond(&Reply::Text(format!("a{character}")), NOW, [0; 16]);
        assert_eq!(shown(&refused.unwrap_err()), format!("ControlCharacter {{ character: {character:?} }}"));
    }
    let refused = message.respond(&Reply::Text("a\u{b}".to_owned()), NOW, [0; 16]).unwrap_err();
    assert_eq!(refused.to_string(), "a reply must not hold the control character U+000B: XML cannot hold it");
    assert!(message.respond(&Reply::Text("a\t\r\nb\u{7f}😀".to_owned()), NOW, [0; 16]).is_ok());
}

#[test]
fn replies_of_every_kind_have_their_limits() {
    let message = post(&plain_inbox(), &plain_query(), PUSH_XML[1].1).unwrap();
    let event = post(&plain_inbox(), &plain_query(), PUSH_XML[3].1).unwrap();
    let raw = |to: &str, inner: &str| {
        Reply::Raw(format!(
            "<xml><ToUserName>{to}</ToUserName><FromUserName>toUser</FromUserName><CreateTime>1</CreateTime>{inner}</xml>"
        ))
    };
    let news = |count: usize| {
        let items = "<item><Title>x</Title></item>".repeat(count);
        format!("<MsgType>news</MsgType><ArticleCount>{count}</ArticleCount><Articles>{items}</Articles>")
    };
    // (whether to an event, message, error)
    for (to_event, inner, expected) in [
        (false, "<MsgType>text</MsgType><Content/>", "Message(EmptyText)"),
        (false, "<MsgType>text</MsgType><Content>x</Content>", ""),
        (false, "<MsgType>voice</MsgType>", r#"Message(MissingField { name: "Voice.MediaId" })"#),
        (false, &news(1), ""),
        (false, &news(2), "Message(Articles { limit: 1, given: 2 })"),
        (true, &news(8), ""),
        (true, &news(9), "Message(Articles { limit: 8, given: 9 })"),
        (true, "<MsgType>event</MsgType>", "Message(MsgType)"),
    ] {
        let (push, to) = if to_event { (&event, "FromUser") } else { (&message, "fromUser") };
        let refused = push.respond(&raw(to, inner), NOW, [0; 16]).err();
        assert_eq!(refused.map(|error| shown(&error)).unwrap_or_default(), expected, "{inner}");
    }
    let swapped = raw("toUser", "<MsgType>text</MsgType><Content>x</Content>");
    assert_eq!(message.respond(&swapped, NOW, [0; 16]), Err(ReplyError::Recipient));
    for (odd, expected) in [
        ("", "Unreadable(UnknownFormat)"),
        ("hi", "Unreadable(UnknownFormat)"),
        ("<html/>", "Root"),
        ("<xml/>", r#"Message(MissingField { name: "ToUserName" })"#),
        ("{\"MsgType\":\"text\"}", "Format { expected: Xml }"),
    ] {
        let refused = message.respond(&Reply::Raw(odd.to_owned()), NOW, [0; 16]).unwrap_err();
        assert_eq!(shown(&refused), expected, "{odd}");
    }
    let long = message.respond(&Reply::Text("x".repeat(2_049)), NOW, [0; 16]);
    assert_eq!(shown(&long.unwrap_err()), "Message(TextTooLong { limit: 2048, given: 2049 })");
}

#[test]
fn a_sender_accepts_only_what_the_service_accepts() {
    let head =
        "<ToUserName>o</ToUserName><FromUserName>g</FromUserName><CreateTime>1</CreateTime><MsgType>text</MsgType>";
    let good = format!("<xml>{head}<Content>x</Content></xml>");
    assert!(matches!(sender().read_reply(good.as_bytes()), Ok(AccountReply::Message(_))));
    let json = r#"{"ToUserName":"o","FromUserName":"g","CreateTime":1,"MsgType":"text","Content":"x"}"#;
    assert!(matches!(sender().with_format(Format::Json).read_reply(json.as_bytes()), Ok(AccountReply::Message(_))));
    for bad in [
        "Success",
        "success\n",
        "\"success\"",
        "ok",
        "\u{feff}success",
        json,
        "{\"code\":0}",
        "[]",
        "<!doctype html><html><body>x</body></html>",
        "<html><body>x</body></html>",
        "<xml/>",
        &format!("<xml><xml>{head}<Content>x</Content></xml></xml>"),
        &format!("<xml>{head}</xml>"),
        &format!("<xml>{head}<Content/></xml>"),
        &format!("<xml>{head}<Content><b>x</b></Content></xml>"),
        &format!("<XML>{head}<Content>x</Content></XML>"),
        &format!("<xml>{head}<Content>x</Content>"),
        &format!("<xml>{head}<Content><![CDATA[x]]></Content><Content><![CDATA[]]>"),
        &good.replace("text", "link"),
        &good.replace("<CreateTime>1", "<CreateTime>now"),
        &good.replace(">x<", &format!(">{}<", "x".repeat(2_049))),
    ] {
        assert!(sender().read_reply(bad.as_bytes()).is_err(), "{bad}");
    }
    assert!(sender().with_format(Format::Json).read_reply(b"{\"code\":0}").is_err());
    assert!(sender().with_format(Format::Json).read_reply(good.as_bytes()).is_err());
    let broken = good.replace(">x<", ">\u{0}<").into_bytes();
    let bytes: Vec<u8> = broken.iter().map(|byte| if *byte == 0 { 0xff } else { *byte }).collect();
    assert_eq!(shown(&sender().read_reply(&bytes).unwrap_err()), r#"Unreadable(NotUtf8 { part: "body" })"#);
}

#[test]
fn a_sender_in_safe_mode_requires_encrypted_replies() {
    let sender = sender().with_aes_key(key(KEY));
    for (body, refusal) in [
        ("<xml><MsgType>text</MsgType></xml>", "NotEncrypted"),
        ("<xml><Encrypt>x</Encrypt></xml>", r#"MissingField { name: "TimeStamp" }"#),
        ("oops", "UnknownFormat"),
    ] {
        let refused = sender.read_reply(body.as_bytes()).unwrap_err();
        assert_eq!(shown(&refused), format!("Unreadable({refusal})"));
    }
}

#[test]
fn the_response_to_a_url_check_is_echostr_as_text() {
    let query = format!("{}&echostr=%3Cscript%3E", plain_query());
    let Inbound::UrlCheck(check) = plain_inbox().receive(&Method::GET, &query, b"", NOW).unwrap() else { panic!() };
    let response: http::Response<Vec<u8>> = check.response().into();
    assert_eq!(response.body(), b"<script>");
    assert_eq!(response.headers()["content-type"], "text/plain; charset=utf-8");
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
}

#[test]
fn debug_prints_lengths_and_no_content() {
    let incoming = post(&plain_inbox(), &plain_query(), PUSH_XML[1].1).unwrap();
    let response = incoming.respond(&Reply::Text("secret".to_owned()), NOW, [0; 16]).unwrap();
    assert_eq!(
        format!("{response:?}"),
        format!("CallbackResponse(application/xml; charset=utf-8, {} bytes)", response.body().len())
    );
    let fields = &incoming.push().fields;
    assert_eq!(
        format!("{fields:?}"),
        "Fields[ToUserName, FromUserName, CreateTime, MsgType, Location_X, Location_Y, Scale, Label, MsgId]"
    );
    assert_eq!(format!("{:?}", fields.get("label")), "Some(Text(4 characters))");
    let draft = PushDraft::text("gh_1", &openid(), NOW, "secret");
    assert_eq!(format!("{draft:?}"), "PushDraft { to_user: \"gh_1\", .. }");
    let request = sender().push(URL, &draft, NOW, "n", [0; 16]).unwrap();
    let Inbound::Push(incoming) = plain_inbox().receive_request(&request, NOW).unwrap() else { panic!() };
    assert_eq!(format!("{:?}", incoming.push().kind), "Text(TextMessage(6 characters))");
    assert_eq!(format!("{:?}", key(KEY)), "EncodingAesKey([redacted])");
}
