//! The published vectors and the samples of pushes in both directions: read, and written byte for byte.

use aes::Aes256;
use aes::cipher::{BlockCipherDecrypt as _, KeyInit as _};
use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use wechat_user_core::secret::JsapiTicket;
use wechat_user_core::{AppId, OpenId, Timestamp};
use wechat_user_web::{
    Format, Inbox, JsSdk, KeyUsed, PushDraft, PushError, PushKind, PushMode, PushSender, PushToken, Reply,
};

use crate::samples::{PUSH_XML, URL, get, key, percent_encoded, plain_inbox, plain_query, post, vectors};

fn text<'v>(vector: &'v Value, name: &str) -> &'v str {
    vector[name].as_str().unwrap_or_else(|| panic!("the vector has no {name}"))
}

fn token(vector: &Value) -> PushToken {
    PushToken::new(text(vector, "token")).unwrap()
}

fn inbox(vector: &Value) -> Inbox {
    Inbox::new(text(vector, "appid"), token(vector)).with_aes_key(key(text(vector, "encoding_aes_key")))
}

fn random(vector: &Value) -> [u8; 16] {
    text(vector, "random16").as_bytes().try_into().unwrap()
}

fn seconds(vector: &Value) -> Timestamp {
    Timestamp::from_unix_secs(text(vector, "timestamp").parse().unwrap())
}

/// Encrypts to the published text, and decrypts it again.
fn check_both_ways(vector: &Value, case: &Value, random: [u8; 16]) {
    let key = key(text(vector, "encoding_aes_key"));
    let app_id = AppId::new(text(vector, "appid"));
    let (message, encrypted) = (text(case, "msg"), text(case, "encrypt"));
    assert_eq!(key.encrypt(random, message.as_bytes(), &app_id).unwrap(), encrypted);
    assert_eq!(key.decrypt(encrypted, &app_id).unwrap(), message.as_bytes());
}

/// The first block of an encrypted text, decrypted without the crate.
fn first_block(key: &str, encrypted: &str) -> [u8; 16] {
    // 43 characters are two bits more than 32 bytes; the service ignores them.
    let config = GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true);
    let key = GeneralPurpose::new(&STANDARD, config).decode(format!("{key}=")).unwrap();
    let mut block: [u8; 16] = BASE64_STANDARD.decode(encrypted).unwrap()[..16].try_into().unwrap();
    Aes256::new_from_slice(&key).unwrap().decrypt_block((&mut block).into());
    block.iter_mut().zip(&key).for_each(|(byte, mask)| *byte ^= mask);
    block
}

#[test]
fn official_url_check() {
    let vectors = vectors();
    let official = &vectors["official_2024_message_push"];
    let check = &official["url_verify"];
    let (signature, echo) = (text(check, "signature"), text(check, "echostr"));
    let (timestamp, nonce) = (text(check, "timestamp"), text(check, "nonce"));
    let query = format!("signature={signature}&echostr={echo}&timestamp={timestamp}&nonce={nonce}");
    assert_eq!(get(&inbox(official), &query).unwrap(), echo);

    let sender = PushSender::new(text(official, "appid"), token(official));
    let request = sender.url_check(URL, seconds(check), nonce, echo).unwrap();
    assert_eq!(request.uri().query(), Some(&*query));
}

#[test]
fn official_plain_push() {
    let vectors = vectors();
    let official = &vectors["official_2024_message_push"];
    let push = &official["plain_push"];
    let sender = PushSender::new(text(official, "appid"), token(official)).with_format(Format::Json);
    let openid = OpenId::new("o9AgO5Kd5ggOC-bXrbNODIiE3bGY").unwrap();
    let draft =
        PushDraft::event("gh_97417a04a28d", &openid, seconds(push), "debug_demo").with_text("debug_str", "hello world");
    let request = sender.push(URL, &draft, seconds(push), text(push, "nonce"), [0; 16]).unwrap();
    let query = request.uri().query().unwrap();
    assert!(query.starts_with(&format!("signature={}&", text(push, "signature"))), "{query}");
    let body = r#"{"ToUserName":"gh_97417a04a28d","FromUserName":"o9AgO5Kd5ggOC-bXrbNODIiE3bGY","CreateTime":1714037059,"MsgType":"event","Event":"debug_demo","debug_str":"hello world"}"#;
    assert_eq!(request.body(), body.as_bytes());

    let incoming = post(&Inbox::new(text(official, "appid"), token(official)), query, body).unwrap();
    assert_eq!(incoming.push().fields.text("debug_str"), Some("hello world"));
    assert_eq!(incoming.key_used(), None);
}

