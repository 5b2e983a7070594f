//! A flipped bit anywhere is refused with its own reason, and no reason repeats what was sent.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use wechat_user_core::AppId;
use wechat_user_web::{DecryptError, EncodingAesKey, Inbox, Push, PushError};

use crate::samples::{
    APP_ID, KEY, PUSH_XML, get, key, plain_inbox, plain_query, post, safe_inbox, safe_query, sealed, token,
};

fn flipped(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..bytes.len() * 8).map(|bit| {
        let mut copy = bytes.to_vec();
        copy[bit / 8] ^= 1 << (bit % 8);
        copy
    })
}

fn percent(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("%{byte:02X}")).collect()
}

fn encrypted_in(body: &str) -> &str {
    body.split("[CDATA[").nth(1).and_then(|rest| rest.split("]]").next()).unwrap()
}

#[test]
fn in_a_signature() {
    let timestamp = "1409304348";
    let signature = token().sign(timestamp, "xxxxxx");
    for bad in flipped(signature.as_bytes()) {
        let query = format!("signature={}&timestamp={timestamp}&nonce=xxxxxx&echostr=1", percent(&bad));
        assert_eq!(get(&plain_inbox(), &query), Err(PushError::Signature));
        assert_eq!(post(&plain_inbox(), &query, PUSH_XML[0].1).unwrap_err(), PushError::Signature);
    }
    let (query, body) = sealed(PUSH_XML[0].1);
    let (start, signature) = query.split_once("msg_signature=").unwrap();
    for bad in flipped(signature.as_bytes()) {
        let query = format!("{start}msg_signature={}", percent(&bad));
        assert_eq!(post(&safe_inbox(), &query, &body).unwrap_err(), PushError::MsgSignature);
    }
}

#[test]
fn in_signed_parameters() {
    let (_, body) = sealed(PUSH_XML[0].1);
    let encrypted = encrypted_in(&body);
    let signature = token().sign_encrypted("1409304348", "xxxxxx", encrypted);
    for bad in flipped(b"1409304348") {
        let query = format!("timestamp={}&nonce=xxxxxx&encrypt_type=aes&msg_signature={signature}", percent(&bad));
        let expected =
            if bad.iter().all(u8::is_ascii_digit) { PushError::MsgSignature } else { PushError::BadTimestamp };
        assert_eq!(post(&safe_inbox(), &query, &body).unwrap_err(), expected);
    }
    for bad in flipped(b"xxxxxx") {
        let query = format!("timestamp=1409304348&nonce={}&encrypt_type=aes&msg_signature={signature}", percent(&bad));
        assert_eq!(post(&safe_inbox(), &query, &body).unwrap_err(), PushError::MsgSignature);
    }
}

/// In the encrypted text, the signature is wrong. Around it, the envelope is broken or has the same meaning as before.
#[test]
fn in_the_body() {
    let (query, body) = sealed(PUSH_XML[0].1);
    let inner = post(&safe_inbox(), &query, &body).unwrap().into_push();
    let body = body.replace("<xml>", "<xml><ToUserName><![CDATA[toUser]]></ToUserName>");
    let start = body.find(encrypted_in(body.split_once("<Encrypt>").unwrap().1)).unwrap();
    let end = body.rfind("]]>").unwrap();
    let mut reasons = [0; 3];
    for (bit, bad) in flipped(body.as_bytes()).enumerate() {
        let refused = post(&safe_inbox(), &query, &bad);
        if (start..end).contains(&(bit / 8)) && bad[bit / 8] != b']' {
            assert_eq!(refused.as_ref().unwrap_err(), &PushError::MsgSignature, "bit {bit}");
        }
        match refused {
            Ok(incoming) => {
                assert_eq!(incoming.push(), &inner, "bit {bit}");
                reasons[0] += 1;
            }
            Err(PushError::MsgSignature | PushError::Recipient) => reasons[1] += 1,
            Err(PushError::Xml { .. } | PushError::MissingField { .. } | PushError::UnknownFormat) => reasons[2] += 1,
            Err(other) => panic!("bit {bit}: {other:?}"),
        }
    }
    assert!(reasons[1..].iter().all(|count| *count > 0), "{reasons:?}");
}