#[test]
fn official_safe_push_and_its_reply() {
    let vectors = vectors();
    let official = &vectors["official_2024_message_push"];
    let push = &official["secure_push"];
    check_both_ways(official, push, random(push));

    let openid = OpenId::new(text(push, "openid")).unwrap();
    let draft = PushDraft::event(text(push, "to_user_name"), &openid, seconds(push), "debug_demo");
    let sender = PushSender::new(text(official, "appid"), token(official));
    let sender = sender.with_aes_key(key(text(official, "encoding_aes_key"))).with_format(Format::Json);
    let draft = draft.with_text("debug_str", "hello world");
    let request = sender.push(URL, &draft, seconds(push), text(push, "nonce"), random(push)).unwrap();
    let query = format!(
        "signature={}&timestamp={}&nonce={}&openid={}&encrypt_type=aes&msg_signature={}",
        text(push, "signature"),
        text(push, "timestamp"),
        text(push, "nonce"),
        text(push, "openid"),
        text(push, "msg_signature"),
    );
    assert_eq!(request.uri().query(), Some(&*query));
    let body = format!(r#"{{"ToUserName":"{}","Encrypt":"{}"}}"#, text(push, "to_user_name"), text(push, "encrypt"));
    assert_eq!(String::from_utf8_lossy(request.body()), body);

    let incoming = post(&inbox(official), &query, body).unwrap();
    let PushKind::Other(other) = &incoming.push().kind else { panic!("{incoming:?}") };
    assert_eq!(other.event.as_deref(), Some("debug_demo"));
    assert_eq!((incoming.key_used(), incoming.format()), (Some(KeyUsed::Current), Format::Json));

    let reply = &official["secure_reply"];
    let response = incoming.respond(&Reply::Raw(text(reply, "msg").to_owned()), seconds(reply), random(reply)).unwrap();
    let expected = format!(
        r#"{{"Encrypt":"{}","MsgSignature":"{}","TimeStamp":{},"Nonce":"{}"}}"#,
        text(reply, "encrypt"),
        text(reply, "msg_signature"),
        text(reply, "timestamp"),
        text(reply, "nonce"),
    );
    assert_eq!(response.body(), expected);
    check_both_ways(official, reply, random(reply));
}

#[test]
fn tencent_sample_of_2014() {
    let vectors = vectors();
    let sample = &vectors["wxbizmsgcrypt_sample"];
    let cases = sample["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 2);
    for case in cases {
        check_both_ways(sample, case, random(sample));
    }
}

#[test]
fn easywechat() {
    let vectors = vectors();
    let vector = &vectors["easywechat"];
    check_both_ways(vector, vector, random(vector));
    let signature = text(vector, "msg_signature");
    let (timestamp, nonce) = (text(vector, "timestamp"), text(vector, "nonce"));
    assert_eq!(token(vector).sign_encrypted(timestamp, nonce, text(vector, "encrypt")), signature);

    let query = format!("timestamp={timestamp}&nonce={nonce}&encrypt_type=aes&msg_signature={signature}");
    let body = format!("<xml><Encrypt><![CDATA[{}]]></Encrypt></xml>", text(vector, "encrypt"));
    let incoming = post(&inbox(vector), &query, body).unwrap();
    let PushKind::Text(message) = &incoming.push().kind else { panic!("{incoming:?}") };
    assert_eq!((message.content.as_str(), incoming.push().msg_id), ("hello", Some(12_345)));
}

#[test]
fn chanxuehong() {
    let vectors = vectors();
    let vector = &vectors["chanxuehong"];
    check_both_ways(vector, vector, random(vector));
    let sign = &vector["plain_sign"];
    let signature = token(sign).sign(text(sign, "timestamp"), text(sign, "nonce"));
    assert_eq!(signature, text(sign, "signature"));

    let push = post(&plain_inbox(), &plain_query(), text(vector, "msg")).unwrap().into_push();
    assert_eq!(push.msg_id, Some(6_265_881_059_295_447_969));
    assert_eq!(push.to_user, "gh_b1eb3f8bd6c6");
}

#[test]
fn wechatpy() {
    let vectors = vectors();
    let vector = &vectors["wechatpy"]["encrypted_echostr"];
    let (timestamp, nonce) = (text(vector, "timestamp"), text(vector, "nonce"));
    let (echo, signature) = (text(vector, "echostr"), text(vector, "msg_signature"));
    assert_eq!(token(vector).sign_encrypted(timestamp, nonce, echo), signature);
    // Escaped as it should be, and unescaped as some senders do: a form decoder reads plus signs as blanks.
    for echo in [&percent_encoded(echo), echo] {
        let query = format!("msg_signature={signature}&timestamp={timestamp}&nonce={nonce}&echostr={echo}");
        assert_eq!(get(&inbox(vector), &query).unwrap(), text(vector, "decrypted"));
        let keyless = Inbox::new(text(vector, "appid"), token(vector));
        assert_eq!(get(&keyless, &query), Err(PushError::NoAesKey));
    }
    // The other direction: the random bytes were not published, but they are the first block.
    let case = serde_json::json!({"msg": text(vector, "decrypted"), "encrypt": echo});
    check_both_ways(vector, &case, first_block(text(vector, "encoding_aes_key"), echo));

    let sign = &vectors["wechatpy"]["plain_sign"];
    let signature = token(sign).sign(text(sign, "timestamp"), text(sign, "nonce"));
    assert_eq!(signature, text(sign, "signature"));
}

#[test]
fn js_sdk() {
    let vectors = vectors();
    let vector = &vectors["jsapi_sign"];
    let cases = vector["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 3);
    for case in cases {
        let ticket = JsapiTicket::from(text(vector, "ticket"));
        let config =
            JsSdk::new("wx1").config(&ticket, text(case, "url"), seconds(vector), text(vector, "noncestr")).unwrap();
        assert_eq!(config.signature, text(case, "signature"));
        assert_eq!((config.nonce_str.as_str(), config.timestamp), (text(vector, "noncestr"), 1_414_587_457));
    }
}

#[test]
fn samples_of_pushes_are_read() {
    for (name, xml) in PUSH_XML {
        let push = post(&plain_inbox(), &plain_query(), xml).unwrap().into_push();
        assert_eq!(push.to_user, "toUser", "{name}");
        let scene = |value: &str| format!("{value} TICKET");
        let read = match &push.kind {
            PushKind::LocationReport(report) => {
                let place = report.coordinates;
                format!("{} {} {:?}", place.latitude, place.longitude, report.precision)
            }
            PushKind::LocationMessage(place) => {
                let at = place.coordinates;
                format!("{} {} {:?} {:?} {:?}", at.latitude, at.longitude, place.scale, place.label, push.msg_id)
            }
            PushKind::Scan(scene) => format!("{} {}", scene.value, scene.ticket.as_deref().unwrap()),
            PushKind::Subscribe(None) => "no scene".to_owned(),
            PushKind::Subscribe(Some(scene)) => format!("{} {}", scene.id().unwrap(), scene.ticket.as_deref().unwrap()),
            PushKind::Unsubscribe => "unsubscribed".to_owned(),
            other => panic!("{name}: {other:?}"),
        };
        let expected = match name {
            "location_event" => "23.137466 113.352425 Some(119.38504)".to_owned(),
            "location_message" => r#"23.134521 113.358803 Some(20) Some("位置信息") Some(1234567890123456)"#.to_owned(),
            "scan" => scene("SCENE_VALUE"),
            "subscribe" => "no scene".to_owned(),
            "subscribe_scan" => scene("123123"),
            _ => "unsubscribed".to_owned(),
        };
        assert_eq!(read, expected, "{name}");
    }
}

#[test]
fn samples_of_pushes_are_written_byte_for_byte() {
    let (capital, small) = (OpenId::new("FromUser").unwrap(), OpenId::new("fromUser").unwrap());
    let at = Timestamp::from_unix_secs(123_456_789);
    for (name, xml) in PUSH_XML {
        let draft = match name {
            "location_event" => PushDraft::location_report("toUser", &small, at, 23.137_466, 113.352_425, 119.385_04),
            "location_message" => {
                let at = Timestamp::from_unix_secs(1_351_776_360);
                let draft = PushDraft::location_message("toUser", &small, at, 23.134_521, 113.358_803, "位置信息");
                draft.with_msg_id(1_234_567_890_123_456)
            }
            "scan" => PushDraft::scan("toUser", &capital, at, "SCENE_VALUE", "TICKET"),
            "subscribe" => PushDraft::subscribe("toUser", &capital, at),
            "subscribe_scan" => PushDraft::subscribe_by_scan("toUser", &capital, at, "123123", "TICKET"),
            _ => PushDraft::unsubscribe("toUser", &capital, at),
        };
        let sender = PushSender::new("wx1", PushToken::new("t").unwrap()).with_mode(PushMode::Safe);
        let request = sender.push(URL, &draft, at, "1", [0; 16]).unwrap();
        assert_eq!(String::from_utf8_lossy(request.body()), xml.trim_end(), "{name}");
        assert_eq!(request.headers()["content-type"], "text/xml");
    }
}