#[test]
fn in_the_account_of_the_envelope() {
    let (query, body) = sealed(PUSH_XML[0].1);
    for bad in flipped(b"toUser").filter_map(|bad| String::from_utf8(bad).ok()).filter(|bad| !bad.contains(['<', '\r']))
    {
        let body = body.replace("<xml>", &format!("<xml><ToUserName><![CDATA[{bad}]]></ToUserName>"));
        assert_eq!(post(&safe_inbox(), &query, body).unwrap_err(), PushError::Recipient);
    }
}

#[test]
fn in_the_key() {
    let (query, body) = sealed(PUSH_XML[0].1);
    let bytes = BASE64_STANDARD_NO_PAD.decode(format!("{}E", &KEY[..42])).unwrap();
    assert_eq!(bytes.len(), 32);
    for bad in flipped(&bytes) {
        let bad = EncodingAesKey::new(&BASE64_STANDARD_NO_PAD.encode(bad)).unwrap();
        let inbox = plain_inbox().with_aes_key(bad.clone());
        let reason = PushError::Decrypt(DecryptError::Unreadable);
        assert_eq!(post(&inbox, &query, &body).unwrap_err(), reason);
        assert_eq!(post(&inbox.with_previous_key(bad), &query, &body).unwrap_err(), reason);
    }
}

#[test]
fn in_the_app_id() {
    let (query, body) = sealed(PUSH_XML[0].1);
    for bad in flipped(APP_ID.as_bytes()).filter_map(|bad| String::from_utf8(bad).ok()) {
        let inbox = Inbox::new(AppId::new(bad), token()).with_aes_key(key(KEY)).with_previous_key(key(KEY));
        assert_eq!(post(&inbox, &query, &body).unwrap_err(), PushError::Decrypt(DecryptError::WrongAppId));
    }
}

/// Without the signature: a change is noticed, except in the middle of the message, which the scheme does not protect.
/// Never a panic, and never a longer message.
#[test]
fn in_the_encrypted_bytes() {
    let (_, body) = sealed(PUSH_XML[0].1);
    let bytes = base64::prelude::BASE64_STANDARD.decode(encrypted_in(&body)).unwrap();
    let mut decrypted = 0;
    for bad in flipped(&bytes) {
        let bad = base64::prelude::BASE64_STANDARD.encode(bad);
        match key(KEY).decrypt(&bad, &APP_ID.into()) {
            Ok(message) => {
                assert_ne!(message, PUSH_XML[0].1.as_bytes());
                assert_eq!(message.len(), PUSH_XML[0].1.len());
                decrypted += 1;
                let body = format!("<xml><Encrypt>{bad}</Encrypt></xml>");
                let _: Result<Push, _> =
                    post(&safe_inbox(), &safe_query(&bad), body).map(|incoming| incoming.into_push());
            }
            Err(DecryptError::Unreadable | DecryptError::WrongAppId) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    assert!(decrypted > 0);
}

#[test]
fn no_reason_repeats_what_was_sent() {
    let secret = "SECRET";
    let inbox = safe_inbox().accepting_plain();
    let (query, body) = sealed(&format!("<{secret}>"));
    let attempts = [
        post(&inbox, &query, body),
        post(&inbox, &plain_query(), format!("<a><{secret}></a>")),
        post(&inbox, &plain_query(), format!("<a>&{secret};</a>")),
        post(&inbox, &plain_query(), format!("{{\"{secret}\":{secret}}}")),
        post(&inbox, &plain_query(), format!("<a><ToUserName>{secret}</ToUserName></a>")),
        post(&inbox, &format!("timestamp={secret}&nonce={secret}&signature={secret}"), ""),
        post(&inbox, &format!("encrypt_type={secret}"), ""),
        post(&inbox, &format!("timestamp={secret}&nonce=1&signature={}", token().sign(secret, "1")), ""),
        post(&inbox, &plain_query(), PUSH_XML[0].1.replace("<CreateTime>", &format!("<CreateTime>{secret}"))),
    ];
    for attempt in attempts {
        let refused = attempt.unwrap_err();
        let text = format!("{refused} {refused:?}");
        assert!(!text.contains(secret) && !text.contains(KEY) && !text.contains("pamtest"), "{text}");
    }
    let text = format!("{inbox:?}");
    assert!(!text.contains(KEY) && !text.contains("pamtest"), "{text}");
}
